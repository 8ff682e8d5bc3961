"""What the mark of a comparison has to say: for what less than everything it was seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from livecells.formula.check.readings import BY_SLOPES
from livecells.formula.check.report import Step
from livecells.formula.syntax.tree import AS_POWER, Node, Rel, Space, walk

if TYPE_CHECKING:
    from livecells.formula.check.comparison import Comparison
    from livecells.formula.evaluate.points import Names

WHERE_BOTH = "Compared where both sides have a value."
ONE_SIZE = "Compared with arrays of the sizes of the run only: others do not fit together here."
SLOPES = "An integral without limits is known but for a constant: slopes are compared."


def said(check: Comparison, step: Step, upto: str = "") -> Step:
    """The step with what is to be said of how its sides were compared, and `upto` which size."""
    partly, check.partly = check.partly, False
    slopes = any(note.startswith(BY_SLOPES) for note in check.chain.notes)
    where = _where(check)
    read = dict.fromkeys(note for note in check.chain.notes if AS_POWER in note)
    notes = (
        *([WHERE_BOTH] if partly else []),
        *([SLOPES] if slopes else []),
        *where,
        *([upto] if upto else []),
        *read,
    )
    return replace(step, notes=notes) if notes else step


def _where(check: Comparison) -> list[str]:
    """What is said of the conditions beside a statement; a size is said of by itself."""
    spans = [_span(one) for one in check.chain.conditions if not _is_size(one)]
    texts = dict.fromkeys(_closed(check.tex, begin, end) for begin, end in spans if end)
    return [f"Compared where {' and '.join(texts)}."] if texts else []


def _is_size(condition: Node) -> bool:
    return isinstance(condition, Rel) and isinstance(condition.right, Space)


def _span(condition: Node) -> tuple[int, int]:
    spans = [node.span for node in walk(condition) if any(node.span)]
    return min((s[0] for s in spans), default=0), max((s[1] for s in spans), default=0)


def _closed(tex: str, begin: int, end: int) -> str:
    """The text of a condition, with the bracket that closes an interval."""
    text = tex[begin:end]
    opened = sum(text.count(sign) for sign in "([") - sum(text.count(sign) for sign in ")]")
    if opened > 0:
        closing = min((k for sign in ")]" if (k := tex.find(sign, end)) >= 0), default=end - 1)
        text = tex[begin : closing + 1]
    return text.strip()


def with_sizes(steps: Iterable[Step], names: Names, sized: Collection[str]) -> list[Step]:
    """The steps, of which the mark says that arrays have the sizes that stand beside them."""
    shapes = [(name, names.shapes[name]) for name in sorted(sized) if name in names.shapes]
    if not shapes:
        return list(steps)
    texts = (f"{name} of {' by '.join(map(str, shape))}" for name, shape in shapes)
    note = f"Compared with {', '.join(texts)} entries only, as it says."
    return [replace(step, notes=(*step.notes, note)) for step in steps]


def with_one_size(steps: Iterable[Step]) -> list[Step]:
    """The steps, of which the mark says that arrays of other sizes do not fit together in them."""
    return [
        replace(step, notes=(*step.notes, ONE_SIZE)) if step.route == "points" else step
        for step in steps
    ]


def with_letters(steps: Iterable[Step], letters: Mapping[str, int]) -> list[Step]:
    """The steps, of which the mark says that letters for numbers of entries have kept a value."""
    if not letters:
        return list(steps)
    values = " and ".join(f"{name} = {value}" for name, value in sorted(letters.items()))
    note = f"Compared for {values} only."
    return [replace(step, notes=(*step.notes, note)) for step in steps]
