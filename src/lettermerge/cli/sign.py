"""Define `lettermerge sign`: one more signature on finished files, by a co-signatory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..signing.certificate_escaping import escape_line
from .options import CommonOptions, PassphraseOption, place_of

if TYPE_CHECKING:
    from ..app.signing.cosigning import Cosigned
    from ..config.settings import SigningSettings
    from ..signing.identity.model import Identity
    from .console import Console

IdentityOption = Annotated[
    Path | None,
    typer.Option(
        "--identity",
        metavar="P12",
        help="Sign with this PKCS#12 file (default: the project's identity).",
        show_default=False,
    ),
]


def sign(
    *,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Finished letters, or their folder or s3:// address."
        ),
    ],
    identity: IdentityOption = None,
    passphrase_file: PassphraseOption = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge sign`; return its exit code."""
    from datetime import UTC, datetime

    from ..app.approval.finished_file_approval import ApprovedFiles
    from ..app.signing.cosigning import Cosigning, cosign_files, find_unsealed
    from ..app.signing.sealing import Signer
    from ..config.settings import FILE_NAME
    from ..signing.identity.identity_loading import load_identity
    from ..signing.pdf.sign import Sealing
    from .passphrase_prompt import find_prompt

    console = common.console()
    places = [place_of(one, common.project) for one in paths]
    named = [one for one in places if isinstance(one, Path)]
    files = find_unsealed(named) if named else []
    settings, folder = signing_settings(identity, passphrase_file, common.project)
    now = datetime.now(UTC)
    loaded = load_identity(settings, folder, find_prompt(console), now=now)
    console.diagnostics(loaded.warnings)
    options = given_options(identity, passphrase_file, common.project)
    sealing = Sealing.from_settings(settings)
    home = folder if (folder / FILE_NAME).is_file() else None
    approved = ApprovedFiles(home, now)
    signing = Cosigning(Signer(loaded, now), sealing, approved)
    done = list(cosign_files(files, signing, options))
    if objects := [one for one in places if not isinstance(one, Path)]:
        from ..app.signing.store_cosigning import cosign_objects

        done += cosign_objects(objects, signing, options)
    return _report(console, done, loaded, options)


def _report(
    console: Console, done: Sequence[Cosigned], identity: Identity, options: Sequence[str]
) -> int:
    """Say what was signed, what was not, and what is left to sign; return the exit code."""
    from ..app.signing.cosigning import sign_command
    from ..errors import PRECEDENCE, ExitCode

    failed = [one for one in done if one.error]
    if identity.demo and len(failed) < len(done):
        console.say("Signed with a DEMO identity: these letters are not for mailing.")
    codes = {one.error.exit_code for one in failed if one.error}
    code = next((one for one in PRECEDENCE if one in codes), ExitCode.DONE)
    left = _find_left(done, identity.fingerprint)
    if console.json:
        results = [
            {"path": str(one.path), "signed": not one.error, "error": str(one.error or "")}
            for one in done
        ]
        facts = {"signer": identity.name, "files": results, "exit_code": int(code)}
        console.document({**facts, "other_formats_unsigned": [str(one) for one in left]})
        return int(code)
    for one in done:
        if one.error:
            console.error(one.error, str(one.path))
        else:
            before = " already" if one.already else ""
            console.result(escape_line(f"{one.path}: signed{before} by {identity.name}"))
    if left:
        told = ", ".join(map(str, left))
        console.say(escape_line(f"of the same letters, not signed by {identity.name}: {told}"))
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
    from ..app.signing.cosigning import find_half_signed

    here = Path.cwd().resolve()
    files = {one.path: not one.error for one in done if isinstance(one.path, Path)}
    named = {one.resolve() for one in files}
    others = find_half_signed((one for one, is_signed in files.items() if is_signed), fingerprint)
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
            settings, identity=mine, key="", chain="", certificate="", pkcs11="", token="",
            passphrase_file="",
        )  # fmt: skip
    if passphrase_file is not None:
        settings = replace(settings, passphrase_file=str(passphrase_file.absolute()))
    return settings, folder
