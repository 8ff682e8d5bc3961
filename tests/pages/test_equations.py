"""Which equations the pages state, and what they say they are compared with."""

from __future__ import annotations

from pathlib import Path

import pytest

from livecells.blocks.equations import Equation
from livecells.builder.build import Build
from livecells.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def stated() -> dict[str, dict[str, Equation]]:
    """The equations of each page, by name."""
    build = Build(ROOT / "snippets", KINDS)
    for path in sorted((ROOT / "docs").rglob("*.md")):
        uri = path.relative_to(ROOT / "docs").as_posix()
        build.add(uri, uri, path.read_text("utf-8"))
        if not uri.startswith("about/"):
            build.demand_checks(uri)
    assert not build.errors
    return {
        uri: {equation.name: equation for equation in page.equations}
        for uri, page in build.pages.items()
    }


def test_nearly_all_equations_are_read_from_their_latex(
    stated: dict[str, dict[str, Equation]],
) -> None:
    every = [equation for page in stated.values() for equation in page.values()]
    read = [e for e in every if not {"means", "notation"} & e.options.keys()]
    assert len(every) >= 40
    assert len(read) / len(every) >= 0.9


def test_each_definition_is_compared_with_a_run(stated: dict[str, dict[str, Equation]]) -> None:
    for page in stated.values():
        for equation in page.values():
            if equation.options.get("define"):
                assert equation.equals is not None, equation.name


@pytest.mark.parametrize(
    ("name", "piece", "value"),
    [
        ("steps", r"\frac{1}{4} \sum_i z_i", "chain_rule:out"),
        ("z-at-1", r"z_i\bigr\rvert_{x_i=1}", "chain_rule:z"),
        ("do-dx", r"\frac{3}{2}\,(x_i + 2)", "chain_rule:x.grad"),
        ("do-dx-at-1", r"\frac{9}{2}", "chain_rule:x.grad"),
        ("do-dx-elsewhere", r"\frac{3}{2}\,(x_i + 2)", "chain_rule:points.grad"),
    ],
)
def test_the_derivation_of_the_older_notebook_is_compared_step_by_step(
    stated: dict[str, dict[str, Equation]], name: str, piece: str, value: str
) -> None:
    equation = stated["tutorial/chain-rule.md"][name]
    assert piece in equation.tex
    assert str(equation.equals) == value
