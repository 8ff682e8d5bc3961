r"""What stands between the name of a function and its argument: \log_2 x, f'(x), \sin^2 x."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from livecells.formula.syntax.names import INVERSES, OF_ARRAYS, builtin
from livecells.formula.syntax.scripts import Transposed, script, superscript
from livecells.formula.syntax.subscripts import subscript
from livecells.formula.syntax.symbols import Mark, Written
from livecells.formula.syntax.tree import AS_POWER, Neg, Node, Num, Sym

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_MOST_PRIMES = 9
_MINUS_ONE = Neg(Num(Fraction(1)))
_MOST_LETTERS = 5  # of _xyz


class Decorations:
    """What stands between the name of a function and its argument."""

    def __init__(self, p: Reader, name: Written) -> None:
        self.primes = 0
        self.subs: tuple[Node, ...] = ()
        self.power: Node | None = None
        self.base: Node | None = None
        self.inverse = ""
        for mark in name.marks:
            p.pos = mark.start
            self._read(p, name, mark)

    def _read(self, p: Reader, name: Written, mark: Mark) -> None:
        if mark.sign == "'":
            self.primes += len(mark.text)
            if self.primes > _MOST_PRIMES:
                raise p.fault("so many derivatives are not read: write f^{(9)}(x)")
        elif mark.sign == "_" and builtin(name.name) == "log":
            p.take()
            self.base = script(p)
        elif mark.sign == "_":
            self._subscript(p, name)
        else:
            self._superscript(p, name, mark)

    def _subscript(self, p: Reader, name: Written) -> None:
        start = p.pos
        label, self.subs = subscript(p)
        of_page = name.name in p.names.functions
        if of_page and label[1:].isalpha() and label.isascii() and len(label) < _MOST_LETTERS:
            span = p.since(start)  # f_{xy} is a derivative by x and y, f_{ij} one of a family
            label, self.subs = "", tuple(Sym(letter, span=span) for letter in label[1:])
        if label or (not of_page and builtin(name.name) not in OF_ARRAYS):
            reason = f"a subscript on the function {name.name} is not understood"
            raise p.fault(reason, p.since(start))

    def _superscript(self, p: Reader, name: Written, mark: Mark) -> None:
        order = mark.text[1:-1] if mark.text[:1] == "(" else ""
        of_page = name.name in p.names.functions
        if order.isdigit() and len(order) < 2:
            self.primes += int(order)
            return
        start = p.pos
        if order:
            reason = "the order of a derivative must be a number: f^{(2)}(x)"
            raise p.fault(reason, (p.tokens[start].start, p.tokens[mark.end - 1].end))
        power = superscript(p)
        inverse = INVERSES.get(builtin(name.name), "")
        if inverse and not of_page and not self.primes and power == _MINUS_ONE:
            self.inverse = inverse
            return
        if isinstance(power, Neg | Transposed):
            raise p.fault(
                f"is this the inverse function or 1/f? Write \\frac, or say before what "
                f"{name.name}^{{-1}}(y) is",
                power.span if isinstance(power, Neg) else p.since(start),
            )
        if of_page and not self.primes and p.tokens[name.end].text in ("(", "["):
            if not _is_taken_beside(p, name) or not isinstance(power, Num):
                reason = f"is this {name.name} of {name.name}, or a power? Write ({name.name}(x))^2"
                raise p.fault(reason, p.since(start))
            f = name.name
            p.notes.append(f"{f}^{power.value}(x){AS_POWER}({f}(x))^{power.value}.")
        self.power = power


def _is_taken_beside(p: Reader, name: Written) -> bool:
    """Whether f(x) stands in the display, too: then f^2(x) beside it is read as a power."""
    own = p.tokens[name.start].text
    return any(one.text == own and after.text == "(" for one, after in pairwise(p.tokens))
