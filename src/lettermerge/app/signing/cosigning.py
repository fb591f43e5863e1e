"""Add a signature to finished files, and tell the manifest of each.

One letter's failure leaves its files as they were and does not end the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING

from ...errors import LettermergeError, OutputError, SigningError, UsageError
from ...output.file_names import COPIES, ORPHANS
from ...output.file_system_calls import fault_of
from ...output.lock import hold
from ...output.manifest import FILE_NAME, Manifest, Record
from ...output.output_folder import Folder
from ...signing.identity.trust import Believed
from ...signing.verdict import UNSIGNED, FileVerdict
from ...signing.verify import SUFFIXES, find_files, verify_content

if TYPE_CHECKING:
    from ...config.store_address import Place
    from ...signing.pdf.sign import Sealing
    from ..approval.finished_file_approval import ApprovedFiles
    from .sealing import Signer


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What became of a file: `error` is None where it bears the signature now.

    `already` tells that it did before.
    """

    path: Place
    error: LettermergeError | None = None
    already: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file with its signature, not written yet; `signed` is None where it bears it already."""

    path: Path
    home: Path | None
    known: Record | None
    signed: bytes | None


def find_unsealed(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are meant: those named, and the letters below the folders named.

    Proofs, print files and orphans in an output folder are not among them.

    Raises:
        UsageError: a path that is not there or is neither a PDF nor a DOCX, a proof or
            print file that is named, or no file at all.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            letters = (one for one in find_files(path) if is_mailed(one))
            found.update((one, None) for one in letters if not _is_copy(one))
        elif not path.is_file() or path.suffix.lower() not in SUFFIXES:
            raise UsageError(f"{path} is not a PDF or DOCX", hint="name finished letters")
        elif _is_copy(path):
            told = f"{path} is a proof, not for mailing, or a copy of letters"
            raise UsageError(told, hint="name finished letters")
        else:
            found[path] = None
    if not found:
        raise UsageError("there is no letter to sign", hint="name PDFs, or a folder of them")
    return list(found)


def sign_command(paths: Iterable[Path | str], options: Sequence[str] = ()) -> str:
    """Return the command line that signs these files, as a shell takes it."""
    return join(("lettermerge", "sign", *(str(one) for one in paths), *options))


def cosign_files(
    paths: Iterable[Path], signing: Cosigning, options: Sequence[str] = ()
) -> Iterator[Cosigned]:
    """Add a signature to each file, in its place.

    The PDF and DOCX of one letter are both signed before either is written, so that one failure
    leaves both as they were. A file that bears the signer's signature is left alone: so a run that
    was interrupted between the two is completed by the next. A file of an output folder gets a line
    in its manifest before it is replaced, so that it never reads as altered. Refused are files
    whose signatures do not hold or that the manifest knows to be altered; where approvals are
    given, letters that wait for approval, too. `options` are those of the command that a hint
    names.
    """
    letters: dict[Path, list[Path]] = {}
    for path in paths:
        letters.setdefault(path.with_suffix(""), []).append(path)
    for files in letters.values():
        command = sign_command(files, options)
        yield from _cosign_letter(files, signing, command)


@dataclass(frozen=True, slots=True)
class Cosigning:
    """Who signs, how, and what is known of approvals."""

    signer: Signer
    sealing: Sealing
    approved: ApprovedFiles | None = None

    def require_approved(self, path: Place, known: Record | None) -> None:
        """Refuse to sign a file of an output that waits for an approval; raises SigningError."""
        if self.approved is None:
            return
        if reason := self.approved.refuse_signature(path, known, self.signer.identity):
            raise SigningError(
                f"{path.name} is not signed: {reason}",
                hint="let an approver run `lettermerge approve`, then sign it",
            )


def _cosign_letter(files: list[Path], signing: Cosigning, command: str) -> Iterator[Cosigned]:
    """Sign the formats of one letter, all or none; `command` does that again."""
    drafts: dict[Path, _Draft] = {}
    errors: dict[Path, LettermergeError] = {}
    for path in files:
        try:
            drafts[path] = _draft(path.resolve(), signing)
        except LettermergeError as error:
            errors[path] = error
    failed = ", ".join(path.name for path in errors)
    signed = ""
    for path in files:
        if path in errors:
            yield Cosigned(path, errors[path])
        elif drafts[path].signed is None:
            signed = path.name
            yield Cosigned(path, already=True)
        elif errors:
            cause = next(iter(errors.values()))
            yield Cosigned(path, half_signed(cause, path.name, failed, command))
        else:
            try:
                _replace(drafts[path], signing.signer)
            except LettermergeError as error:
                failed = path.name
                errors[path] = _unfinished(error, path, signed, command) if signed else error
                yield Cosigned(path, errors[path])
            else:
                signed = path.name
                yield Cosigned(path)


def half_signed(cause: LettermergeError, name: str, failed: str, command: str) -> LettermergeError:
    """Return an error with the exit code of what kept the other format from being signed."""
    return type(cause)(
        f"{name} is not signed, because {failed} of the same letter is not",
        hint=f"fix that, then sign both: `{command}`",
    )


def _unfinished(error: LettermergeError, path: Path, signed: str, command: str) -> LettermergeError:
    """Return an error that says that one format is signed, and how to complete the pair."""
    told = f"{path.name} is not signed, but {signed} of the same letter is: {error.message}"
    hint = f"{error.hint}; `{command}` completes the pair"
    return type(error)(told, hint=hint)


def _draft(path: Path, signing: Cosigning) -> _Draft:
    signer = signing.signer
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SigningError(
            f"{path.name} cannot be read: {error.strerror}", hint="check its rights"
        ) from None
    verdict = require_sound(content, path.name)
    home = find_manifest(path)
    known = find_record(home, path, content) if home else None
    if signer.identity.fingerprint in {one.fingerprint for one in verdict.signatures}:
        return _Draft(path, home, known, None)
    if home:
        signing.require_approved(path, known)
    return _Draft(path, home, known, sign_finished(content, signer, signing.sealing))


def _replace(draft: _Draft, signer: Signer) -> None:
    """Write a signed file in the place of the old one; raises SigningError, OutputError."""
    try:
        _write(draft, signer)
    except OSError as error:  # in the manifest, or as the old file was read
        fault = fault_of(error, draft.path.name)
        message = f"{draft.path.name}: {fault.message}"
        raise OutputError(message, hint=fault.hint, faults=(fault,)) from error


def _write(draft: _Draft, signer: Signer) -> None:
    path, home, known, signed = draft.path, draft.home, draft.known, draft.signed
    if signed is None:
        return
    with Folder(home or path.parent) as folder, ExitStack() as held:
        name = path.relative_to(folder.root).as_posix()
        if home and known:
            journal = held.enter_context(hold(folder))
            same = folder.stat(name) is not None and folder.digest(name) == known.sha256
            if not same:  # a run was at it while it was signed
                raise SigningError(f"{path.name} was just written again", hint="sign it again")
            new = known.cosign(signed, signer.label)
            journal.append([new.to_line(), new.done_line()])
            journal.sync()
        folder.write(name, signed)


def sign_finished(content: bytes, signer: Signer, sealing: Sealing) -> bytes:
    """Return a finished PDF or DOCX with one signature more; raises SigningError."""
    moment: datetime = signer.signed_at
    if content.startswith(b"%PDF-"):
        from ...signing.pdf.sign import cosign_pdf

        return cosign_pdf(content, signer.identity, moment, sealing)
    from ...signing.docx.sign import sign_docx

    return sign_docx(content, signer.identity, moment, sealing.reason)


def require_sound(content: bytes, name: str) -> FileVerdict:
    """Return what is to be said of a file that may be signed again; raises SigningError."""
    verdict = verify_content(content, name, Believed(()))
    if not verdict.holds and verdict.reasons != (UNSIGNED,):
        raise SigningError(
            f"{name} is not signed again: {verdict.all_reasons[0]}",
            hint="see `lettermerge verify`; render the letter again",
        )
    return verdict


def _is_copy(path: Path) -> bool:
    path = path.resolve()
    home = find_manifest(path)
    return home is not None and path.relative_to(home).parts[0] in COPIES


def is_mailed(path: Path) -> bool:
    """Return whether a file is none of the orphans that an output folder keeps aside."""
    home = find_manifest(path.resolve())
    return home is None or home.name != ORPHANS


def find_manifest(path: Path) -> Path | None:
    """Return the output folder that a file is in, None if it is in none."""
    return next((one for one in path.parents if (one / FILE_NAME).is_file()), None)


def find_record(home: Path, path: Path, content: bytes) -> Record | None:
    """Return what the manifest says of this very content at `path`.

    Raises:
        SigningError: it knows the file, with another content.
    """
    from hashlib import sha256

    relative = path.relative_to(home).as_posix()
    digest = sha256(content).hexdigest()
    with Manifest(home) as manifest:
        for id_, kind in manifest:
            history = manifest.find(id_, kind)
            if history is None or history.latest.path != relative:
                continue
            if found := history.match(digest):
                return found
            raise SigningError(
                f"{path.name} was altered since it was written",
                hint="render it again with --force, or see `lettermerge status`",
            )
    return None


def find_half_signed(paths: Iterable[Path], fingerprint: str) -> list[Path]:
    """Return the files that are beside `paths` without a signature by the certificate.

    They are other formats of the same letters, by the manifest. What is named in `paths` is signed.
    """
    homes: dict[Path, list[Path]] = {}
    for path in dict.fromkeys(one.resolve() for one in paths):
        if home := find_manifest(path):
            homes.setdefault(home, []).append(path)
    found: dict[Path, None] = {}
    for home, signed in homes.items():
        for other in _find_others(home, signed):
            if other.is_file() and not _is_signed(other, fingerprint):
                found[other] = None
    return list(found)


def _find_others(home: Path, signed: list[Path]) -> list[Path]:
    """Return where the manifest has other formats of the letters that these files are."""
    others = []
    digests = {one: sha256(one.read_bytes()).hexdigest() for one in signed}
    wanted = {one.relative_to(home).as_posix() for one in signed}
    with Manifest(home) as manifest:
        for id_, format_ in list(manifest):
            history = manifest.find(id_, format_)
            if history is None or (path := history.latest.path) not in wanted:
                continue
            if history.match(digests[home / path]) is None:
                continue
            for kind in manifest.formats:
                beside = manifest.find(id_, kind) if kind != format_ else None
                if beside and beside.latest.path not in wanted:
                    others.append(home / beside.latest.path)
    return others


def _is_signed(path: Path, fingerprint: str) -> bool:
    verdict = verify_content(path.read_bytes(), path.name, Believed(()))
    return fingerprint in {one.fingerprint for one in verdict.signatures}
