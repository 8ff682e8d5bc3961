r"""Laws without a formula, `p(x, z)` and `q(z \mid x)`: random tables of probabilities.

What is true of all laws is true of tables: Bayes' rule, the chain rule, sums over a letter, a bound
on \log p(x). A joint law has every marginal and every conditional law of its letters; integrals
over a letter are sums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Definition, Shape
from livecells.formula.syntax.keys import mentions
from livecells.formula.syntax.names import Names
from livecells.formula.syntax.parser import reader
from livecells.formula.syntax.symbols import spelled, written
from livecells.formula.syntax.tables import letters_of_brackets
from livecells.formula.syntax.tree import (
    Antiderivative,
    Call,
    Chain,
    Div,
    Node,
    Reduction,
    Sym,
    rewritten,
)

OF_LAWS = "the laws"  # the origin of their tables; no equation can be called so
SAID = "Compared for random tables of probabilities."
_LETTERS = 4  # of one law
_SIZES = (2, 3, 4)  # of the letters, in turn


@dataclass(frozen=True)
class Law:
    """One law as it is declared: its name, and the letters in front of the bar and behind it."""

    base: str
    before: tuple[str, ...]
    given: tuple[str, ...] = ()

    @property
    def letters(self) -> tuple[str, ...]:
        """All of its letters."""
        return (*self.before, *self.given)

    @property
    def name(self) -> str:
        """The name of its table: p(x,z), q(z|x)."""
        behind = f"|{','.join(self.given)}" if self.given else ""
        return f"{self.base}({','.join(self.before)}{behind})"

    @property
    def weights(self) -> Sym:
        """The random numbers that its table is made of."""
        return _entry(f"{self.name} in logarithms", self.letters)


def laws_of(declared: str, known: Collection[str], tex: str) -> list[Law]:
    r"""The laws of an option such as `p(x, z), q(z \mid x)`.

    Args:
        declared: The laws, apart by commas.
        known: The names that have a value or a meaning already.
        tex: The display.

    Raises:
        FormulaError: One is not read or not used, or a letter has a value.
    """
    found = [_law(part) for part in _parts(declared)]
    for law in found:
        taken = sorted({law.base, *law.letters} & set(known))
        if taken or len(set(law.letters)) < len(law.letters) or len(law.letters) > _LETTERS:
            reason = "its letters are one to four, each once" if not taken else (
                f"{taken[0]} has a meaning already: use another letter"
            )  # fmt: skip
            raise FormulaError(f"`laws`: {law.name} is no law here, {reason}", declared, (0, 1))
        if not mentions(tex, {law.base}):
            reason = f"`laws`: {law.name} is declared, and the display has no {law.base}"
            raise FormulaError(reason, declared, (0, 1))
    return found


def _parts(declared: str) -> Iterator[str]:
    depth, part = 0, ""
    for sign in declared:
        depth += (sign in "({") - (sign in ")}")
        if sign == "," and not depth:
            yield part
            part = ""
        else:
            part += sign
    yield part


def _law(part: str) -> Law:
    p = reader(part.strip() or " ", Names())
    name = written(p)
    groups = letters_of_brackets(p, name.end)
    if groups is None:
        reason = f"`laws`: {part.strip()!r} is no law: write p(x, z), or q(z \\mid x)"
        raise FormulaError(reason, part or " ", (0, len(part) or 1))
    return Law(spelled(name.name, name.marks), *groups)


def shapes_of(laws: Iterable[Law]) -> dict[str, Shape]:
    """The shapes of the random numbers: each letter takes a few values."""
    letters = list(dict.fromkeys(letter for law in laws for letter in law.letters))
    sizes = {letter: _SIZES[k % len(_SIZES)] for k, letter in enumerate(letters)}
    return {law.weights.name: tuple(sizes[x] for x in law.letters) for law in laws}


def tables_of(laws: Sequence[Law], tex: str) -> dict[str, Definition]:
    """The tables of the laws: what is declared, and what a display has of their other laws."""
    found: dict[str, Definition] = {}
    for law in laws:
        found[law.name] = _table(law, law, _declared(law))
        others = {one.name: one for one in _others(law)} if not law.given else {}
        for name in mentions(tex, set(others) - found.keys()):
            found[name] = _table(law, others[name], _derived(law, others[name]))
    return found


def _table(law: Law, own: Law, body: Node) -> Definition:
    return Definition(own.name, own.letters, (), body, 1, law.name, origin=OF_LAWS)


def _entry(name: str, letters: Iterable[str]) -> Sym:
    return Sym(name, tuple(Sym(letter) for letter in letters))


def _summed(body: Node, letters: Iterable[str]) -> Node:
    for letter in letters:
        body = Reduction("sum", letter, None, None, body)
    return body


def _declared(law: Law) -> Node:
    """Positive numbers that add up to 1, for each value of what is given."""
    weight = Call("exp", (law.weights,))
    return Div(weight, _summed(weight, law.before))


def _derived(law: Law, own: Law) -> Node:
    """A marginal law is a sum of the joint one, a conditional law a ratio of two."""
    joint = _entry(law.name, law.letters)
    top = _summed(joint, [x for x in law.letters if x not in own.letters])
    under = _summed(joint, [x for x in law.letters if x not in own.given])
    return Div(top, under) if own.given else top


def _others(law: Law) -> Iterator[Law]:
    """Every law of some of its letters, in each order, given some others or nothing."""
    for count in range(1, len(law.letters) + 1):
        for chosen in permutations(law.letters, count):
            for bar in range(1, count + 1):
                yield Law(law.base, chosen[:bar], chosen[bar:])


def over_letters(chains: Iterable[Chain], laws: Iterable[Law]) -> list[Chain]:
    r"""The statements with sums for integrals over the letters of laws, \int p(x, z)\,dz."""
    letters = {letter for law in laws for letter in law.letters}

    def change(node: Node) -> Node | None:
        if not isinstance(node, Antiderivative) or node.variable not in letters:
            return None
        body = rewritten(node.body, change)
        return Reduction("sum", node.variable, None, None, body, span=node.span)

    return [replace(c, exprs=tuple(rewritten(e, change) for e in c.exprs)) for c in chains]
