"""`lettermerge identity create` and `identity show`: make or inspect a signing identity."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import JsonOption, ProjectOption, QuietOption, VerboseOption
from .sign import PassphraseOption, signing_settings

if TYPE_CHECKING:
    from ..signing.identity import Identity
    from ..signing.passphrase import Passphrase
    from .console import Console

app = typer.Typer(name="identity", help="Make or inspect a signing identity.", no_args_is_help=True)


@app.command("create")
def create(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[P12]", help="The file (default: identity.p12 in the project)."),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", help="Who signs (default: the project's sender).")
    ] = "",
    rsa: Annotated[bool, typer.Option("--rsa", help="RSA-3072 in place of P-256.")] = False,
    passphrase_file: PassphraseOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Make a key and a certificate that it signs itself, as a locked PKCS#12 file."""
    from datetime import UTC, datetime

    from ..signing.creating import create_identity
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    folder, sender = _project(project)
    path = path or folder / "identity.p12"
    passphrase = _new_passphrase(passphrase_file, path.name, console)
    made = create_identity(path, name or sender, passphrase, now=datetime.now(UTC), rsa_key=rsa)
    _show(made, console)
    console.say(f'Written to {path}. In lettermerge.toml: [signing] identity = "{path.name}"')
    console.say("Nobody vouches for it but you: hand its certificate to those who are to trust it.")
    return 0


@app.command("show")
def show(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[P12]", help="The file (default: the project's identity)."),
    ] = None,
    passphrase_file: PassphraseOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Print subject, fingerprint, validity and kind of key."""
    from datetime import UTC, datetime

    from ..signing.certificates import refuse_time
    from ..signing.loading import read_identity
    from .batches import asker
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    settings, folder = signing_settings(path, passphrase_file, project)
    now = datetime.now(UTC)
    loaded = read_identity(settings, folder, asker(console), now=now)
    console.diagnostics(loaded.warnings)
    _show(loaded, console)
    if reason := refuse_time(loaded.x509, now):
        console.say(f"It signs nothing now: {reason}.")
    return 0


def _project(option: Path | None) -> tuple[Path, str]:
    """Return the project's folder and sender, or this folder and nobody."""
    from ..errors import SettingsError
    from ..settings import load_settings
    from .options import project_folder

    try:
        folder = project_folder(option)
        return folder, load_settings(folder).sender.name
    except SettingsError:
        if option is not None:
            raise
        return Path(), ""


def _new_passphrase(file: Path | None, opens: str, console: Console) -> Passphrase:
    from ..signing.passphrase import PassphraseSource
    from .batches import asker
    from .passphrases import ask_twice

    return PassphraseSource(file, ask_twice if asker(console) else None).find(opens)


def _show(identity: Identity, console: Console) -> None:
    facts = {
        "subject": identity.x509.subject.rfc4514_string(),
        "issuer": "itself" if identity.self_signed else identity.x509.issuer.rfc4514_string(),
        "fingerprint": identity.fingerprint,
        "not_before": identity.not_before.isoformat(),
        "not_after": identity.not_after.isoformat(),
        "key": identity.key_type,
        "demo": identity.demo,
    }
    if console.json:
        console.document(facts)
        return
    for label, value in facts.items():
        if label != "demo":
            console.result(f"{label.replace('_', ' '):12} {value}")
    if identity.demo:
        console.result("This is a DEMO identity: what it signs is not for mailing.")
