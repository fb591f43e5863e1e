"""Drawings that come to too much are refused from their text alone."""

from __future__ import annotations

import pytest

from lettermerge.letter.svg_check import drawing_fault

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'
PLAIN = HEAD + (
    '<defs><linearGradient id="g"/><rect id="r" fill="url(#g)"/></defs>'
    '<a x:href="#top"><g id="top"><use x:href="#r"/><use href="#r"/></g></a></svg>'
)


def uses(steps: int, how: str = '<use x:href="#a{0}"/>') -> str:
    """Return an SVG in which each of `steps` groups shows the one before twice."""
    groups = "".join(
        f'<g id="a{n}">{how.format(n - 1) * 2}</g>' if n else '<g id="a0"><rect/></g>'
        for n in range(steps)
    )
    return f"{HEAD}<defs>{groups}</defs><use href='#a{steps - 1}'/></svg>"


def test_a_plain_drawing_is_drawn() -> None:
    assert drawing_fault(PLAIN.encode()) == ""
    assert drawing_fault(uses(10).encode()) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("svg", "reason"),
    [
        (uses(30), "more than 100,000 elements with all"),
        (uses(30, '<rect fill="url(#a{0})"/>'), "more than 100,000 elements with all"),
        (uses(30, """<rect style="mask: url( '#a{0}' )"/>"""), "100,000 elements with all"),
        (HEAD + '<g id="a"><use href="#a"/></g></svg>', "shows itself"),
        (
            HEAD + '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>',
            "shows itself",
        ),
        (HEAD + "<g>" * 150 + "</g>" * 150 + "</svg>", "inside one another"),
        (HEAD + "<g/>" * 100_001 + "</svg>", "more than 100,000 elements"),
        (HEAD + "<g>", "not well-formed"),
        (
            HEAD
            + "".join(f'<g id="a{n}"><use href="#a{n - 1}"/></g>' for n in range(300))
            + "</svg>",
            "more than 200 times over",
        ),
        (
            "<!DOCTYPE svg ["
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20 if n else "<g/>"}">' for n in range(12))
            + "]>"
            + HEAD
            + "&a11;</svg>",
            "",
        ),
    ],
)
def test_a_drawing_that_comes_to_too_much_is_not(svg: str, reason: str) -> None:
    found = drawing_fault(svg.encode())
    assert found
    assert reason in found
