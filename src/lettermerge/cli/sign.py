"""Define `lettermerge sign`: one more signature on finished files, by a co-signatory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..signing.escaping import escape_line
from .options import JsonOption, ProjectOption, QuietOption, VerboseOption

if TYPE_CHECKING:
    from ..app.cosigning import Cosigned
    from ..config.settings import SigningSettings

IdentityOption = Annotated[
    Path | None,
    typer.Option(
        "--identity",
        metavar="P12",
        help="Sign with this PKCS#12 file (default: the project's identity).",
        show_default=False,
    ),
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="Its first line is the passphrase (else LETTERMERGE_PASSPHRASE, else you are asked).",
        show_default=False,
    ),
]


def sign(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Finished letters, or their folder.")
    ],
    identity: IdentityOption = None,
    passphrase_file: PassphraseOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Add a signature to finished letters; those that are there stay valid."""
    from datetime import UTC, datetime

    from ..app.cosigning import cosign_files, find_unsealed, sign_command
    from ..app.pipeline import Signer
    from ..errors import PRECEDENCE, ExitCode
    from ..signing.identity.identity_file import load_identity
    from ..signing.pdf.sign import Sealing
    from .batches import asker
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    files = find_unsealed(paths)
    settings, folder = signing_settings(identity, passphrase_file, project)
    now = datetime.now(UTC)
    loaded = load_identity(settings, folder, asker(console), now=now)
    console.diagnostics(loaded.warnings)
    options = given_options(identity, passphrase_file, project)
    sealing = Sealing.from_settings(settings)
    done = list(cosign_files(files, Signer(loaded, now), sealing, options))
    failed = [one for one in done if one.error]
    if loaded.demo and len(failed) < len(done):
        console.say("Signed with a DEMO identity: these letters are not for mailing.")
    codes = {one.error.exit_code for one in failed if one.error}
    code = next((one for one in PRECEDENCE if one in codes), ExitCode.DONE)
    left = _find_left(done, loaded.fingerprint)
    if json:
        results = [
            {"path": str(one.path), "signed": not one.error, "error": str(one.error or "")}
            for one in done
        ]
        facts = {"signer": loaded.name, "files": results, "exit_code": int(code)}
        console.document({**facts, "other_formats_unsigned": [str(one) for one in left]})
        return int(code)
    for one in done:
        if one.error:
            console.error(one.error, str(one.path))
        else:
            before = " already" if one.already else ""
            console.result(escape_line(f"{one.path}: signed{before} by {loaded.name}"))
    if left:
        told = ", ".join(map(str, left))
        console.say(escape_line(f"of the same letters, not signed by {loaded.name}: {told}"))
        console.say(escape_line(f"to sign the rest, too: {sign_command(left, options)}"))
    return int(code)


def given_options(
    identity: Path | None, passphrase_file: Path | None, project: Path | None
) -> list[str]:
    """Return the options that say who signs, as they were given."""
    given = {
        "--identity": identity,
        "--passphrase-file": passphrase_file,
        "--project": project,
    }
    return [text for name, one in given.items() if one for text in (name, str(one))]


def _find_left(done: Sequence[Cosigned], fingerprint: str) -> list[Path]:
    """Return the other formats of signed letters that were not named and are not signed.

    Those below the working folder are seen from there.
    """
    from ..app.cosigning import find_half_signed

    here, named = Path.cwd().resolve(), {one.path.resolve() for one in done}
    others = find_half_signed((one.path for one in done if not one.error), fingerprint)
    left = (one for one in others if one not in named)
    return [one.relative_to(here) if one.is_relative_to(here) else one for one in left]


def signing_settings(
    identity: Path | None, passphrase_file: Path | None, project: Path | None
) -> tuple[SigningSettings, Path]:
    """Return what to sign with, and the folder that its paths are relative to.

    Raises:
        SettingsError: no identity is named and there is no project to take it from.
    """
    from dataclasses import replace

    from ..config.settings import SigningSettings, load_settings
    from ..errors import SettingsError
    from .options import project_folder

    try:
        folder = project_folder(project)
        settings = load_settings(folder).signing
    except SettingsError:
        if identity is None or project is not None:
            raise
        folder, settings = Path.cwd(), SigningSettings()
    if identity is not None:
        mine = str(identity.absolute())
        settings = replace(
            settings, identity=mine, key="", chain="", pkcs11="", token="", passphrase_file=""
        )
    if passphrase_file is not None:
        settings = replace(settings, passphrase_file=str(passphrase_file.absolute()))
    return settings, folder
