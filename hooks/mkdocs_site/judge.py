"""The judge that a page asks of a typed answer, asked while the site is built.

It is the page's own script, so that no foreseen wrong guess is one that readers are told is right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from mkdocs_site.page_assets import ASSETS

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

SCRIPTS = ("spellings", "hints", "guesses")


@lru_cache(maxsize=4096)
def _is_right(data: str, typed: str) -> bool:
    code = f"guesses.judge({data}, {json.dumps(typed)}).right === true"
    return bool(_engine().eval(code))


@lru_cache(maxsize=1)
def _engine() -> MiniRacer:
    from py_mini_racer import MiniRacer  # here, for most sites have no guess in words

    js = MiniRacer()
    for name in SCRIPTS:
        js.eval((ASSETS / f"{name}.js").read_text(encoding="utf-8") + "\n;undefined")
    return js


def is_right(data: Mapping[str, object], typed: str) -> bool:
    """Whether a reader who types a text is told that it is right.

    Args:
        data: What the page knows of the question.
        typed: What is typed.
    """
    return _is_right(json.dumps(data, sort_keys=True), typed)
