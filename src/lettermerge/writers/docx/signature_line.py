"""Write the signature line at which a co-signatory signs the document in Word.

[MS-OI29500] 2.2.5 and ECMA-376 part 4, 19.2.2.30 (signatureline). It is in the file before the
file is sealed, so that signing at it changes nothing of what the seal covers.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from uuid import NAMESPACE_URL, uuid5

from ...layout.spacing import POINT
from ...letter import document as tree
from .pictures import size_at_height, usable
from .word_units import Metrics
from .wordprocessingml import Needs, escape, image_id

#: How wide a line is, in millimetres, where there is no picture of the signature.
_WIDTH = 60.0
#: The provider of signatures that is Office itself.
_OFFICE = "{00000000-0000-0000-0000-000000000000}"
_PICTURE_TYPE = (
    '<v:shapetype id="_x0000_t75" coordsize="21600,21600" o:spt="75" o:preferrelative="t"'
    ' path="m@4@5l@4@11@9@11@9@5xe" filled="f" stroked="f"><v:stroke joinstyle="miter"/>'
    '<v:path o:extrusionok="f" gradientshapeok="t" o:connecttype="rect"/>'
    '<o:lock v:ext="edit" aspectratio="t"/></v:shapetype>'
)


def signature_line(
    signature: tree.Signature, number: int, look: Metrics, needs: Needs, *, first: bool
) -> str:
    """Return a run with the signature line of the signatory of this number in the letter.

    It shows the picture of their signature, or a blank line, until they have signed. `first` tells
    that no other one is before it: a type of shapes is defined once.
    """
    height = look.style.signature_image
    if signature.image:
        picture = usable(signature.image)
        wide, high = size_at_height(signature.image, height, look.style.measure)
    else:
        picture, wide, high = _blank_line(), min(_WIDTH, look.style.measure), height
    needs.image_id(picture)
    setup = str(uuid5(NAMESPACE_URL, f"lettermerge:{number}:{signature.name}")).upper()
    name, role = escape(signature.name), escape(signature.role or signature.organisation)
    return (
        f"<w:r><w:pict>{_PICTURE_TYPE * first}"
        f'<v:shape id="signature-line-{number + 1}" type="#_x0000_t75"'
        f' alt="Signature line for {name}" style="width:{wide / POINT:.2f}pt;'
        f'height:{high / POINT:.2f}pt"><v:imagedata r:id="{image_id(picture)}" o:title=""/>'
        '<o:lock v:ext="edit" ungrouping="t" rotation="t" cropping="t" verticies="t" text="t"'
        f' grouping="t"/><o:signatureline v:ext="edit" id="{{{setup}}}" provid="{_OFFICE}"'
        f' o:suggestedsigner="{name}" o:suggestedsigner2="{role}" issignatureline="t"/>'
        "</v:shape></w:pict></w:r>"
    )


@cache
def _blank_line() -> tree.Asset:
    content = files(__package__).joinpath("signature_line.png").read_bytes()
    return tree.Asset("signature_line.png", "image/png", content)
