"""What a page says of its symbols around a line: definitions, and values that options give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from livecells.blocks.equations import Numbers
from livecells.builder.inline_check import Given, Known
from livecells.formula import Context, FormulaError, mentions
from livecells.formula.syntax.keys import given_name


class Nearby:
    """What is known around each line of a page.

    Args:
        known: What is known after each display, in order; the first is what is known before all.
        at: The values that the front matter gives for the whole page.
    """

    def __init__(self, known: Sequence[Known], at: Given) -> None:
        self._known, self._at = known, at

    def contexts(self, line: int) -> Iterator[Context]:
        """The definitions at a line, then those after each display further down."""
        above, below = self._around(line)
        yield above[-1].context
        yield from (known.context for known in below)

    def meanings(self, line: int, tex: str) -> Iterator[Context]:
        """As `contexts`, without those in which a formula's names mean what they did before."""
        seen = []
        for context in self.contexts(line):
            used = _used(context, tex, context.shapes)
            meant = {name: context.definitions.get(name) for name in used}
            if meant not in seen:
                seen.append(meant)
                yield context

    def defines(self, names: Collection[str]) -> bool:
        """Whether a display of the page defines one of these names."""
        return any(not known.context.definitions.keys().isdisjoint(names) for known in self._known)

    def origin(self, names: Collection[str]) -> str:
        """Which display says what one of these names stands for, in words."""
        for known in self._known:
            for name in known.context.definitions.keys() & names:
                origin = known.context.definitions[name].origin
                return f"equation {origin!r}" if origin else "an equation"
        return "an equation"

    def values(self, line: int, context: Context, tex: str, own: Given) -> list[Given]:
        """Values for the names that a formula needs and nothing defines, each set of them once.

        They are its `own`. Where it has none they are those of the front matter, those of the
        nearest display above that gives any, and those of the nearest below. Each takes from the
        others what it does not say.

        Args:
            line: Where the formula stands.
            context: What the names in it mean.
            tex: The formula.
            own: The values that the front matter gives for this formula alone.
        """
        above, below = self._around(line)
        order = [self._at, *(known.at for known in [*reversed(above), *below])]
        needed = _needed(context, tex, {canonical(name) for at in [own, *order] for name in at})
        picked = [own] if own else [self._at, _nearest(reversed(above), needed)]
        picked += [] if own else [_nearest(below, needed)]
        found: list[Given] = []
        for first in picked:
            values: dict[str, Numbers] = {}
            for at in [*reversed(order), first]:
                values.update({name: v for name, v in at.items() if canonical(name) in needed})
            if (_gives(first, needed) or first is own) and values not in found:
                found.append(values)
        return found or [{}]

    def _around(self, line: int) -> tuple[Sequence[Known], Sequence[Known]]:
        count = sum(known.line <= line for known in self._known)
        return self._known[:count], self._known[count:]


def _nearest(known: Iterator[Known] | Sequence[Known], needed: Collection[str]) -> Given:
    return next((one.at for one in known if _gives(one.at, needed)), {})


def _gives(at: Given, needed: Collection[str]) -> bool:
    return any(canonical(name) in needed for name in at)


def _needed(context: Context, tex: str, given: Collection[str]) -> set[str]:
    """Of the given names those that a formula uses and nothing defines."""
    return _used(context, tex, given) - context.definitions.keys()


def _used(context: Context, tex: str, names: Collection[str]) -> set[str]:
    """The names that a formula uses, itself or through definitions, as far as they are known."""
    meant = context.definitions
    found, waiting = set[str](), [tex]
    while waiting:
        new = mentions(waiting.pop(), {*names, *meant}) - found
        found |= new
        waiting += [meant[name].tex for name in new if name in meant]
    return found


def canonical(key: str) -> str:
    """The name that a key of `at` stands for, or the key where it is none."""
    try:
        return given_name(key)
    except FormulaError:
        return key
