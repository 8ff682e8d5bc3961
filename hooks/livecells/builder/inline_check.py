"""Formulas in running text that state something: what is known of them, and what came of each.

This is plain data, but for what the displays have defined; `text_check` does the checking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from livecells.blocks.equations import Equation, Numbers
from livecells.blocks.inline import InlineFormula
from livecells.blocks.page_maths import Listed

if TYPE_CHECKING:
    from livecells.formula import Context

Given: TypeAlias = Mapping[str, Numbers]


@dataclass(frozen=True)
class Known:
    """What a page says of its symbols at a line: definitions so far, and the values of `at`."""

    line: int
    context: Context
    at: Given


@dataclass(frozen=True)
class Text:
    """The formulas in the text of a page, with the live values in them, and its front matter.

    `at`: the values that it gives for all; `places`: those for one formula, and `listed`: what it
    says of one, both by their spelling. `whole`: nothing is wrong with the front matter, and all
    its values could be had; else what is not known may only follow from that.
    """

    formulas: Sequence[InlineFormula] = ()
    at: Given = field(default_factory=dict)
    places: Mapping[str, Given] = field(default_factory=dict)
    listed: Mapping[str, Listed] = field(default_factory=dict)
    whole: bool = True

    def key(self, equations: Sequence[Equation]) -> object:
        """All that decides what comes of it: of lines, only between which displays one stands."""
        ends = [equation.line for equation in equations]
        formulas = [
            (f.tex, sorted(f.shown), sum(end <= f.line for end in ends)) for f in self.formulas
        ]
        lists = [(one.tex, one.kind, one.reason) for one in self.listed.values()]
        return formulas, list(self.at.items()), list(self.places.items()), lists


@dataclass(frozen=True)
class Spoken:
    """What came of one formula: plain data, for the table and the list of all.

    `kind`: checked, definition, supposed, notation, failed or skipped; `points`, `error`: how many
    were compared and how far apart they were. `words`: the page's reason, or what is wrong.
    `single`: it was compared at the values of the page or its runs only.
    """

    kind: str
    points: int = 0
    error: float = 0.0
    words: str = ""
    detail: str = ""
    single: bool = False
