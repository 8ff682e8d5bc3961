r"""Environments that only lay out, and what each & stands between."""

from __future__ import annotations

from dataclasses import replace

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.commands import LAYOUTS, ONE_RELATION
from livecells.formula.syntax.tokens import Token

RELATED = frozenset("=<>") | {"\\approx", "\\le", "\\ge", "\\equiv", "\\leftarrow"}


def laid_out(tokens: list[Token], tex: str) -> list[Token]:
    """Environments that only lay out fall away; each & gets its kind."""
    result: list[Token] = []
    open_environments: list[Token] = []
    columns = [0]
    for token in _arrays_of_equations(tokens):
        if token.kind == "begin":
            open_environments.append(token)
            columns.append(0)
        elif token.kind == "end":
            _close(open_environments, token, tex)
            columns.pop()
        if token.kind in ("begin", "end") and token.text in LAYOUTS:
            if token.kind == "end":
                result.append(replace(token, kind="row", text="\\\\"))
        elif token.text == "&" and token.kind == "punct" and _ends_relation(result):
            result.append(replace(token, kind="align"))
        elif token.text == "&" and token.kind == "punct":
            columns[-1] += 1
            result.append(replace(token, kind=_cell_kind(open_environments, columns[-1])))
        else:
            columns[-1] = 0 if token.kind == "row" else columns[-1]
            result.append(token)
    if open_environments:
        raise never_closed(open_environments[-1], tex)
    return result


def _ends_relation(before: list[Token]) -> bool:
    """Whether an & is the second around a relation: x &=& y."""
    last = before[-2:]
    return len(last) == 2 and last[0].kind == "align" and last[1].text in RELATED


def _arrays_of_equations(tokens: list[Token]) -> list[Token]:
    r"""\begin{array}{rcl} with cells that begin with a relation lays out as eqnarray does."""
    result = list(tokens)
    waiting: list[int] = []
    related: set[int] = set()
    celled: set[int] = set()
    for number, token in enumerate(tokens):
        if token.kind == "begin":
            waiting.append(number)
        elif token.text == "&" and waiting:
            behind = tokens[min(number + 1, len(tokens) - 1)]
            related -= set() if waiting[-1] in celled else {waiting[-1]}
            related |= {waiting[-1]} if behind.text in RELATED else set()
            celled.add(waiting[-1])
        elif token.text == "=" and waiting and waiting[-1] not in celled:
            related.add(waiting[-1])
        elif token.kind == "end" and waiting:
            opened = waiting.pop()
            before = tokens[opened - 1] if opened else token
            if before.text == "\\{" and before.side == "left" and token.text in LAYOUTS:
                for place in (opened, number):  # of \left\{ and \right.
                    result[place] = replace(tokens[place], text="cases")
            braced = opened > 0 and before.text in ("\\{", "(", "[", "{")
            if tokens[opened].text == token.text == "array" and opened in related and not braced:
                for place in (opened, number):
                    result[place] = replace(tokens[place], text="eqnarray")
    return result


def _close(open_environments: list[Token], token: Token, tex: str) -> None:
    if not open_environments:
        raise FormulaError("this closes nothing", tex, (token.start, token.end))
    opened = open_environments.pop()
    if opened.text != token.text:
        reason = f"\\end{{{token.text}}} stands where \\begin{{{opened.text}}} has to be closed"
        raise FormulaError(reason, tex, (token.start, token.end))


def _cell_kind(open_environments: list[Token], count: int) -> str:
    """What the & so far right in its row is."""
    environment = open_environments[-1].text if open_environments else "aligned"
    if environment not in LAYOUTS:
        return "cell"
    return "align" if count % 2 or environment in ONE_RELATION else "column"


def never_closed(token: Token, tex: str) -> FormulaError:
    """The error for what opens and has no end."""
    return FormulaError("this is never closed", tex, (token.start, token.end))
