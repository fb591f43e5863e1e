"""Say what the service of the settings would refuse of a letter, for `check --rendered`."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...dispatch.print_service import choose_options, find_print_service
from ...dispatch.service_fields import HandedLetter, ServiceJob, find_service_faults
from ...inspection.clear_zones import find_zone_faults
from ...letter.document import Document
from ...protocol.printed_address import take_apart
from ...writers.writer_interface import Written
from ..project import Project
from ..rosters.addressing import Letter

HINT = "give the letterhead fewer lines, or shorten the address"


def service_faults(
    project: Project, letter: Letter, pdf: Written, document: Document
) -> Iterator[Diagnostic]:
    """Yield a warning for each rule of the service that a letter breaks; none without a service."""
    settings = project.settings
    if not settings.print.service:
        return
    service = find_print_service(settings.print.service)
    sender, addressee = settings.sender, letter.addressee
    block, paper = addressee.address_block, project.profiles[letter.parliament].paper
    job = ServiceJob(
        service,
        choose_options(service, ()),
        take_apart((sender.name, *sender.address), sender.country),
    )
    handed = HandedLetter(
        id=letter.id,
        position=1,
        file="letter.pdf",
        sha256="",
        pages=pdf.pages or 0,
        size=len(pdf.content),
        paper=paper,
        block=block,
        address=take_apart(block, sender.country),
        family_name=addressee.family_name,
    )
    for fault in find_service_faults(job, handed):
        yield _warning(fault.code, fault.message, fault.hint)
    if page := project.service_page(paper):
        for code, message in find_zone_faults(pdf.content, page, document.address_block):
            yield _warning(code, message, HINT)


def _warning(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(f"service.{code}", message, hint=hint, severity=Severity.WARNING)
