"""MathJax in V8: LaTeX in, drawings out."""

from __future__ import annotations

import ctypes
import os
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer


BUNDLE = Path(__file__).parent / "bundle" / "mathjax.js"

# Seconds after which a formula counts as endless; an ordinary one takes a few milliseconds.
_PATIENCE = 20.0


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
    """MathJax in a V8 of its own; `close` stops it."""

    def __init__(self) -> None:
        # In a thread, because mini-racer would tie itself to an event loop that runs in this one (a
        # notebook, a browser driver) and then wait for that loop for ever.
        with ThreadPoolExecutor(max_workers=1) as pool:
            self._js = pool.submit(_start).result()
        self.close = weakref.finalize(self, _stop, self._js, os.getpid())

    def version(self) -> str:
        """The version of MathJax that the bundle contains, as it reports itself."""
        return str(self._js.eval("livecellsMath.version"))

    def draw(self, tex: str, display: bool) -> Drawing:
        """Typeset one formula.

        Args:
            tex: TeX without delimiters.
            display: Set large, rather than within a line of text.

        Raises:
            MathError: The TeX is wrong, or MathJax does not come to an end with it.
        """
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
