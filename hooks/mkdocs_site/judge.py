"""The judge that a page asks of a typed answer, asked while the site is built.

It is the page's own script, so that no foreseen wrong guess is one that readers are told is right.
"""

from __future__ import annotations

import atexit
import hashlib
import json
from collections.abc import Mapping, MutableMapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from mkdocs_site.page_assets import ASSETS

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

SCRIPTS = ("spellings", "hints", "guesses")


@lru_cache(maxsize=1)
def _engine() -> MiniRacer:
    from py_mini_racer import MiniRacer  # here, for most sites have no guess in words

    js = MiniRacer()
    for script in _scripts():
        js.eval(f"{script}\n;undefined")
    # V8 has to end while Python is whole: later, its own clean-up tells of errors (Python 3.12).
    atexit.register(js.close)
    return js


def _scripts() -> list[str]:
    return [(ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]


class KeptJudge:
    """Says whether a reader who types a text is told that it is right, and keeps what it said.

    Args:
        kept: What it has said before, from build to build.
    """

    def __init__(self, kept: MutableMapping[str, bool]) -> None:
        self._kept = kept

    def __call__(self, data: Mapping[str, object], typed: str) -> bool:
        """Whether a text is right.

        Args:
            data: What the page knows of the question.
            typed: What is typed.
        """
        asked = f"{json.dumps(data, sort_keys=True)}, {json.dumps(typed)}"
        key = hashlib.sha256(f"{self._by} {asked}".encode()).hexdigest()[:32]
        if key not in self._kept:
            self._kept[key] = bool(_engine().eval(f"guesses.judge({asked}).right === true"))
        return self._kept[key]

    @cached_property
    def _by(self) -> str:
        return hashlib.sha256("\n".join(_scripts()).encode()).hexdigest()
