"""TeX formulas as HTML, typeset by MathJax 4 while the site is built.

The reader gets finished outlines (SVG) beside MathML for screen readers, and no script at all.
MathJax runs in V8, which the package ``mini-racer`` brings along, from the one file
``bundle/mathjax.js`` (``bundle/README.md`` says how that file is made), so a build needs neither
Node nor a network.

The HTML has no ``style`` attribute, because the site forbids those, and needs only
``mkdocs_site/assets/maths.css``.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count

from selectolax.lexbor import LexborNode

from livecells.html_tree import Tree, select
from livecells.typeset.formula_html import Typesetter
from livecells.typeset.mathjax import MathError
from livecells.typeset.svg_path import relative

UNIT = 6  # thousandths of the font size to which an outline is kept: 0.05 px of letters of 16 px
SHORTEST = 6  # digits of an outline's id: some hundred outlines of a site hardly ever share one
_DELIMITED = re.compile(r"\s*(?:\\\((?P<inline>.*)\\\)|\\\[(?P<display>.*)\\\])\s*", re.DOTALL)


def typeset_html(page: str, typesetter: Typesetter) -> str:
    r"""Replace each formula of a page with its typeset form.

    A formula is what ``pymdownx.arithmatex`` writes with ``generic: true``: an element of the class
    ``arithmatex`` around ``\(...\)`` or ``\[...\]``. The element's other attributes and classes
    stay. Outlines that the page's formulas have in common, formulas that were typeset before
    included, are kept once: call this once for a page.

    Args:
        page: The HTML of the page's content.
        typesetter: What typesets.

    Returns:
        The content with its formulas typeset; as it came where it has none.

    Raises:
        MathError: A formula cannot be typeset, or is not of the form above.
    """
    tree = Tree(page, is_fragment=True)
    found = select(tree, "span.arithmatex, div.arithmatex")
    if not found and not select(tree, ".lc-math"):
        return page
    for element in found:
        _typeset(element, typesetter)
    outlines = _share_outlines(tree)
    return f"{tree.html}{outlines}"


def _typeset(element: LexborNode, typesetter: Typesetter) -> None:
    inner = element.first_child
    plain = inner is not None and inner.is_text_node and inner.next is None
    text = _DELIMITED.fullmatch(element.text()) if plain else None
    if text is None:
        raise MathError(
            element.inner_html or "", "No \\(...\\) or \\[...\\] in an element of class arithmatex"
        )
    display = text["display"] is not None
    made = typesetter.typeset(text["display"] if display else text["inline"], display=display)
    # Only what is in the made element and its attributes are taken: display mathematics within a
    # paragraph comes as a span, where a div must not stand.
    (formula,) = Tree(made, is_fragment=True).css(".lc-math")
    classes = [c for c in (element.attributes["class"] or "").split() if c != "arithmatex"]
    del element.attrs["class"]
    for name, value in formula.attributes.items():
        own = [*classes, value] if name == "class" else [value]
        element.attrs[name] = " ".join(word or "" for word in own)
    element.inner_html = formula.inner_html or ""


def _share_outlines(tree: Tree) -> str:
    """Keep one copy of an outline that several letters use: with 60 formulas, 1/3 of the bytes.

    Returns:
        The copies, as HTML for the end of the page; nothing where no outline is shared.
    """
    paths = [(path, path.attributes["d"] or "") for path in select(tree, "svg.lc-svg path[d]")]
    counts = Counter(outline for _, outline in paths)
    shared = _outline_ids([outline for outline, n in counts.items() if n > 1])
    for path, outline in paths:
        if outline in shared:
            path.replace_with(_use(tree, shared[outline], path.attributes.items()))
        else:
            path.attrs["d"] = relative(outline)
    if not shared:
        return ""
    copies = "".join(
        f'<path id="{name}" transform="scale({UNIT})" d="{relative(d, 0, UNIT)}"></path>'
        for d, name in shared.items()
    )
    defs = '<svg class="lc-outlines" width="0" height="0" aria-hidden="true">'
    return f"{defs}<defs>{copies}</defs></svg>"


def _use(tree: Tree, name: str, attributes: Iterable[tuple[str, str | None]]) -> LexborNode:
    """What draws the outline of that name, with the attributes of the path in its place."""
    use = tree.create_node("use")
    use.attrs["href"] = f"#{name}"
    for key, value in attributes:
        if key != "d":
            use.attrs[key] = value or ""
    return use


def _outline_ids(outlines: Sequence[str]) -> dict[str, str]:
    """An id for each outline: from the outline, so it is the same on each page and in each build.

    Ids are short, as they are many of the bytes of a page with formulas; of one page no two share
    one.
    """
    digests = [hashlib.sha256(outline.encode()).hexdigest() for outline in outlines]
    size = next(n for n in count(SHORTEST) if len({d[:n] for d in digests}) == len(digests))
    return {
        outline: f"lc-{digest[:size]}" for outline, digest in zip(outlines, digests, strict=True)
    }
