"""Helpers for the tests of pages: how to tell a printed text, and how to judge a lab."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def page() -> Callable[[str], str]:
    """`page("tutorial/chain-rule")`: the Markdown of a page."""
    return lambda name: (DOCS / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def judge(cells: Callable[[str], dict[str, str]]) -> Callable[[str, str], str | None]:
    """`judge(lab, answer)`: what the lab's check says to an answer; None when it is content.

    As on a reader's machine, the lab's start comes first, then the answer, then the check.
    """

    def judged(lab: str, answer: str) -> str | None:
        parts, names = cells(lab), {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(f"{parts['start']}\n{answer}", "answer", "exec"), names)
            try:
                exec(compile(parts["check"], "check", "exec"), names)
            except AssertionError as error:
                return str(error)
        return None

    return judged
