"""Define `lettermerge identity create`, `show` and `export`: make, inspect, hand on an identity."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..signing.certificate_escaping import escape_line
from .options import CommonOptions, PassphraseOption
from .sign import signing_settings

if TYPE_CHECKING:
    from ..signing.identity.model import Identity
    from ..signing.identity.passphrase import Passphrase
    from .console import Console


IdentityArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[P12]", help="The file (default: the project's identity)."),
]


def create(
    *,
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
    common: CommonOptions,
) -> int:
    """Run `lettermerge identity create`; return its exit code."""
    from datetime import UTC, datetime

    from ..errors import UsageError
    from ..signing.identity.creation import Subject, create_identity
    from ..signing.identity.trust import remember

    console = common.console()
    if no_passphrase and passphrase_file:
        raise UsageError(
            "--no-passphrase and --passphrase-file exclude each other", hint="leave one of them out"
        )
    folder, sender = _project(common.project)
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
        "Nobody vouches for it but you: `lettermerge identity export` writes what to hand on,"
        f" {path.stem}-certificate.pem for approvals among it."
    )
    return 0


def show(
    *,
    path: IdentityArgument = None,
    passphrase_file: PassphraseOption = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge identity show`; return its exit code."""
    from datetime import UTC, datetime

    from ..signing.identity.certificate_rules import refuse_time
    from ..signing.identity.identity_loading import read_identity
    from .passphrase_prompt import find_prompt

    console = common.console()
    settings, folder = signing_settings(path, passphrase_file, common.project)
    now = datetime.now(UTC)
    loaded = read_identity(settings, folder, find_prompt(console), now=now)
    console.diagnostics(loaded.warnings)
    _show(loaded, console)
    if reason := refuse_time(loaded.x509, now):
        console.say(f"It signs nothing now: {reason}.")
    return 0


def export(
    *,
    path: IdentityArgument = None,
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
    common: CommonOptions,
) -> int:
    """Run `lettermerge identity export`; return its exit code."""
    from datetime import UTC, datetime

    from ..signing.identity.export import export_certificate
    from ..signing.identity.identity_loading import read_identity
    from .passphrase_prompt import find_prompt

    console = common.console()
    settings, folder = signing_settings(path, passphrase_file, common.project)
    loaded = read_identity(settings, folder, find_prompt(console), now=datetime.now(UTC))
    console.diagnostics(loaded.warnings)
    file = Path() if settings.pkcs11 else Path(settings.identity).expanduser()
    made = export_certificate(
        loaded,
        output or (folder / file).parent,
        f"{file.stem or 'identity'}-certificate",
    )
    if common.json:
        files = [str(made.pem), str(made.cer), str(made.text)]
        console.document({"files": files, "fingerprint": loaded.fingerprint})
        return 0
    for one in (made.pem, made.cer, made.text):
        console.result(str(one))
    console.say(f"Hand {made.cer.name} and {made.text.name} to those who are to trust the letters.")
    console.say(_to_approve(made.pem.name))
    if not settings.key:
        console.say(
            f'With certificate = "{made.pem.name}" below [signing] (a path from the project), only '
            "what signs asks for the passphrase."
        )
    return 0


def _to_approve(certificate: str) -> str:
    """Return what an approver does, who must not seal the letters, too."""
    return (
        f"To approve letters instead: hand {certificate} to whoever keeps lettermerge.toml "
        "(approval.certificates)."
    )


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
    from .passphrase_prompt import ask_twice, find_prompt

    return PassphraseSource(file, ask_twice if find_prompt(console) else None).find(opens)


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
