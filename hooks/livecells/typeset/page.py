"""TeX formulas as HTML, typeset by MathJax 4 while the site is built.

The reader gets finished outlines (SVG) beside MathML for screen readers, and no script at all.
MathJax runs in V8, which the package ``mini-racer`` brings along, from the one file
``bundle/mathjax.js`` (``bundle/README.md`` says how that file is made), so a build needs neither
Node nor a network.

The HTML has no ``style`` attribute, because the site forbids those, and needs only
``docs/assets/css/maths.css``.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter

from livecells.typeset.formula_html import Typesetter
from livecells.typeset.mathjax import MathError
from livecells.typeset.svg_path import relative

# --- All formulas of a page --------------------------------------------------

# Comments and elements with raw text come first: a formula quoted in them stays as it is.
_ELEMENT = re.compile(
    r"<!--.*?-->"
    r"|<(?P<raw>script|style|textarea|title)\b.*?</(?P=raw)\s*>"
    r'|<(?P<tag>span|div)\b(?P<attributes>[^>]*?\sclass="[^"]*\barithmatex\b[^>]*)>'
    r"(?P<text>.*?)</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
_DELIMITED = re.compile(r"\s*(?:\\\((?P<inline>[^<]*)\\\)|\\\[(?P<display>[^<]*)\\\])\s*")
_CLASS = re.compile(r'\sclass="([^"]*)"')
_FORMULA = re.compile(r'(<svg class="lc-svg.*?</svg>)(?=<math )', re.DOTALL)
_OUTLINE = re.compile(r'<path d="([^"]*)"([^>]*)></path>')


def typeset_html(page: str, typesetter: Typesetter) -> str:
    """Replace each formula of a page with its typeset form.

    A formula is what ``pymdownx.arithmatex`` writes with ``generic: true``: an element of the class
    ``arithmatex`` around ``\\(...\\)`` or ``\\[...\\]``. The element's other attributes and classes
    stay. Outlines that the page's formulas have in common, formulas that were typeset before
    included, are kept once: call this once for a page.

    Args:
        page: The HTML of the page, or of its content.
        typesetter: What typesets.

    Raises:
        MathError: A formula cannot be typeset, or is not of the form above.
    """

    def replaced(match: re.Match[str]) -> str:
        return match[0] if match["tag"] is None else _typeset_element(match, typesetter)

    return _share_outlines(_ELEMENT.sub(replaced, page))


def _typeset_element(match: re.Match[str], typesetter: Typesetter) -> str:
    text = _DELIMITED.fullmatch(match["text"])
    if text is None:
        raise MathError(
            match["text"], "No \\(...\\) or \\[...\\] in an element of class arithmatex"
        )
    display = text["display"] is not None
    tex = html.unescape(text["display"] if display else text["inline"])
    made = typesetter.typeset(tex, display=display)
    return _with_attributes(_with_tag(made, match["tag"]), match["attributes"])


def _with_tag(made: str, tag: str) -> str:
    # Display mathematics within a paragraph comes as a span, where a div must not stand.
    start, end = made.index(" "), made.rindex("<")
    return f"<{tag}{made[start:end]}</{tag}>"


def _with_attributes(made: str, attributes: str) -> str:
    found = _CLASS.search(attributes)
    classes = [c for c in (found[1].split() if found else []) if c != "arithmatex"]
    kept = _CLASS.sub("", attributes, count=1).rstrip()
    if classes:
        made = made.replace('class="lc-math', f'class="{" ".join(classes)} lc-math', 1)
    return made.replace(" ", f"{kept} ", 1)


def _share_outlines(page: str) -> str:
    """Keep one copy of an outline that several letters use: with 60 formulas, 1/3 of the bytes."""
    formulas = _FORMULA.findall(page)
    counts = Counter(outline for f in formulas for outline, _ in _OUTLINE.findall(f))
    shared = {outline: _outline_id(outline) for outline, n in counts.items() if n > 1}

    def used(match: re.Match[str]) -> str:
        known = shared.get(match[1])
        if known is None:
            return f'<path d="{relative(match[1])}"{match[2]}/>'
        return f'<use href="#{known}"{match[2]}/>'

    page = _FORMULA.sub(lambda formula: _OUTLINE.sub(used, formula[1]), page)
    if not shared:
        return page
    paths = "".join(f'<path id="{name}" d="{relative(d)}"/>' for d, name in shared.items())
    defs = '<svg class="lc-outlines" width="0" height="0" aria-hidden="true" focusable="false">'
    return _before_body_end(page, f"{defs}<defs>{paths}</defs></svg>")


def _outline_id(outline: str) -> str:
    # From the outline itself: the same on each page and in each build, and no two outlines share
    # one.
    return "lc-" + hashlib.sha256(outline.encode()).hexdigest()[:10]


def _before_body_end(page: str, addition: str) -> str:
    end = page.rfind("</body>")
    return page + addition if end < 0 else page[:end] + addition + page[end:]
