"""Read lettermerge.toml into frozen settings, every fault at once.

The project folder is the folder of lettermerge.toml; every path in it is relative to that.
Every dataclass field is a key of the file; its default is what the file need not say.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from ..diagnostics import Diagnostic, Where, why_unreadable
from ..errors import SettingsError
from .approval_settings import NO_APPROVAL, ApprovalSettings, check_approval
from .cluster_settings import CLUSTER, ClusterSettings
from .database_url import database_name, sqlite_file
from .dispatch_settings import LEDGER, PRINT, LedgerSettings, PrintSettings, check_print
from .key_lines import with_lines
from .language_texts import LanguageText
from .mail_settings import NO_MAIL, MailSettings
from .output_settings import OUTPUT, OutputSettings, check_output
from .store_address import Place, is_address, refuse_source
from .toml_loading import Lines, SchemaError, build, parse_toml
from .value_rules import STRICT, Config, ValueBounds
from .warning_settings import NO_WARNING, WarningSettings

FILE_NAME = "lettermerge.toml"
#: The envelopes that take each paper; their facts are in window_envelopes.toml (a test compares).
A4Envelope = Literal[
    "", "dl", "dl-thirds", "dl-eu", "c6-c5", "c5", "c5-eu", "10", "10-thirds",
    "din-5008-a", "din-5008-b",
]  # fmt: skip
LetterEnvelope = Literal[
    "", "dl", "dl-thirds", "dl-eu", "c6-c5", "c5", "c5-eu", "10", "10-thirds"
]  # fmt: skip
Filled = Annotated[str, ValueBounds(min_length=1)]


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """`template` is a file in letters/; `date` is printed and dates the files.

    `language` is the BCP 47 tag of the template without a language in its name. `voice` is who
    writes: "i" or "we" in the closes that say so (French), "" for we where an organisation or
    several persons sign.
    `smart_punctuation` prints typed quotes, dashes and dots as the letter's language has them, and
    with `smart_cells` the apostrophes and paired quotes of cells. `place` is before the date: one
    text, or a table of texts by language.
    `paper` is that of the recipient's parliament or that of the sender's country;
    `numbered_paragraphs` numbers those of the text. `where` selects in every run, as `-w` does.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    template: Filled
    date: datetime.date
    theme: str = ""
    language: Filled = "en"
    smart_punctuation: bool = False
    smart_cells: bool = True
    place: LanguageText = field(default="", hash=False)
    paper: Literal["recipient", "sender"] = "recipient"
    numbered_paragraphs: bool = False
    voice: Literal["", "i", "we"] = field(default="", repr=False)
    where: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RosterSettings:
    """One roster: the file `source`, or what the query `sql` selects from `database`.

    `source` may be an object, `s3://bucket/key`, of the service that `output.endpoint` names.

    `columns` maps our columns to source columns or Jinja expressions. `encoding`, `delimiter` and
    `sheet` are found where they are ""; of queries of one database `sheet` tells one from another.
    `sections` names a column of the headings between rows. `database` is a URL, not in the repr: it
    may hold a password. `locale` (BCP 47) is a workbook's; "" is the letter's language.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    constants: Mapping[str, str] = field(default_factory=dict, hash=False)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sections: str = ""
    locale: Annotated[str, ValueBounds(pattern=r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$")] = ""
    sql: str = ""
    database: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """What messages call it: its path as in the settings, or the database."""
        return self.source or database_name(self.database)

    def files(self, project: Path) -> tuple[Path, ...]:
        """Return the files that its rows come from; none where a server or a store has them.

        What is new in a database of SQLite may be beside it (https://sqlite.org/wal.html).
        """
        if self.source:
            return () if is_address(self.source) else (project / self.source,)
        name = sqlite_file(self.database)
        return (project / name, project / f"{name}-wal") if name else ()


@dataclass(frozen=True, slots=True)
class Sender:
    """`country` is an ISO 3166-1 code; `about` is Markdown, printed as the sender's note.

    `about` is one text, or a table of texts by language.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    name: Filled
    address: Lines = ()
    country: Annotated[str, ValueBounds(pattern=r"^([A-Z]{2})?$")] = ""
    email: str = ""
    website: str = ""
    about: LanguageText = field(default="", hash=False)

    @property
    def line(self) -> str:
        """Name and address in a line, as it stands above the recipient's address."""
        return " · ".join((self.name, *self.address))


@dataclass(frozen=True, slots=True)
class Signatory:
    """`image` is the path of a PNG, JPEG or SVG of the signature.

    `role` and `organisation` are texts, or tables of texts by language.

    `cosigns` says that this signatory signs the finished PDF, too; `certificate` is the path of
    the PEM or DER certificate that they will sign with. Neither is printed, so neither is in the
    repr, of which fingerprints are made.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    name: Filled
    role: LanguageText = field(default="", hash=False)
    organisation: LanguageText = field(default="", hash=False)
    image: str = ""
    cosigns: bool = field(default=False, repr=False)
    certificate: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """Which identity seals the files, and how.

    `identity` is "demo", "none" (files are not sealed), the path of a PKCS#12 file, or the path of
    a PEM certificate whose private key is `key` (and whose issuers are `chain`); with `pkcs11`
    (a module's path) it is the label of key and certificate on `token`. With its `certificate` (a
    PEM file), what signs nothing needs no key. `visible_line` prints "digitally signed by ...".
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    identity: str = "demo"
    key: str = ""
    chain: str = ""
    certificate: str = ""
    pkcs11: str = ""
    token: str = ""
    passphrase_file: str = ""
    level: Literal["B-B", "B-T", "B-LT"] = "B-B"
    timestamp_url: str = ""
    certify: Literal["", "no-changes", "fill-forms"] = ""
    visible_line: bool = False
    allow_ed25519: bool = False


@dataclass(frozen=True, slots=True)
class EnvelopeSettings:
    """The window envelope that letters on each paper are sent in; "" is none."""

    __pydantic_config__: ClassVar[Config] = STRICT
    a4: A4Envelope = "dl"
    letter: LetterEnvelope = "10"


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole lettermerge.toml. `parliaments` holds overrides of profiles, as read."""

    __pydantic_config__: ClassVar[Config] = STRICT
    letter: LetterSettings
    recipients: Annotated[tuple[RosterSettings, ...], ValueBounds(min_length=1)]
    sender: Sender
    signatories: tuple[Signatory, ...] = ()
    signing: SigningSettings = SigningSettings()
    output: OutputSettings = OUTPUT
    envelopes: EnvelopeSettings = EnvelopeSettings()
    print: PrintSettings = PRINT
    ledger: LedgerSettings = LEDGER
    mail: MailSettings = NO_MAIL
    cluster: ClusterSettings = CLUSTER
    approval: ApprovalSettings = NO_APPROVAL
    warnings: WarningSettings = field(default=NO_WARNING, repr=False)
    parliaments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)

    def ledger_place(self, project: Path) -> Place:
        """Return where the ledger is; where letters are written to (`-o`) says nothing of it."""
        directory = self.ledger.directory or self.output.directory
        return replace(self.output, directory=directory).place(project)


def with_locale(roster: RosterSettings, settings: Settings) -> RosterSettings:
    """Return a roster with the locale that its sheets are looked at in.

    That is its own, else the letter's language, as it is spoken where the sender is.
    """
    language, country = settings.letter.language, settings.sender.country
    spoken = f"{language}-{country}" if country and "-" not in language else language
    return replace(roster, locale=roster.locale or spoken)


def find_project(start: Path) -> Path:
    """Return the nearest folder from `start` upwards that holds a lettermerge.toml.

    Raises:
        SettingsError: there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise SettingsError(
        f"no {FILE_NAME} in {start} or in a folder above it",
        hint="make a project with `lettermerge init`, or name one with -C",
    )


def load_settings(project: Path) -> Settings:
    """Read `project`/lettermerge.toml.

    Raises:
        SettingsError: unreadable, not TOML, or with unfitting keys; all of them are named.
    """
    try:
        text = (project / FILE_NAME).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{FILE_NAME} cannot be read: {why_unreadable(error)}",
            hint="save it as UTF-8, and check that you may read it",
        ) from None
    return parse_settings(text)


def parse_settings(text: str, file: str = FILE_NAME) -> Settings:
    """Parse the text of a lettermerge.toml; raises SettingsError as `load_settings` does."""
    try:
        data = parse_toml(text, file)
        if isinstance(data.get("recipients"), dict):
            data["recipients"] = [data["recipients"]]
        settings = build(Settings, data, file)
        faults = tuple(_cross_check(settings, file))
    except SchemaError as error:
        faults = error.faults
    if faults:
        raise SettingsError.from_faults(file, with_lines(faults, text))
    return settings


def _cross_check(settings: Settings, file: str) -> list[Diagnostic]:
    """Return the faults that only several keys together show."""
    faults = [*_check_sources(settings, file), *_check_cosigners(settings, file)]
    if settings.letter.paper == "sender" and not settings.sender.country:
        faults.append(
            Diagnostic(
                "settings.bad-value",
                'letter.paper = "sender" needs the country of the sender',
                Where(file, column="sender.country"),
                'write country = "GB" below [sender], or delete paper from [letter]',
            )
        )
    faults += [*check_print(settings.print, file), *check_approval(settings.approval, file)]
    signing = settings.signing
    if signing.level != "B-B" and not signing.timestamp_url:
        faults.append(
            Diagnostic(
                "settings.timestamp-missing",
                f"signing.level {signing.level} needs a time-stamp server",
                Where(file, column="signing.timestamp_url"),
                'below [signing], write timestamp_url, or level = "B-B"',
            )
        )
    if not settings.output.formats:
        faults.append(
            Diagnostic(
                "settings.no-format",
                "output.formats is empty",
                Where(file, column="output.formats"),
                'below [output], write formats = ["pdf", "docx"], or one of them',
            )
        )
    faults += check_output(settings.output, settings.ledger.directory, file)
    return faults


def _check_sources(settings: Settings, file: str) -> Iterator[Diagnostic]:
    """Yield where a roster has no source, or two; and queries that cannot be told apart."""
    seen: set[tuple[str, str]] = set()
    for number, one in enumerate(settings.recipients, 1):
        key = f"recipients.{number}"
        wanted = "source" if not one.sql and not one.database else "database" if one.sql else "sql"
        if one.source and (one.sql or one.database):
            yield Diagnostic(
                "settings.two-sources",
                f"`{key}` has both a file and a database",
                Where(file, column=f"{key}.source", value=one.source),
                "delete source, or delete sql and database",
            )
        elif is_address(one.source) and (why := refuse_source(one.source)):
            yield Diagnostic(
                "settings.roster-address",
                f"`{key}.source` is an address that cannot be read: {why}",
                Where(file, column=f"{key}.source", value=one.source),
                "name a file, or an object as s3://bucket/key",
            )
        elif not getattr(one, wanted):
            yield Diagnostic(
                "settings.missing-key",
                f"`{key}.{wanted}` is missing",
                Where(file, column=f"{key}.{wanted}"),
                "add it: a file as source, or a query as sql with its database",
            )
        elif one.sql and (one.name, one.sheet) in seen:
            yield Diagnostic(
                "settings.repeated-query",
                f"`{key}` is another query of {one.name}, and nothing tells the two apart",
                Where(file, column=f"{key}.sheet"),
                'below its [[recipients]], write a name of its own, such as sheet = "members"',
            )
        seen.add((one.name, one.sheet))


def _check_cosigners(settings: Settings, file: str) -> Iterator[Diagnostic]:
    """Yield what keeps the signatories that are to co-sign from doing so."""
    for number, one in enumerate(settings.signatories, 1):
        key = f"signatories.{number}"
        if one.cosigns and not one.certificate:
            yield Diagnostic(
                "settings.cosigner-certificate",
                f"{one.name} has cosigns = true and no certificate",
                Where(file, column=f"{key}.certificate"),
                "add certificate, the path of the certificate that they will sign with",
            )
        elif one.certificate and not one.cosigns:
            yield Diagnostic(
                "settings.cosigner-certificate",
                f"{one.name} has a certificate and does not co-sign",
                Where(file, column=f"{key}.cosigns"),
                "write cosigns = true beside certificate, or delete certificate",
            )
    if not any(one.cosigns for one in settings.signatories):
        return
    if settings.signing.certify == "no-changes":
        yield Diagnostic(
            "settings.cosigner-refused",
            'signing.certify = "no-changes" forbids the signatures of those who co-sign',
            Where(file, column="signing.certify", value="no-changes"),
            'below [signing], write certify = "fill-forms", or delete it',
        )
    if "pdf" not in settings.output.formats:
        yield Diagnostic(
            "settings.cosigner-format",
            "cosigns = true reserves a field in PDFs, and output.formats has none",
            Where(file, column="output.formats"),
            'add "pdf" to output.formats, or delete cosigns and certificate',
        )
