"""The names that a display itself defines, found before it is read: y = ..., f(x) = ..."""

from __future__ import annotations

import re

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.divergences import is_divergence
from livecells.formula.syntax.foreign import OPERATORS
from livecells.formula.syntax.functions import INVERSE, function_name, names_another
from livecells.formula.syntax.marked import sample
from livecells.formula.syntax.moments import is_moment
from livecells.formula.syntax.names import INDEX_LETTERS, is_builtin
from livecells.formula.syntax.reader import RELATIONS, Reader
from livecells.formula.syntax.symbols import (
    Mark,
    Written,
    is_name_label,
    marked_by_words,
    script_mark,
    spelled,
    written,
)
from livecells.formula.syntax.tokens import BREAKS
from livecells.formula.syntax.tree import DENSITY
from livecells.formula.syntax.words import begins_condition, is_note, joins

_STARTS = frozenset({"row", "space", "column", "align", "text", "label"})
_NAME = re.compile(r"[A-Za-z][\w.]*", re.ASCII)
_WORDS = re.compile(r"[A-Za-z]\w*([ -][A-Za-z]\w*){1,3}", re.ASCII)
_OF_THE_LANGUAGE = frozenset({"I", "delta", "e", "pi"})
_SQUARES = frozenset({"R", "r", "s", "sigma", "chi", "tau", "omega", "sigma_hat", "s_hat", "R_bar"})
_STEPS = frozenset({"t", "k", "n"})  # of a sequence: they may stand in a head alone
_MARKS = ("_", "^", "'")
_DEFINING = frozenset({"=", ":=", "<-"})


def heads(p: Reader) -> tuple[set[str], set[str]]:
    """The variables and the functions that statements of this display begin with.

    The reader is left where it was.
    """
    variables: set[str] = set()
    functions: set[str] = set()
    start = p.pos
    for place in _beginnings(p):
        p.pos = place
        try:
            _head(p, variables, functions)
        except FormulaError:
            continue
        finally:
            p.reset(start)
    return variables, functions


def _beginnings(p: Reader) -> list[int]:
    """Where statements may begin: behind rows, spaces, commas, words, outside of brackets."""
    found, place, fresh = [], p.pos, True
    while place < len(p.tokens) - 1:
        token = p.tokens[place]
        breaks = token.kind in _STARTS or (token.kind == "punct" and token.text in (",", ";"))
        if token.kind == "text" and not fresh:
            breaks = True
        if fresh and (not breaks or token.kind == "text"):
            found.append(place)
        fresh = breaks or (token.kind == "cmd" and "arrow" in token.text)
        place = max(p.pairs[place], place) + 1
    return found


def _head(p: Reader, variables: set[str], functions: set[str]) -> None:
    """Keep the name here if it is the left side of a definition."""
    if not _may_begin(p):
        return
    start = p.pos
    name = _spelled_out(p) or written(p)
    brackets = p.tokens[start].kind in ("text", "word") and p.tokens[name.end].text == "["
    brackets = brackets and name.name not in OPERATORS
    if p.tokens[name.end].text == "(" or brackets:
        inverse = any(mark.text == INVERSE for mark in name.marks) and not is_builtin(name.name)
        own = inverse or names_another(p, name)
        known = not own and (p.names.is_function(name.name) or name.name in functions)
        if known or p.names.is_variable(name.name) or (name.name == DENSITY):
            return
        if is_moment(p, name) or is_divergence(p, name):
            return
        if _defines(p, _behind_index(p, p.pairs[name.end] + 1)) and _are_parameters(p, name.end):
            functions.add(function_name(p, name))
            variables.update(_labelled_parameters(p, name.end))
    elif _defines(p, name.end) and not _is_taken(p, name, functions):
        if p.tokens[start].kind == "text" and start and not _follows(p, name.end):
            return  # a note at the end of a line
        number = _marks_number(p, name)
        kept = tuple(m for m in name.marks if number or not _runs(p, m))
        square = "2" if name.name in _SQUARES else ""  # R^2 = ... is a name of its own
        if not any(m.sign == "^" and not (_is_label(p, m) or m.text == square) for m in kept):
            variables.add(spelled(name.name, kept))


def _runs(p: Reader, mark: Mark) -> bool:
    """Whether a mark of a new name is a running index: z_i, and z^{(i)} beside an x^{(i)}."""
    if mark.sign == "^" and re.fullmatch(r"[(\[][a-z][)\]]", mark.text):
        return any(
            sample(p, before.text.removeprefix("\\"), other) is not None
            for before, place in zip(p.tokens, range(1, len(p.tokens) - 1), strict=False)
            if p.tokens[place].text == "^" and (other := script_mark(p, place)).text == mark.text
        )
    return mark.sign == "_" and _counts(p, mark)


def _behind_index(p: Reader, place: int) -> int:
    """The place behind the _i of f(x)_i, or the same one."""
    if p.tokens[place].text != "_":
        return place
    mark = script_mark(p, place)
    plain = all(letter in INDEX_LETTERS for letter in mark.text.replace(",", ""))
    return mark.end if plain and not any(map(p.names.is_variable, mark.text)) else place


def _spelled_out(p: Reader) -> Written | None:
    """A new name in letters, as MSE or loss: none of them may have a meaning of its own."""
    start, text = p.pos, ""
    while p.token.kind == "letter" and len(p.token.text) == 1 and not (text and p.token.gap):
        text += p.take().text
    whole = len(text) > 2 or (len(text) == 2 and text[0].isupper())
    alone = not any(p.names.is_known(letter) for letter in text) and text not in ("Df", "Dy")
    end, p.pos = p.pos, start
    new = whole and alone and not p.names.is_known(text)
    return Written(text, (), start, end) if new and p.tokens[end].text not in _MARKS else None


def _may_begin(p: Reader) -> bool:
    """Whether a name can begin here; a note in parentheses is none."""
    token = p.token
    if token.kind == "text":
        return bool(_NAME.fullmatch(token.text)) or _names_in_words(p)
    return token.kind in ("letter", "word", "cmd") or (token.kind == "punct" and token.text == "{")


def _names_in_words(p: Reader) -> bool:
    r"""Whether a line begins with words that name something: \text{log loss} = ..."""
    text = p.token.text
    first = p.pos == 0 or p.tokens[p.pos - 1].kind == "row"
    named = first and bool(_WORDS.fullmatch(text)) and is_note(text)
    return named and not joins(text) and not begins_condition(text)


def _follows(p: Reader, place: int) -> bool:
    """Whether the relation stands on the same line."""
    while p.tokens[place].kind == "align":
        place += 1
    return p.tokens[place].kind not in BREAKS


def _labelled_parameters(p: Reader, opened: int) -> set[str]:
    """The x_1 and x_2 of f(x_1, x_2), which are names where x is none."""
    found: set[str] = set()
    p.pos = opened + 1
    while p.pos < p.pairs[opened]:
        name = written(p)
        marked = any(m.sign == "_" and not _counts(p, m) for m in name.marks)
        if marked and not p.names.is_variable(name.name):
            found.add(spelled(name.name, name.marks))
        p.pos = name.end + 1
    return found


def _marks_number(p: Reader, name: Written) -> bool:
    """Whether p_t stands beside a number p: then it is a name of its own, and no entry."""
    marks = [mark for mark in name.marks if mark.sign == "_"]
    number = bool(marks) and name.name in p.names.numbers
    return number and not any(_is_counted(p, mark.text) for mark in marks)


def _is_taken(p: Reader, name: Written, functions: set[str]) -> bool:
    """Whether a left side is about a name that is known: an entry, a derivative f'."""
    labels = [m for m in name.marks if m.sign == "^" and _is_label(p, m)]
    one_digit = any(m.sign == "_" and m.text in "0123456789" for m in name.marks)
    if name.name in _OF_THE_LANGUAGE and (labels or (name.name == "delta" and one_digit)):
        return False  # \delta^l is no Kronecker delta, nor is \delta_0
    word = any(len(m.text) > 1 and m.text.isalpha() for m in labels)
    known = p.names.is_variable(name.name) and not (word or _marks_number(p, name))
    return known or name.name in {*p.names.functions, *functions, *_OF_THE_LANGUAGE}


def _is_label(p: Reader, mark: Mark) -> bool:
    if is_name_label(mark.text) or marked_by_words(p, mark):
        return True
    inside = [t for t in p.tokens[mark.start + 1 : mark.end] if t.text not in ("{", "}")]
    if not all(t.kind == "letter" and len(t.text) == 1 for t in inside):
        return False
    if len(inside) > 1:
        return not any(p.names.is_variable(t.text) for t in inside)
    return mark.text not in "TH" and _raises_names(p, mark.text)


def _raises_names(p: Reader, letter: str) -> bool:
    """Whether names such as z^l and w^{l+1} are known, and l is none: then a new a^l is a name."""
    labels = {name.partition("^")[2].partition("_")[0] for name in p.names.variables}
    marked = any(x == letter or x.startswith((f"{letter}-", f"{letter}+")) for x in labels)
    return marked and not p.names.is_variable(letter)


def _counts(p: Reader, mark: Mark) -> bool:
    """Whether a subscript of a new name runs: letters without a value; s_1 and h_T are names."""
    letters = mark.text.replace(",", "")
    runs = all(letter in INDEX_LETTERS or _picks(p, letter) for letter in letters)
    runs = runs and not (letters in _STEPS and not _stands_elsewhere(p, letters))
    return runs and not any(p.names.is_variable(x) or _marks_names(p, x) for x in letters)


def _stands_elsewhere(p: Reader, letter: str) -> bool:
    r"""Whether more than one place has a letter: the t of \eta_t = ... alone is a label."""
    return sum(token.text == letter for token in p.tokens) > 1


def _is_counted(p: Reader, letter: str) -> bool:
    """Whether n = 0, ..., 60 beside a statement says that n runs."""
    before = [None, *p.tokens]  # the t of p_t = 1 is no letter of its own
    around = zip(before, p.tokens, p.tokens[1:], strict=False)
    return any(
        one.text == letter and after.text == "=" and (first is None or first.text != "_")
        for first, one, after in around
    )


def _marks_names(p: Reader, letter: str) -> bool:
    """Whether names such as x_t and h_{t-1} are known: then a new h_t is a name, too."""
    if _is_counted(p, letter):
        return False
    labels = (name.rpartition("_")[2] for name in p.names.variables)
    return any(
        label == letter or label.startswith((f"{letter}-", f"{letter}+")) for label in labels
    )


def _picks(p: Reader, letter: str) -> bool:
    """Whether a letter stands as a subscript of an array that is known: d of h_d = b_d."""
    if not letter.isalpha():
        return False
    for place, token in enumerate(p.tokens[1:-1], 1):
        base = p.tokens[place - 1].text.removeprefix("\\")
        if token.text == "_" and p.names.is_variable(base):
            text = script_mark(p, place).text
            if letter in text and not p.names.is_variable(f"{base}_{text}"):
                return True
    return False


def _defines(p: Reader, place: int) -> bool:
    while p.tokens[place].kind in ("align", "row", "space"):
        place += 1
    token = p.tokens[place]
    related = token.kind in ("punct", "cmd") and RELATIONS.get(token.text) in _DEFINING
    return related or token.text in ("\\stackrel", "\\overset")


def _are_parameters(p: Reader, place: int) -> bool:
    """Whether nothing but names and commas stands in the parentheses."""
    operators = {"+", "-", "*", "/", "=", "(", "[", "!", "\\cdot", "\\times", "\\frac", "\\sum"}
    end, place = p.pairs[place], place + 1
    found = end > place
    while place < end:
        token = p.tokens[place]
        if token.text in ("_", "^") and token.kind == "punct":
            place = script_mark(p, place).end  # the t - 1 of x_{t-1} is a part of its name
            continue
        sign = token.kind in ("punct", "cmd") and token.text in operators
        found = found and not sign and token.kind != "num"
        place += 1
    return found
