r"""Braces above and below: \underbrace{2 \cdots 2}_{9 \text{ times}}, \underbrace{a + b}_{= c}."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.syntax.arithmetic import PRODUCTS
from livecells.formula.syntax.reader import DOTS, RELATIONS
from livecells.formula.syntax.scripts import scripts
from livecells.formula.syntax.symbols import number
from livecells.formula.syntax.tree import Add, Chain, Node, Product
from livecells.formula.syntax.words import is_numbered

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_COUNTS = ("times", "factors", "terms", "copies", "of them")


def labelled(p: Reader) -> Node:
    """A brace: its content counts; a label in words is a note, one in mathematics a claim."""
    start = p.pos
    p.take()
    if not p.at("{"):
        raise p.fault("a {...} is missing here")
    inside = p.tokens[p.pos + 1 : p.pairs[p.pos]]
    if any(token.text in DOTS for token in inside):
        return _repeated(p, start)
    p.take()
    with p.inside():
        content = p.expression()
    p.expect("}")
    if p.at("_", "^"):
        p.take()
        _label(p, content)
    return scripts(p, content, start)


def _label(p: Reader, content: Node) -> None:
    start = p.pos
    end = p.pairs[p.pos] if p.at("{") else p.pos
    inside = p.tokens[p.pos + 1 : end] if p.at("{") else [p.token]
    words = [t for t in inside if t.kind == "text" and not p.names.is_known(t.text)]
    if words:
        if any(is_numbered(token.text) for token in words):
            raise p.fault("a number as a label of a brace reads as its value", p.since(start))
        p.notes.append(p.tex[p.token.start : p.tokens[end].end])
        p.pos = end + 1
        if any(t.kind in ("num",) or t.text in RELATIONS for t in inside):
            reason = "a label of words and mathematics: write words alone, or `= expression`"
            raise p.fault(reason, p.since(start))
        return
    braced = p.at("{")
    if braced:
        p.take()
    with p.inside():
        relation = RELATIONS[p.take().text] if p.token.text in RELATIONS else "="
        meant = p.expression() if braced else p.operand()
    if braced:
        p.expect("}")
    p.claims.append(Chain((content, meant), (relation,), span=(content.span[0], meant.span[1])))


def _repeated(p: Reader, start: int) -> Node:
    r"""\underbrace{2 \cdot 2 \cdots 2}_{9 \text{ times}}: one factor or term, so many times."""
    p.take()
    shown: list[Node] = []
    signs: set[str] = set()
    with p.inside():
        while not p.at("}"):
            if p.token.text in DOTS or p.token.text in PRODUCTS or p.at("+"):
                signs.add("+" if p.at("+") else "")
                p.take()
            else:
                shown.append(p.operand(p.grammar.beside.power))
    p.expect("}")
    if len(shown) < 2 or any(factor != shown[0] for factor in shown):
        raise p.fault("dots need the same factor on both sides", p.since(start))
    count = _count(p)
    if not len(shown) <= count <= 100:
        raise p.fault(f"{len(shown)} factors are shown of {count}", p.since(start))
    span = p.since(start)
    if "+" in signs:
        return Add((shown[0],) * count, span=span)
    result = shown[0]
    for _ in range(count - 1):
        result = Product(result, shown[0], "", span=span)
    return result


def _count(p: Reader) -> int:
    p.expect("_")
    p.expect("{")
    if p.token.kind != "num":
        raise p.fault("how many factors? Write 9 \\text{ times} below the brace")
    count = number(p).value
    if p.token.kind == "text" and p.token.text.strip(" .") in _COUNTS:
        p.take()
    else:
        raise p.fault("below the brace stands how many: 9 \\text{ times}")
    p.expect("}")
    if count.denominator != 1:
        raise p.fault("how many factors? Write 9 \\text{ times} below the brace")
    return int(count)
