"""TeX formulas as HTML, typeset by MathJax 4 while the site is built.

The reader gets finished outlines (SVG) beside MathML for screen readers, and no script at all.
MathJax runs in V8, which the package ``mini-racer`` brings along, from the one file
``mathjax/mathjax.js`` (``mathjax/README.md`` says how that file is made), so a build needs neither
Node nor a network.

The HTML has no ``style`` attribute, because the site forbids those, and needs only
``docs/assets/css/maths.css``.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import html
import json
import math
import os
import re
import weakref
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from livecells.outlines import relative

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from types import TracebackType

    from py_mini_racer import MiniRacer

__all__ = [
    "MathError",
    "Typesetter",
    "bundle_digest",
    "mathjax_version",
    "stylesheet",
    "typeset_html",
]

BUNDLE = Path(__file__).parent / "mathjax" / "mathjax.js"

_MATHML = "http://www.w3.org/1998/Math/MathML"

# Seconds after which a formula counts as endless; an ordinary one takes a few milliseconds.
_PATIENCE = 20.0

# A display formula wider than this (in ex, about 200 px) may have to scroll on a small or enlarged
# screen. Only those become a stop of the Tab key: a stop that cannot scroll would be of no use to
# anybody.
_SCROLLS_FROM = 24.0

# How far below the baseline inline formulas reach, in eighths of an ex. Each is one class of the
# style sheet.
_DEPTHS: tuple[int, ...] = (*range(33), *range(40, 193, 8))


class MathError(Exception):
    """A formula that MathJax cannot typeset.

    Attributes:
        tex: The formula, without its delimiters.
        reason: What is wrong with it; MathJax's own words where it has any.
    """

    def __init__(self, tex: str, reason: str) -> None:
        super().__init__(f"{reason}, in the formula: {tex}")
        self.tex = tex
        self.reason = reason


@functools.cache
def bundle_digest() -> str:
    """The SHA-256 of the MathJax bundle, as 64 hexadecimal digits."""
    return hashlib.sha256(BUNDLE.read_bytes()).hexdigest()


def stylesheet() -> str:
    """The part of ``docs/assets/css/maths.css`` that follows from this module.

    One class for each depth that an inline formula can have below the baseline.
    """
    return "\n".join(f".lc-va-{depth} {{ vertical-align: {-depth / 8:g}ex }}" for depth in _DEPTHS)


class Typesetter:
    """Typesets formulas with one MathJax, started by the first formula that is not in the cache.

    Use it as a context manager or call :meth:`close`. One that is never closed is stopped when it
    is collected or when the interpreter ends. It belongs to the process that made it and must not
    be used in a forked child.

    Args:
        cache: Where results are kept, from a key to HTML. A key is a hash of all that the result
            depends on, so the mapping may outlive this object, the bundle and this module.
            Without one, results live as long as this object does.
    """

    def __init__(self, cache: MutableMapping[str, str] | None = None) -> None:
        self._cache: MutableMapping[str, str] = {} if cache is None else cache
        self._engine: Engine | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop MathJax if it runs. A later formula would start it again."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def typeset(self, tex: str, *, display: bool) -> str:
        """Return the formula as HTML: a ``<span>``, or a ``<div>`` for a display formula.

        Args:
            tex: TeX without delimiters, as in ``x^2``; not escaped for HTML.
            display: Set large and on a line of its own, rather than within a line of text.

        Raises:
            MathError: The TeX is wrong, or needs a glyph or a feature that is not there.
        """
        tex = tex.strip()
        key = _cache_key(tex, display)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = _html_of(tex, self._run(tex, display), display)
        return found

    def _run(self, tex: str, display: bool) -> Drawing:
        if not tex:
            raise MathError(tex, "There is nothing between the delimiters")
        if self._engine is None:
            self._engine = Engine()
        return self._engine.draw(tex, display)


def mathjax_version() -> str:
    """The version of MathJax that the bundle contains, as it reports itself."""
    engine = Engine()
    try:
        return engine.version()
    finally:
        engine.close()


@functools.cache
def _maker_digest() -> str:
    # The module's own text belongs to the key as well: it turns MathJax's drawing into HTML.
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _cache_key(tex: str, display: bool) -> str:
    parts = [bundle_digest(), _maker_digest(), tex, display]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


# --- MathJax in V8 -----------------------------------------------------------


@dataclass(frozen=True)
class Drawing:
    """What MathJax made of a formula.

    Lengths are in 1/1000 em; the baseline is at y = 0, and y points down.
    """

    left: float
    top: float
    width: float
    height: float
    x_height: float
    body: str
    mathml: str


class Engine:
    """MathJax in a V8 of its own."""

    def __init__(self) -> None:
        # In a thread, because mini-racer would tie itself to an event loop that runs in this one (a
        # notebook, a browser driver) and then wait for that loop for ever.
        with ThreadPoolExecutor(max_workers=1) as pool:
            self._js = pool.submit(_start).result()
        self.close = weakref.finalize(self, _stop, self._js, os.getpid())

    def version(self) -> str:
        return str(self._js.eval("livecellsMath.version"))

    def draw(self, tex: str, display: bool) -> Drawing:
        answer = self._ask(tex, display)
        if "error" in answer:
            raise MathError(tex, str(answer["error"]))
        if not str(answer["width"]).endswith("ex"):
            raise MathError(tex, "\\tag needs the width of the page, which a build cannot know")
        left, top, width, height = cast("list[float]", answer["viewBox"])
        x_height = cast("float", answer["xHeight"])
        body, mathml = str(answer["body"]), str(answer["mathml"])
        return Drawing(left, top, width, height, x_height, body, mathml)

    def _ask(self, tex: str, display: bool) -> dict[str, object]:
        from py_mini_racer import JSTimeoutException

        try:
            answer = self._js.call("livecellsMath.typeset", tex, display, timeout_sec=_PATIENCE)
        except JSTimeoutException as error:
            raise MathError(tex, f"MathJax found no end within {_PATIENCE:g} seconds") from error
        return cast("dict[str, object]", answer)


def _start() -> MiniRacer:
    # Imported here, not above: V8 is 80 MB, which a build with all its formulas cached can spare.
    from py_mini_racer import MiniRacer

    js = MiniRacer()
    # The last expression is what `eval` hands over; undefined costs nothing.
    js.eval(BUNDLE.read_text(encoding="ascii") + "\n;undefined")
    return js


def _stop(js: MiniRacer, owner: int) -> None:
    if os.getpid() == owner:
        js.close()
    else:
        # A forked child has the object but none of V8's threads. Closing would wait for them for
        # ever, and so would the object's own clean-up: it must never be freed here.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(js))


# --- HTML of one formula -----------------------------------------------------


def _html_of(tex: str, drawing: Drawing, display: bool) -> str:
    mathml = _mathml(tex, drawing.mathml, display)
    if display:
        tag, attributes = "div", 'class="lc-math lc-math-display"' + _scroll_attributes(drawing)
    else:
        tag, attributes = "span", 'class="lc-math"'
    # Material's search index would list the MathML letter by letter; elsewhere the mark is inert.
    made = f"<{tag} {attributes} data-search-exclude>{_svg(tex, drawing, display)}{mathml}</{tag}>"
    if re.search(r"<[^>]*\sstyle=", made):
        raise MathError(tex, "The formula needs a style attribute, which the site forbids")
    return made


def _scroll_attributes(drawing: Drawing) -> str:
    if drawing.width / drawing.x_height <= _SCROLLS_FROM:
        return ""
    return ' tabindex="0" role="group" aria-label="Wide formula"'


def _mathml(tex: str, content: str, display: bool) -> str:
    block = ' display="block"' if display else ""
    # Hidden from screen readers: the style sheet displays it, off sight, so that a selection copies
    # it, and without the attribute it would be read out after the formula.
    source = html.escape(tex, quote=False)
    annotation = (
        f'<annotation encoding="application/x-tex" aria-hidden="true">{source}</annotation>'
    )
    return f'<math xmlns="{_MATHML}"{block}><semantics>{content}{annotation}</semantics></math>'


def _svg(tex: str, drawing: Drawing, display: bool) -> str:
    depth, classes = drawing.top + drawing.height, "lc-svg"
    if not display:
        # The box is lengthened downwards to the next depth that has a class, so the baseline is
        # exact and the only price is up to an eighth of an ex of nothing below the formula.
        step = _depth_step(tex, depth / drawing.x_height)
        depth, classes = step / 8 * drawing.x_height, f"lc-svg lc-va-{step}"
    height = depth - drawing.top
    view = " ".join(_number(n, 1) for n in (drawing.left, drawing.top, drawing.width, height))
    return (
        f'<svg class="{classes}" width="{_number(drawing.width / drawing.x_height, 3)}ex"'
        f' height="{_number(height / drawing.x_height, 3)}ex" viewBox="{view}"'
        f' aria-hidden="true" focusable="false">{drawing.body}</svg>'
    )


def _depth_step(tex: str, depth: float) -> int:
    wanted = math.ceil(round(depth * 8, 6))
    for step in _DEPTHS:
        if step >= wanted:
            return step
    raise MathError(tex, "The formula is too tall for a line of text; make it a display formula")


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


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
