r"""The names of the functions that a page defines: f, f_1, p_g, g^{-1}, L_\text{cls}."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import GREEK, INDEX_LETTERS, is_builtin
from livecells.formula.syntax.symbols import (
    Mark,
    Written,
    is_name_label,
    marked_by_words,
    script_mark,
    spelled,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

INVERSE = "-1"  # of a function: a name of its own


def names_another(p: Reader, name: Written) -> bool:
    r"""Whether f_\varepsilon(x) or L_\text{cls}(p) is another function than f or L.

    A letter that is an argument, as in f_x(x, y), says by what f is differentiated.
    """
    below = next((mark for mark in name.marks if mark.sign == "_"), None)
    if below is None or (is_builtin(name.name) and name.name not in GREEK):
        return False
    arguments = p.tokens[name.end : p.pairs[name.end]]
    inside = [t for t in p.tokens[below.start + 1 : below.end] if t.text not in ("{", "}")]
    greek = len(inside) == 1 and inside[0].text[1:] in GREEK
    letter = greek and all(token.text != inside[0].text for token in arguments)
    return letter or marked_by_words(p, below)


def function_name(p: Reader, name: Written) -> str:
    """The name of f(x) is f, of f_1(x) and p_g(x) f_1 and p_g, of a family f_i(x) = w_i x f."""
    marks: list[Mark] = []
    for mark in name.marks:
        named = is_name_label(mark.text) or mark.text.isalpha() or mark.text == INVERSE
        if mark.sign == "^" and not named:
            raise FormulaError("a power of a function defines nothing")
        letters = mark.text.replace(",", "")
        index = mark.sign == "_" and all(letter in INDEX_LETTERS for letter in letters)
        index = index and not marked_by_words(p, mark)
        if not index or not any(_stands_apart(p, letter, name) for letter in letters):
            marks.append(mark)
    return spelled(name.name, tuple(marks))


def _stands_apart(p: Reader, letter: str, name: Written) -> bool:
    """Whether a letter stands anywhere but below this name, however often that stands."""
    places = [k for k, token in enumerate(p.tokens) if token.text == letter]
    heads = [t.text for t in p.tokens[name.start : name.marks[0].start]]
    return any(_before_script(p, place)[-len(heads) :] != heads for place in places)


def _before_script(p: Reader, place: int) -> list[str]:
    """What stands in front of the subscript in which a token stands; nothing if in none."""
    below = max((k for k in range(place) if p.tokens[k].text == "_"), default=-1)
    inside = below >= 0 and place < script_mark(p, below).end
    return [token.text for token in p.tokens[:below]] if inside else []
