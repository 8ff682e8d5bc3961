r"""Names with parentheses: tables as Q(s, a), and P(A \mid B) or E[g^2]_t as one name each.

A function is defined by its page. What is given in `at`, or stands beside what is, can be no
function: an array Q with letters that have no value, Q(s, a), is its entry in row s and column a,
and a key of `at` such as `P(A \mid B)` is the name of one number, or of a table. Both become plain
names before the display is read, so that the rest of the grammar knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import ACCENTS, GREEK, is_builtin
from livecells.formula.syntax.symbols import Written, script_mark, spelled, spelling, written
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import Sym

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_WITH_BRACKETS = re.compile(r"[^(\[]*[^(\[^_][(\[]")
_MEANS = frozenset({"\\mathbb{E}", "E", "\\mathbb{V}", "Var", "var", "Cov", "cov", "Std"})
_LAYING_OUT = frozenset({"align", "row", "space", "column"})
_AS_SUBSCRIPT = {"|": ",", ";": ",", "\\cdot": ":"}
_DEFINING = frozenset({"=", ":="})


def is_bracketed(name: str) -> bool:
    """Whether a name of `at` has brackets of its own: P(A), and not W^[1] or x^(t+1)."""
    return _WITH_BRACKETS.match(name) is not None


def canonical(tokens: Iterable[Token]) -> str:
    """One spelling of a name with brackets."""
    return "".join(spelling(t) for t in tokens if t.text not in ("{", "}") and t.kind != "space")


def bracketed_key(p: Reader, name: Written) -> str | None:
    r"""The spelling of a key such as P(A \mid B) or E[g^2]_{t-1}; None where it is none."""
    opened = p.tokens[name.end]
    if opened.text not in ("(", "[") or opened.kind != "punct":
        return None
    end = p.pairs[name.end] + 1
    while p.tokens[end].text in ("_", "^", "'"):
        end = script_mark(p, end).end
    return canonical(p.tokens[:end]) if p.tokens[end].kind == "eof" else None


def with_tables(p: Reader) -> list[Token]:
    """The tokens of the display, with entries of tables and names with brackets as plain names."""
    return _Tables(p).tokens()


def letters_of_brackets(p: Reader, opened: int) -> tuple[tuple[str, ...], ...] | None:
    r"""The letters of (x, z) or of (z \mid x), in front of the bar and behind it; else None."""
    if p.tokens[opened].text != "(" or p.tokens[p.pairs[opened] + 1].kind != "eof":
        return None
    inside = p.tokens[opened + 1 : p.pairs[opened]]
    bars = [k for k, token in enumerate(inside) if token.text == "|"]
    parts = [inside] if not bars else [inside[: bars[0]], inside[bars[0] + 1 :]]
    letters = tuple(map(_letters, parts))
    return letters if all(letters) and len(bars) < 2 else None


def drawn_letters(law: Sym) -> tuple[Sym, ...]:
    r"""The letters of a law with brackets that stand in front of its bar: z of q(z \mid x)."""
    before = re.split(r"[(\[]", law.name)[1].partition("|")[0] if is_bracketed(law.name) else ""
    count = len(before.strip(")").split(",")) if before else 0
    return tuple(sub for sub in law.subs[:count] if isinstance(sub, Sym))


class _Tables:
    def __init__(self, p: Reader) -> None:
        self.p = p
        known = [*p.names.variables, *p.names.functions]
        self.given = {name for name in known if is_bracketed(name)}
        self.bases = {re.split(r"[(\[]", name)[0] for name in self.given}
        self.calls = list(self._calls()) if self.given or p.names.arrays else []
        self.letters = {x for call in self.calls if self._is_table(call) for x in call.letters}
        self.letters |= self._given() | (self._below() if self.calls else set())

    def tokens(self) -> list[Token]:
        found, place = [], 0
        tokens = self.p.tokens[:-1]
        for call in self.calls:
            if call.start < place:
                continue
            new = self._read(call)
            if new:
                found += [*tokens[place : call.start], *new[0]]
                place = new[1]
        return [*found, *tokens[place:]]

    def _read(self, call: _Call) -> tuple[list[Token], int] | None:
        """What stands for a name with brackets, and where it ends."""
        for end in call.ends:
            name = canonical(self.p.tokens[call.start : end])
            if name in self.given:
                return self._whole(call, name, end), end
        like = self._like(call)
        if like is not None:
            return self._entry(call, like), call.ends[-1]
        if call.base in self.bases and call.defines:
            name = canonical(self.p.tokens[call.start : call.ends[0]])
            return self._whole(call, name, call.ends[0]), call.ends[0]
        if self._is_table(call) or self._is_new_table(call):
            return self._entry(call, call.base), call.ends[-1]
        return None

    def _like(self, call: _Call) -> str | None:
        r"""The table P(y \mid x) of `at` that P(y' \mid x') and P(\cdot \mid x) are of."""
        if not call.letters or not self._are_free(call):
            return None
        text = canonical(self.p.tokens[call.opened : call.ends[-1]]).replace("'", "")
        parts = [re.escape(part) for part in text.split("cdot")]
        pattern = re.compile(re.escape(call.base) + "[a-z]".join(parts))
        found = [
            n
            for n in self.given
            if n in self.p.names.arrays and pattern.fullmatch(n.replace("'", ""))
        ]
        return found[0] if len(found) == 1 else None

    def _whole(self, call: _Call, name: str, end: int) -> list[Token]:
        table = name in self.p.names.arrays and end == call.ends[-1] and self._are_free(call)
        new = name not in self.given and bool(call.letters) and set(call.letters) <= self._given()
        if (table or new) and self._are_free(call):
            return self._entry(call, name)
        first, last = self.p.tokens[call.start], self.p.tokens[end - 1]
        return [replace(first, kind="word", text=name, end=last.end, upright=True)]

    def _given(self) -> set[str]:
        """The letters of the tables that `at` gives by name, p(x, y)."""
        arrays = (name for name in self.given if name in self.p.names.arrays)
        return {x for name in arrays for x in re.findall(r"[a-z]'*", re.split(r"[(\[]", name)[1])}

    def _below(self) -> set[str]:
        """The letters that stand alone below arrays: i of p_i."""
        tokens, known = self.p.tokens, self.p.names
        return {
            mark.text
            for place, token in enumerate(tokens[1:-1], 1)
            if token.text == "_" and tokens[place - 1].text.removeprefix("\\") in known.arrays
            if len((mark := script_mark(self.p, place)).text) == 1 and mark.text.isalpha()
            if not known.is_variable(mark.text)
        }

    def _entry(self, call: _Call, name: str) -> list[Token]:
        """Q_{s, a} for Q(s, a)."""
        first, last = self.p.tokens[call.start], self.p.tokens[call.ends[-1] - 1]
        behind = replace(last, kind="punct", side="", gap=0.0, start=last.end)
        inside = self.p.tokens[call.opened + 1 : call.ends[-1] - 1]
        subs = [
            replace(t, kind="punct", text=_AS_SUBSCRIPT[t.text]) if t.text in _AS_SUBSCRIPT else t
            for t in inside
        ]
        head = replace(first, kind="word", text=name, end=self.p.tokens[call.opened - 1].end)
        marks = [replace(behind, text="_"), replace(behind, text="{")]
        return [head, *marks, *subs, replace(behind, text="}")]

    def _is_table(self, call: _Call) -> bool:
        return call.base in self.p.names.arrays and (self._are_free(call) or self._picks(call))

    def _picks(self, call: _Call) -> bool:
        """Whether a list of two letters and more, Q(s, a), has numbers among them: no product."""
        names, letters = self.p.names, set(call.letters)
        several = len(letters) == len(call.letters) > 1
        return several and all(not names.is_variable(x) or x in names.numbers for x in letters)

    def _is_new_table(self, call: _Call) -> bool:
        """Whether a statement begins with V(s), and s runs over a table elsewhere in it."""
        known = self.p.names.is_known(call.base) or call.base.partition("_")[0] in _MEANS
        return (
            call.defines and not known and bool(call.letters) and set(call.letters) <= self.letters
        )

    def _are_free(self, call: _Call) -> bool:
        distinct = bool(call.letters) and len(set(call.letters)) == len(call.letters)
        return distinct and not any(map(self.p.names.is_variable, call.letters))

    def _calls(self) -> Iterator[_Call]:
        """Every name with brackets behind it."""
        for place, token in enumerate(self.p.tokens):
            if token.text in ("(", "[") and token.kind == "punct" and place:
                call = _call(self.p, place)
                if call is not None:
                    yield call


class _Call:
    """A name with brackets behind it; `ends` are the places behind its marks and before them."""

    def __init__(self, p: Reader, start: int, opened: int, base: str) -> None:
        self.start, self.opened, self.base = start, opened, base
        self.letters = _letters(p.tokens[opened + 1 : p.pairs[opened]])
        self.ends = [p.pairs[opened] + 1]
        if p.tokens[self.ends[0]].text in ("_", "^"):
            self.ends.insert(0, script_mark(p, self.ends[0]).end)
        self.defines = _begins(p.tokens, start) and _relates(p.tokens, self.ends[0])


def _call(p: Reader, opened: int) -> _Call | None:
    start = _beginning(p, opened)
    token = p.tokens[start]
    command = token.text[1:] in GREEK or token.text[1:] in ACCENTS
    if token.kind not in ("letter", "word", "text") and not (token.kind == "cmd" and command):
        return None
    p.reset(start)
    try:
        name = written(p)
    except FormulaError:
        return None
    finally:
        p.reset(0)
    base = spelled(name.name, name.marks)
    plain = name.end == opened and base not in p.names.functions
    return _Call(p, start, opened, base) if plain and not is_builtin(base) else None


def _beginning(p: Reader, opened: int) -> int:
    """Where the name in front of a bracket begins: back over its scripts and primes."""
    place = opened - 1
    while place > 0:
        start = p.pairs[place] if p.tokens[place].text == "}" else place
        if p.tokens[place].text == "'" or p.tokens[start - 1].text in ("_", "^"):
            place = start - (1 if p.tokens[place].text == "'" else 2)
            continue
        accent = p.tokens[start - 1].text[1:] in ACCENTS
        return start - 1 if accent else start
    return max(place, 0)


def _letters(inside: Sequence[Token]) -> tuple[str, ...]:
    """The letters, with their primes, of a list of nothing else; else none."""
    found: list[str] = []
    apart = True
    for token in inside:
        if token.text in (",", "|", ";"):
            apart = True
        elif token.text == "'" and found:
            found[-1] += "'"
        elif apart and (token.text == "\\cdot" or _is_small_letter(token)):
            found.append(token.text)
            apart = False
        else:
            return ()
    return tuple(found)


def _is_small_letter(token: Token) -> bool:
    return token.kind == "letter" and token.text.isalpha() and token.text.islower()


def _begins(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1] if place else None
    return before is None or before.kind in _LAYING_OUT or before.text in (",", ";", "begin")


def _relates(tokens: Sequence[Token], place: int) -> bool:
    while tokens[place].kind in _LAYING_OUT:
        place += 1
    return tokens[place].text in _DEFINING and tokens[place].kind == "punct"
