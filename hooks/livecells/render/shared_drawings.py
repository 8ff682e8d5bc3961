"""Drawings that are alike, with what they share written once.

The figures of sixty positions have the same axes, contour lines and markers. What stands in two of
them or more goes into one hidden drawing, and each figure uses it from there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from livecells.render.figures import SVG

DRAWING = re.compile(r'<svg [^>]*class="lc-plot".*?</svg>', re.DOTALL)
USE, DEFS = f"{{{SVG}}}use", f"{{{SVG}}}defs"
LEAST = 120  # characters: what is shorter is as short where it stands


def shared(pieces: Sequence[str], ident: str) -> tuple[list[str], str]:
    """Pieces of HTML, their figures with references to what they share.

    Args:
        pieces: HTML with figures of matplotlib, as `page_svg` makes them ready, with one `ident`:
            what is defined under an id is then the same in all, for matplotlib makes ids of it.
        ident: An id that nothing else of the page has.

    Returns:
        The pieces, and the hidden drawing that they refer to, which may be empty.
    """
    roots = [ElementTree.fromstring(d[0]) for piece in pieces for d in DRAWING.finditer(piece)]
    defined: dict[str, str] = {}
    for root in roots:
        defined |= dict(_definitions(root))
    seen = Counter(text for root in roots for text in {*map(_text, root.iter())})
    parts: dict[str, str] = {}
    for root in roots:
        _replace(root, seen, parts, ident)
    made = iter([_text(root) for root in roots])
    texts = [DRAWING.sub(lambda _: next(made), piece) for piece in pieces]
    inner = "".join([*defined.values(), *parts.values()])
    return texts, _hidden(inner) if inner else ""


def _text(element: ElementTree.Element) -> str:
    tail, element.tail = element.tail, None
    text = ElementTree.tostring(element, encoding="unicode").replace(f' xmlns="{SVG}"', "")
    element.tail = tail
    return text


def _hidden(inner: str) -> str:
    return (
        '<svg class="lc-plot lc-vary-parts" aria-hidden="true" width="0" height="0">'
        f"<defs>{inner}</defs></svg>"
    )


def _definitions(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Take what a drawing defines out of it, by its id; other ids are nobody's aim."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == DEFS:
                parent.remove(child)
                yield from ((str(one.get("id")), _text(one)) for one in child)
        parent.attrib.pop("id", None)
        parent.text = parent.text if (parent.text or "").strip() else None
        parent.tail = parent.tail if (parent.tail or "").strip() else None


def _replace(
    parent: ElementTree.Element, seen: Counter[str], parts: dict[str, str], ident: str
) -> None:
    """Put references in the place of the largest parts that stand in another drawing too."""
    for number, child in enumerate(list(parent)):
        text = _text(child)
        if seen[text] > 1 and len(text) >= LEAST:
            name = f"{ident}-{list(parts).index(text) if text in parts else len(parts)}"
            # Style sheets do not see past the part from inside it: it says itself what it is of.
            parts.setdefault(text, f'<g id="{name}" class="lc-plot">{text}</g>')
            use = ElementTree.Element(USE, {"href": f"#{name}"})
            use.tail = child.tail
            parent[number] = use
        else:
            _replace(child, seen, parts, ident)
