r"""What is read, on one screen: what begins an operand, what follows one, and how tight it binds.

    loose   + -                              SUM
            \cdot \times * \odot \circ /     PRODUCT   and the bar |_{x=1}
            one factor beside another        BESIDE
    tight   ^ _ ' !                          read with the operand that they stand behind

\sum, \lim and a sign take the rest of their term (from PRODUCT on), \prod and \frac{d}{dx} the
factors beside them (from BESIDE on), \nabla_x as many as its variable is written in, a function in
front of no parenthesis one operand. A relation, a comma or a row ends an expression.
"""

from __future__ import annotations

from collections.abc import Callable

from livecells.formula.syntax import (
    arithmetic,
    braces,
    calls,
    composed,
    conditions,
    delimiters,
    layouts,
    limits,
    moments,
    norms,
    operators,
    scripts,
    sums,
)
from livecells.formula.syntax.arithmetic import BESIDE, PRODUCT, PRODUCTS, SUM
from livecells.formula.syntax.commands import DECORATIONS
from livecells.formula.syntax.names import ACCENTS, BUILTIN, GREEK
from livecells.formula.syntax.reader import DOTS, Grammar, Infix, Reader
from livecells.formula.syntax.tree import Node

Read = Callable[[Reader], Node]


def closed(read: Read) -> Read:
    """An operand with what stands behind it: powers, subscripts, primes."""

    def with_scripts(p: Reader) -> Node:
        start = p.pos
        return scripts.scripts(p, read(p), start)

    return with_scripts


def _number(p: Reader) -> Node:
    if p.token.bold and p.token.text == "1":
        after = p.peek()
        condition = after.text in ("[", "\\{", "(") or (
            after.text == "_" and _holds_condition(p, p.pos + 1)
        )
        return conditions.indicator(p) if condition else arithmetic.ones(p)
    if p.token.bold:
        return calls.name_or_call(p)
    return scripts.plain_number(p)


def _holds_condition(p: Reader, place: int) -> bool:
    end = p.pairs[place + 1] if place + 1 < len(p.pairs) else -1
    inside = p.tokens[place + 1 : end] if end > 0 else []
    return any(t.text in _COMPARING for t in inside)


def _brace(p: Reader) -> Node:
    r"""\left\{ with \right. holds cases, \{ with \} an expression or a set."""
    table = p.tokens[p.pairs[p.pos]].kind == "null"
    return layouts.braced_table(p) if table else delimiters.brace(p)


def _identity(p: Reader) -> Node:
    r"""\mathbb{I}_3 is the identity, \mathbb{I}[x > 0] an indicator."""
    if p.peek().text in ("[", "(", "\\{"):
        return conditions.indicator(p)
    p.tokens[p.pos] = type(p.token)("letter", "I", p.token.start, p.token.end)
    return calls.name_or_call(p)


_COMPARING = frozenset({"=", "<", ">", "\\le", "\\leq", "\\ge", "\\geq", "\\ne", "\\neq", "\\in"})

OPERANDS: dict[str, Read] = {
    "<num>": _number,
    "<name>": calls.name_or_call,
    "<word>": calls.name_or_call,
    "<text>": calls.name_or_call,
    "<bar>": closed(norms.between_bars),
    "<null>": delimiters.null_group,
    "<begin>": closed(layouts.environment),
    "(": closed(delimiters.parenthesis),
    "[": closed(delimiters.bracket),
    "\\{": closed(_brace),
    "{": delimiters.group,
    "\\langle": closed(delimiters.inner_product),
    "\\lfloor": closed(delimiters.rounded),
    "\\lceil": closed(delimiters.rounded),
    "-": arithmetic.signed,
    "+": arithmetic.signed,
    **dict.fromkeys(("\\frac", "\\tfrac", "\\dfrac", "\\cfrac"), arithmetic.fraction),
    **dict.fromkeys(("\\binom", "\\tbinom", "\\dbinom"), arithmetic.binomial),
    "\\sqrt": arithmetic.root,
    "\\infty": arithmetic.infinity,
    "\\Pr": moments.probability,
    "\\sum": sums.reduction,
    "\\prod": sums.reduction,
    "\\max": sums.maximum,
    "\\min": sums.maximum,
    "\\argmax": sums.reduction,
    "\\argmin": sums.reduction,
    "\\arg": sums.optimum,
    "\\underset": limits.underset,
    "\\lim": limits.limit,
    "\\int": limits.integral,
    "\\nabla": operators.nabla,
    "\\partial": operators.partial,
    "\\indicator": conditions.indicator,
    "\\identity": _identity,
    "\\underbrace": braces.labelled,
    "\\overbrace": braces.labelled,
    **{f"\\{name}": closed(delimiters.decoration) for name in DECORATIONS},
}
INFIX = {
    "+": Infix(SUM, arithmetic.sums),
    "-": Infix(SUM, arithmetic.sums),
    **dict.fromkeys(PRODUCTS, Infix(PRODUCT, arithmetic.products)),
    "\\circ": Infix(PRODUCT, composed.composition),
    **dict.fromkeys(("/", "\\div", "\\oslash"), Infix(PRODUCT, arithmetic.quotient)),
    **dict.fromkeys(DOTS - {"\\vdots", "\\ddots"}, Infix(BESIDE, arithmetic.dots_beside)),
}


def _letter(p: Reader) -> Node:
    if p.token.text == "d":
        return operators.letter_d(p)
    if p.token.text == "D":
        return operators.capital_d(p)
    return calls.name_or_call(p)


def _word(p: Reader) -> Node:
    name = p.token.text.replace("*", "")
    if name in ("argmax", "argmin", "max", "min") and p.peek().text == "_":
        return sums.reduction(p)
    return calls.name_or_call(p)


NAMES = {f"\\{name}": calls.name_or_call for name in (*GREEK, *ACCENTS, *BUILTIN) if name != "sqrt"}
GRAMMAR = Grammar(
    operands={**NAMES, **OPERANDS, "<letter>": _letter, "<word>": _word},
    infix=INFIX,
    beside=Infix(BESIDE, arithmetic.beside),
    bar=Infix(PRODUCT, operators.bar),
)
