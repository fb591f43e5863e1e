"""Define `lettermerge identity create`, `show` and `export`: make, inspect, hand on an identity."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..signing.escaping import escape_line
from .options import JsonOption, ProjectOption, QuietOption, VerboseOption
from .sign import PassphraseOption, signing_settings

if TYPE_CHECKING:
    from ..signing.identity.model import Identity
    from ..signing.identity.passphrase import Passphrase
    from .console import Console

app = typer.Typer(
    name="identity", help="Make, inspect or hand on a signing identity.", no_args_is_help=True
)


@app.command("create")
def create(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[P12]", help="The file (default: identity.p12 in the project)."),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", help="Who signs (default: the project's sender).")
    ] = "",
    email: Annotated[
        str, typer.Option("--email", metavar="ADDRESS", help="An e-mail address of the signer.")
    ] = "",
    rsa: Annotated[bool, typer.Option("--rsa", help="RSA-3072 in place of P-256.")] = False,
    passphrase_file: PassphraseOption = None,
    no_passphrase: Annotated[
        bool,
        typer.Option(
            "--no-passphrase", help="Leave the key open to everybody who can read the file."
        ),
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Make a key and a certificate that it signs itself, as a PKCS#12 file with a passphrase."""
    from datetime import UTC, datetime

    from ..errors import UsageError
    from ..signing.identity.creation import Subject, create_identity
    from ..signing.identity.trust import remember
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    if no_passphrase and passphrase_file:
        raise UsageError(
            "--no-passphrase and --passphrase-file exclude each other", hint="leave one of them out"
        )
    folder, sender = _project(project)
    path = path or folder / "identity.p12"
    passphrase = None if no_passphrase else _new_passphrase(passphrase_file, path.name, console)
    subject = Subject(name or sender, email)
    made = create_identity(path, subject, passphrase, now=datetime.now(UTC), rsa_key=rsa)
    _show(made, console)
    if not remember(made.fingerprint):
        console.say("It could not be noted in your data folder: verify will not know it as yours.")
    if no_passphrase:
        console.say(
            f"{path.name} has no passphrase: everybody who can read it can sign in your name."
        )
    console.say(f'Written to {path}. In lettermerge.toml: [signing] identity = "{path.name}"')
    console.say(
        "Nobody vouches for it but you: `lettermerge identity export` writes what to hand on."
    )
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

    from ..signing.identity.certificate_rules import refuse_time
    from ..signing.identity.identity_file import read_identity
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


@app.command("export")
def export(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[P12]", help="The file (default: the project's identity)."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Where to write (default: beside the identity's file).",
            show_default=False,
        ),
    ] = None,
    passphrase_file: PassphraseOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Write the certificate (PEM and CER) and a text on how to trust it, for recipients."""
    from datetime import UTC, datetime

    from ..signing.identity.export import export_certificate
    from ..signing.identity.identity_file import read_identity
    from .batches import asker
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    settings, folder = signing_settings(path, passphrase_file, project)
    loaded = read_identity(settings, folder, asker(console), now=datetime.now(UTC))
    console.diagnostics(loaded.warnings)
    file = Path() if settings.pkcs11 else Path(settings.identity).expanduser()
    made = export_certificate(
        loaded,
        output or (folder / file).parent,
        f"{file.stem or 'identity'}-certificate",
    )
    if json:
        files = [str(made.pem), str(made.cer), str(made.text)]
        console.document({"files": files, "fingerprint": loaded.fingerprint})
        return 0
    for one in (made.pem, made.cer, made.text):
        console.result(str(one))
    console.say(f"Hand {made.cer.name} and {made.text.name} to those who are to trust the letters.")
    return 0


def _project(option: Path | None) -> tuple[Path, str]:
    """Return the project's folder and sender, or this folder and nobody."""
    from ..config.settings import load_settings
    from ..errors import SettingsError
    from .options import project_folder

    try:
        folder = project_folder(option)
        return folder, load_settings(folder).sender.name
    except SettingsError:
        if option is not None:
            raise
        return Path(), ""


def _new_passphrase(file: Path | None, opens: str, console: Console) -> Passphrase:
    from ..signing.identity.passphrase import PassphraseSource
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
    if identity.emails:
        facts["email"] = ", ".join(identity.emails)
    if console.json:
        console.document(facts)
        return
    for label, value in facts.items():
        if label != "demo":
            console.result(escape_line(f"{label.replace('_', ' '):12} {value}"))
    if identity.demo:
        console.result("This is a DEMO identity: what it signs is not for mailing.")
