"""One formula as HTML: an SVG to look at and MathML to be read aloud."""

from __future__ import annotations

import hashlib
import html
import json
import math
import re
from typing import TYPE_CHECKING, Self

from livecells.source import source_digest
from livecells.typeset.mathjax import Drawing, Engine, MathError

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from types import TracebackType


# A display formula wider than this (in ex, about 200 px) may have to scroll on a small or enlarged
# screen. Only those become a stop of the Tab key: a stop that cannot scroll would be of no use to
# anybody.
_SCROLLS_FROM = 24.0

# How far below the baseline inline formulas reach, in eighths of an ex. Each is one class of the
# style sheet (`mkdocs_site/assets/maths.css`).
DEPTHS: tuple[int, ...] = (*range(33), *range(40, 193, 8))


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


def _cache_key(tex: str, display: bool) -> str:
    parts = [source_digest(__name__), tex, display]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


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
    return f"<math{block}><semantics>{content}{annotation}</semantics></math>"


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
        f' aria-hidden="true">{drawing.body}</svg>'
    )


def _depth_step(tex: str, depth: float) -> int:
    wanted = math.ceil(round(depth * 8, 6))
    for step in DEPTHS:
        if step >= wanted:
            return step
    raise MathError(tex, "The formula is too tall for a line of text; make it a display formula")


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
