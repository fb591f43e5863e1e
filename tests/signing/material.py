"""What signing tests sign: a small letter, as the writers' input and as their output."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from lettermerge.config.theme import Theme
from lettermerge.diagnostics import Failure
from lettermerge.layout.page_style import page_style
from lettermerge.letter.document import Document, Letterhead, Paragraph, Signature, Text
from lettermerge.writers.writer_interface import ReservedField, SignatureSpace, Written

SIGNED_AT = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)


def letter(name: str = "Wendel Exampleton", others: tuple[str, ...] = ()) -> Document:
    """Return a letter to an evident invention; `others` sign it beside the first signatory."""
    return Document(
        language="en",
        title=f"A letter to {name}",
        author="The Sample Society",
        date="2026-03-04",
        running_head=name,
        page_label="Page {page} of {pages}",
        letterhead=Letterhead("The Sample Society", ("1 Specimen Street",)),
        date_line="4 March 2026",
        address_block=(name, "House of Samples", "Testville"),
        subject="On samples",
        salutation=f"Dear {name},",
        body=(Paragraph((Text("This letter exists so that it can be signed."),)),),
        close="Yours faithfully,",
        signatures=(
            Signature("Petra Placeholder", "Secretary"),
            *(Signature(more) for more in others),
        ),
    )


def written_pdf(
    space: SignatureSpace | None,
    name: str = "Wendel Exampleton",
    reserved: tuple[ReservedField, ...] = (),
) -> Written:
    """Print the letter with the real writer."""
    from lettermerge.writers.pdf import write

    (result,) = write([letter(name)], page_style(Theme(), "a4"), space, reserved)
    assert not isinstance(result, Failure)
    return result


@cache
def unsigned_docx() -> bytes:
    """Print the letter as python-docx's own template would, until it is signed."""
    from io import BytesIO

    import docx

    document = docx.Document()
    document.add_heading("On samples", 1)
    document.add_paragraph("This letter exists so that it can be signed.")
    output = BytesIO()
    document.save(output)
    return output.getvalue()


@cache
def written_docx() -> bytes:
    """Print the letter with the real writer."""
    from lettermerge.writers.docx import write

    (result,) = write([letter()], page_style(Theme(), "a4"))
    assert not isinstance(result, Failure)
    return result.content
