r"""Subscripts: positions (i, 3, i+1, y_i, `:`), and words that belong to the name."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.names import INDEX_LETTERS, is_label
from livecells.formula.syntax.symbols import base_name, number, script_mark
from livecells.formula.syntax.tree import Add, Neg, Node, Num, Product, Slice, Sym

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livecells.formula.syntax.reader import Reader
    from livecells.formula.syntax.tokens import Token


def subscript(p: Reader) -> tuple[str, tuple[Node, ...]]:
    """After _ : what it adds to the name, and the positions that it gives."""
    p.expect("_")
    if not p.at("{"):
        return _single(p)
    start = p.pos
    letters = p.tokens[start + 1 : p.pairs[start]]
    p.take()
    if _has_bar(letters):
        p.pos = p.pairs[start] + 1
        return "_" + "".join("|" if t.text == "\\mid" else t.text for t in letters), ()
    if all(t.kind == "letter" and len(t.text) == 1 for t in letters):
        word = "".join(t.text for t in letters)
        if is_label(word) and not all(x in INDEX_LETTERS or _runs(p, x) for x in word):
            p.pos = p.pairs[start] + 1
            return f"_{word}", ()
    label, subs = "", list[Node]()
    listed = any(token.text == "," for token in letters)
    while not p.at("}"):
        if p.token.kind in ("word", "text") or p.token.text.startswith("\\math"):
            label += "_" + p.take().text
        elif p.at("<", "\\le", ">", "\\ge") and not label and not subs:
            label = _before(p)
        elif not p.accept(","):
            subs.append(_index(p, listed))
    p.take()
    if not label and not subs:
        raise p.fault("this subscript is empty", p.since(start))
    return label, tuple(subs)


def _has_bar(tokens: Sequence[Token]) -> bool:
    """Whether a subscript says given what, x_{t|t-1}, h_{1|2}: it belongs to the name."""
    bars = [t.text in ("|", "\\mid") for t in tokens]
    plain = (t.kind in ("letter", "num") or t.text in (",", "+", "-") for t in tokens)
    inside = sum(bars) == 1 and not bars[0] and not bars[-1]
    return inside and all(bar or fits for bar, fits in zip(bars, plain, strict=True))


def _before(p: Reader) -> str:
    r"""The mark of x_{<t}, all that comes before: a name of its own."""
    sign = p.take().text
    behind = p.tokens[p.pos : p.pos + 3]
    if not behind or behind[0].kind not in ("letter", "num"):
        raise p.fault("behind this sign stands an index: x_{<t}")
    label = f"_{sign}{p.take().text}"
    while p.at("+", "-"):
        label += p.take().text + p.take().text
    return label


def _runs(p: Reader, letter: str) -> bool:
    """Whether a letter stands alone as a subscript somewhere: then W_{di} has two indices."""
    return any(
        token.text == "_" and script_mark(p, place).text == letter
        for place, token in enumerate(p.tokens[:-2])
    )


def primes(p: Reader) -> str:
    r"""The primes that come next, ' or ^\prime."""
    mark = script_mark(p, p.pos) if p.at("'", "^") else None
    if mark is None or mark.sign != "'":
        return ""
    p.pos = mark.end
    return mark.text


def _single(p: Reader) -> tuple[str, tuple[Node, ...]]:
    if p.token.kind == "num":
        digit = p.first_digit()
        return "", (Num(Fraction(digit.text), span=(digit.start, digit.end)),)
    if p.token.kind in ("word", "text") or p.token.text.startswith("\\math"):
        return "_" + p.take().text, ()
    return "", (_index_atom(p, scripts=False),)


def _index(p: Reader, listed: bool) -> Node:
    """One position: i, 3, i+1, n-1, `:`, y_i; 2i where commas part the positions."""
    start = p.pos
    if p.accept(":"):
        return Slice(span=p.since(start))
    found = _index_term(p, listed)
    while p.at("+", "-"):
        minus = p.take().text == "-"
        term = _index_term(p, listed)
        step: Node = Neg(term, span=term.span) if minus else term
        found = Add((found, step), span=p.since(start))
    return found


def _index_term(p: Reader, listed: bool) -> Node:
    start, found = p.pos, _index_atom(p)
    if not listed or not isinstance(found, Num) or p.token.kind != "letter":
        return found
    return Product(found, _index_atom(p), "", span=p.since(start))


def _index_atom(p: Reader, scripts: bool = True) -> Node:
    start = p.pos
    if p.token.kind == "num":
        return number(p)
    if p.token.kind == "letter" and len(p.token.text) == 1:
        name: str | None = p.take().text
    else:
        name = base_name(p)
    if name is None:
        reason = "this is not understood in a subscript: use letters, numbers, commas, + and -"
        raise p.fault(reason)
    while scripts and (added := primes(p)):
        name += added
    subs: tuple[Node, ...] = ()
    if scripts and p.at("_"):
        mark = script_mark(p, p.pos)
        if p.names.is_variable(f"{name}_{mark.text}"):
            p.pos = mark.end  # y_i is a name where it has a value
            return Sym(f"{name}_{mark.text}", span=p.since(start))
        label, subs = subscript(p)
        name += label
    return Sym(name, subs, span=p.since(start))
