r"""A display cut into statements: rows, `, \qquad`, `\implies`; a row that begins with `=` goes on.

Each statement is a list of tokens that ends in an `end` token; the parser reads one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.tokens import Token, tokenize

RELATIONS = {
    "=": "=", ":=": "=", "\\equiv": "=", "\\coloneqq": "=", "\\triangleq": "=",
    "\\approx": "~", "\\simeq": "~", "\\doteq": "~",
}  # fmt: skip
COMPARISONS = {
    "<": "<", ">": ">", "\\lt": "<", "\\gt": ">", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=",
    "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "\\ne": "!=", "\\neq": "!=",
}  # fmt: skip
_ARROWS = {
    "\\implies",
    "\\Rightarrow",
    "\\Longrightarrow",
    "\\iff",
    "\\Leftrightarrow",
    "\\therefore",
}
_OPEN = {"(", "[", "{", "\\{", "\\langle"}
_CLOSE = {")", "]", "}", "\\}", "\\rangle"}
_CONTINUES = {"+", "-", "*", "/", "\\cdot", "\\times", "\\odot"}
_JOINING = {
    "and",
    "so",
    "hence",
    "thus",
    "therefore",
    "where",
    "with",
    "since",
    "because",
    "then",
    "for",
}
DOTS = {"\\dots", "\\ldots", "\\cdots", "\\dotsc"}
_EXPONENT_LETTERS = {"T"}


@dataclass
class Statement:
    """Tokens of one statement, and the index ranges (letter, first, last) stated beside it."""

    tokens: list[Token]
    ranges: list[tuple[str, Token, Token]] = field(default_factory=list)


@dataclass
class _Piece:
    tokens: list[Token]
    hard: bool  # cut off by a comma or an arrow, not merely by a row or a \quad


def statements(tex: str, known: Callable[[str], bool]) -> list[Statement]:
    r"""The statements of a display, in order.

    Args:
        tex: The display.
        known: Says which names \text{...} may stand for.

    Raises:
        FormulaError: There is no equation in it, or brackets do not match.
    """
    tokens = list(_without_labels(tokenize(tex), known, tex))
    result: list[Statement] = []
    for piece in _pieces(tokens, tex):
        _place(piece, result)
    if not result:
        raise FormulaError("there is no equation here", tex)
    for statement in result:
        _demand_relation(statement.tokens, tex)
        last = statement.tokens[-1].end
        statement.tokens.append(Token("end", "", last, last + 1))
    return result


def _without_labels(tokens: list[Token], known: Callable[[str], bool], tex: str) -> Iterator[Token]:
    r"""Turn \text{...} into a name (x.grad too), a separator, or nothing; else an error."""
    for place, token in enumerate(tokens):
        if token.kind == "text" and re.fullmatch(r"[A-Za-z][\w.]*", token.text):
            yield from _word(token, known, tokens[place - 1] if place else None, tex)
        elif token.text == "\\forall" or (token.kind == "text" and _joins(token.text)):
            yield Token("punct", ";", token.start, token.end)
        elif token.kind != "text" and token.text != "$":
            yield token


def _joins(text: str) -> bool:
    """Whether a text such as `and hence` or `for all` stands between two statements."""
    return text.split(" ")[0].strip(",") in _JOINING


def _word(
    token: Token, known: Callable[[str], bool], before: Token | None, tex: str
) -> Iterator[Token]:
    r"""One word in \text: a known name, a subscript label, the letter T, a joining word."""
    in_script = before is not None and before.text in ("_", "^", "{")
    if known(token.text) or in_script:
        kind = "letter" if token.text in _EXPONENT_LETTERS else "name"
        yield Token(kind, token.text, token.start, token.end)
    elif token.text in _JOINING:
        yield Token("punct", ";", token.start, token.end)
    elif token.text not in ("if", "otherwise", "else", "when", "times"):
        raise FormulaError(
            f"\\text{{{token.text}}} is neither a name known here nor a label: give it in `at` or "
            f"define it, or write a label as \\text{{({token.text})}}",
            tex,
            (token.start, token.end),
        )


def _pieces(tokens: list[Token], tex: str) -> Iterator[_Piece]:
    """Cut at separators outside of every bracket; `hard` describes the cut before the piece."""
    depth: list[Token] = []
    current: list[Token] = []
    hard = True
    for token in tokens:
        if token.text in _OPEN or token.kind == "begin":
            depth.append(token)
        elif token.text in _CLOSE or token.kind == "env-end":
            if not depth:
                raise FormulaError("this closes nothing", tex, (token.start, token.end))
            depth.pop()
        if depth or not _separates(token):
            if depth or token.text != "&":
                current.append(token)
            continue
        yield _Piece(current, hard)
        current, hard = [], token.kind not in ("row", "soft")
    if depth:
        raise FormulaError("this is never closed", tex, (depth[-1].start, depth[-1].end))
    yield _Piece(current, hard)


def _separates(token: Token) -> bool:
    return token.kind in ("row", "soft") or token.text in _ARROWS | {",", ";"}


def _demand_relation(tokens: list[Token], tex: str) -> None:
    if not any(token.text in RELATIONS for token in _outside(tokens)):
        raise FormulaError("this is no equation", tex, (tokens[0].start, tokens[-1].end))


def _place(piece: _Piece, result: list[Statement]) -> None:
    """Append a piece as a new statement, or to the one that it continues."""
    tokens = [t for t in piece.tokens if t.kind != "soft"]
    if tokens and tokens[-1].text == ".":
        tokens = tokens[:-1]
    if not tokens:
        return
    if result and (_begins(tokens, RELATIONS) or _goes_on(piece, tokens)):
        result[-1].tokens.extend(tokens)
    elif result and _states_range(tokens, result[-1]):
        return
    else:
        result.append(Statement(tokens))


def _begins(tokens: list[Token], texts: Iterable[str]) -> bool:
    return tokens[0].text in texts


def _goes_on(piece: _Piece, tokens: list[Token]) -> bool:
    r"""A row or \quad part that only adds to the expression before it."""
    has_relation = any(t.text in RELATIONS for t in _outside(tokens))
    return not piece.hard and (
        _begins(tokens, {"+"}) or (_begins(tokens, _CONTINUES) and not has_relation)
    )


def _outside(tokens: list[Token]) -> Iterator[Token]:
    """The tokens outside of every bracket."""
    depth = 0
    for token in tokens:
        if token.text in _CLOSE or token.kind == "env-end":
            depth -= 1
        if depth == 0:
            yield token
        if token.text in _OPEN or token.kind == "begin":
            depth += 1


def _states_range(tokens: list[Token], statement: Statement) -> bool:
    r"""What `for all i` or `i = 1, \dots, n` leaves: a letter alone, or a range in three pieces."""
    if len(tokens) == 1 and _is_index_of(tokens[0].text, statement):
        return True
    texts = [t.text for t in tokens]
    pending = statement.ranges and statement.ranges[-1][2].kind == "end"
    if pending and len(tokens) == 1 and texts[0] in DOTS:
        return True
    if pending and len(tokens) == 1 and tokens[0].kind in ("num", "letter"):
        letter, first, _ = statement.ranges.pop()
        statement.ranges.append((letter, first, tokens[0]))
        return True
    begins = [t.kind for t in tokens] == ["letter", "punct", "num"] and texts[1] == "="
    if begins and _is_index_of(texts[0], statement):
        unfinished = Token("end", "", tokens[2].end, tokens[2].end + 1)
        statement.ranges.append((texts[0], tokens[2], unfinished))
        return True
    return False


def _is_index_of(letter: str, statement: Statement) -> bool:
    """Whether the letter occurs in a subscript of the statement."""
    braced = False
    for before, token in zip(statement.tokens, statement.tokens[1:], strict=False):
        if before.text == "_" or braced:
            braced = token.text == "{" or (braced and token.text != "}")
            if token.text == letter:
                return True
    return False
