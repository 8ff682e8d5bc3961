"""The page's own judge of typed answers, run in V8."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from livecells.notebook.typed_values import ERROR, TypedValue, typed_value

ASSETS = Path(__file__).resolve().parents[3] / "hooks" / "mkdocs_site" / "assets"
SCRIPTS = ("spellings", "hints", "guesses")


@contextmanager
def page_judge() -> Iterator[Any]:
    """Gives `call(name, rows)`: what that function of the page returns for each row."""
    racer = pytest.importorskip("py_mini_racer")
    with racer.MiniRacer() as engine:
        for name in SCRIPTS:
            engine.eval((ASSETS / f"{name}.js").read_text(encoding="utf-8"))

        def call(name: str, rows: Sequence[object]) -> Any:
            code = f"JSON.stringify({json.dumps(rows)}.map((row) => {name}(...row)))"
            return json.loads(engine.eval(code))

        yield call


def answer(text: str) -> TypedValue:
    """An answer as the table of spellings writes it: Python, and `error`, `inf`, `nan`."""
    if text == "error":
        return ERROR
    value = eval(text, {"inf": math.inf, "nan": math.nan})
    return typed_value(list(value) if isinstance(value, tuple) and text[0] != "(" else value)
