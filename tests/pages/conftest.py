"""Helpers for the tests of pages: how to tell a printed text, and how to judge a lab."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from livecells.builder.build import Build
from livecells.kinds import KINDS
from livecells.store.store import Store

if (Path(__file__).parents[1] / "site").is_dir():  # not where a project has tests of pages alone
    from ..site.conftest import Site, real_site

DOCS = Path(__file__).resolve().parents[2] / "docs"
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

__all__ = ["real_site"]  # a fixture here too


@pytest.fixture(scope="session")
def all_pages(real_site: Site) -> Build:
    """The pages of the site, with the runs of which the real site was built."""
    build = Build(
        real_site.root / "snippets", KINDS, store=Store(real_site.root / ".cache" / "livecells")
    )
    for path in sorted(DOCS.rglob("*.md")):
        text, uri = path.read_text("utf-8"), path.relative_to(DOCS).as_posix()
        front = FRONT.match(text)
        head = front[0] if front else ""
        build.add(uri, uri, text[len(head) :], head.count("\n"), head)
        build.pages[uri].demanded = not uri.startswith("about/")
    assert build.resolve() == [], "what pages ask for has not run in the build of the site"
    build.start(None)
    assert build.errors == []
    return build


@pytest.fixture
def page() -> Callable[[str], str]:
    """`page("tutorial/chain-rule")`: the Markdown of a page."""
    return lambda name: (DOCS / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def judge(
    cells: Callable[[str], dict[str, str]], pytestconfig: pytest.Config
) -> Callable[[str, str], str | None]:
    """`judge(lab, answer)`: what the lab's check says to an answer; None when it is content.

    As on a reader's machine, the lab's start comes first, then the answer, then the check.
    With `--judged` each answer is noted, so that another torch may judge the same.
    """
    kept: str | None = pytestconfig.option.judged

    def judged(lab: str, answer: str) -> str | None:
        said = by_check(lab, answer)
        if kept:
            with Path(kept).open("a", encoding="utf-8") as file:
                file.write(json.dumps([lab, answer, said]) + "\n")
        return said

    def by_check(lab: str, answer: str) -> str | None:
        parts, names = cells(lab), {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(f"{parts['start']}\n{answer}", "answer", "exec"), names)
            try:
                exec(compile(parts["check"], "check", "exec"), names)
            except AssertionError as error:
                return str(error)
        return None

    return judged
