r"""A variable with its marks: x_i, x^2, W^{(1)\top}, x^{(i)}_j: names, positions and powers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from livecells.formula.syntax.names import INDEX_LETTERS
from livecells.formula.syntax.scripts import Transposed, raised, superscript, transposes
from livecells.formula.syntax.subscripts import subscript
from livecells.formula.syntax.symbols import (
    Mark,
    Written,
    is_name_label,
    marked_by_words,
    spelled,
    spelling,
)
from livecells.formula.syntax.tree import Index, Node, Slice, Sym, Transpose

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_BASES_OF_POWERS = frozenset({"e", "pi"})


def symbol(p: Reader, name: Written) -> Node:
    """A variable with its marks: what is no part of its name is a position or a power."""
    turned = next((m for m in name.marks if m.sign == "^" and _turns(p, m)), None)
    if turned is not None:
        return _turned_symbol(p, name, turned)
    text, raised = name.name, None
    subs: tuple[Node, ...] = ()
    found = {mark.sign: mark for mark in name.marks}
    if "'" in found:
        text += found["'"].text
        p.pos = max(p.pos, found["'"].end)
    number = sample(p, text, found["^"]) if "^" in found else None
    if number is not None:
        found.pop("^")
    elif "^" in found and _labels(p, text, found["^"]):
        text = _labelled(text, found.pop("^"))
    if "_" in found:
        p.pos = found["_"].start
        label, subs = subscript(p)
        text += label
    if "^" in found:
        raised = found["^"]
    p.pos = name.end
    if number is not None:
        subs = (number, *(subs or (Slice(rest=True, span=number.span),)))
    result: Node = Sym(text, subs, span=p.since(name.start))
    if raised is None:
        return result
    first = "_" not in found or raised.start < found["_"].start
    return _raised_symbol(p, result, raised, name, first)


def _turns(p: Reader, mark: Mark) -> bool:
    r"""Whether a label and a transpose stand raised together: W^{(1)\top}, W^{[l]T}."""
    inside = p.tokens[mark.start + 2 : mark.end - 1]
    label = inside and inside[0].text in ("(", "[") and inside[-2:-1] and inside[-2].text in ")]"
    return bool(label) and transposes(p, inside[-1].text)


def _turned_symbol(p: Reader, name: Written, mark: Mark) -> Node:
    sign = p.tokens[mark.end - 2].text
    label = replace(mark, text=mark.text.removesuffix(spelling(p.tokens[mark.end - 2])))
    marks = tuple(label if m is mark else m for m in name.marks)
    whole = spelled(name.name, tuple(m for m in marks if m.sign != "_"))
    plain = Written(name.name, tuple(m for m in marks if m is not label), name.start, name.end)
    found = symbol(p, replace(plain, name=whole))
    if isinstance(found, Sym) and found.subs:
        entry = Transpose(replace(found, subs=()), sign == "T", span=found.span)
        return Index(entry, found.subs, span=found.span)
    return Transpose(found, sign == "T", span=found.span)


def sample(p: Reader, name: str, mark: Mark) -> Sym | None:
    """The i of x^{(i)} and x^{[i]}, which picks from an array as x_i does, if i has no value."""
    letter = mark.text[1:-1] if mark.text[:1] in ("(", "[") else ""
    array = p.names.is_variable(name) and name not in p.names.numbers
    if len(letter) != 1 or letter not in INDEX_LETTERS or not array or p.names.is_variable(letter):
        return None
    return Sym(letter, span=(p.tokens[mark.start].start, p.tokens[mark.end - 1].end))


def _labels(p: Reader, name: str, mark: Mark) -> bool:
    """Whether a superscript belongs to the name of a variable."""
    if marked_by_words(p, mark) and mark.text != "T":
        return True
    alone = mark.text[1:-1].isalnum() and len(mark.text) == 3
    power = name in _BASES_OF_POWERS and not p.names.is_variable(name) and not alone
    return is_name_label(mark.text) and not (power and mark.text[0] in "([")


def _labelled(name: str, mark: Mark) -> str:
    return f"{name}^{mark.text}"


def _raised_symbol(p: Reader, found: Node, mark: Mark, name: Written, first: bool) -> Node:
    """A symbol to a power, or transposed: A_{ij}^T and A^T_{ij} are entries of the transpose."""
    p.pos = mark.start
    assert isinstance(found, Sym)
    subs = found.subs
    exponent = superscript(p)
    p.pos = name.end
    span = p.since(name.start)
    entries = len(subs) > 1 and not any(isinstance(sub, Slice) for sub in subs)
    if isinstance(exponent, Transposed) and subs and (first or entries):
        whole = Sym(found.name, span=found.span)
        return Index(raised(p, whole, exponent, span), subs, span=span)
    return raised(p, found, exponent, span)
