r"""Functions and what they are called with: f(x), \sin x, \log_2(x), \sigma'(z), p(y \mid x)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from livecells.formula.syntax.arguments import (
    arguments,
    bare_argument,
    has_one_bar,
    is_order,
    order,
)
from livecells.formula.syntax.decorations import Decorations
from livecells.formula.syntax.divergences import OF_LAWS
from livecells.formula.syntax.foreign import FOREIGN, OPERATORS
from livecells.formula.syntax.marked import symbol
from livecells.formula.syntax.names import (
    ACCENTS,
    CONSTANTS,
    GREEK,
    OF_ARRAYS,
    builtin,
    is_builtin,
)
from livecells.formula.syntax.scripts import scripts
from livecells.formula.syntax.symbols import Written, written
from livecells.formula.syntax.tree import (
    Call,
    Div,
    EvaluatedAt,
    Index,
    Node,
    Pow,
    Reduction,
    Sym,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader
    from livecells.formula.syntax.tokens import Token


def name_or_call(p: Reader) -> Node:
    """A variable with its marks, or a function with what it is called with."""
    kind = p.token.kind
    name = written(p)
    for stands, read in (*OF_LAWS, (is_order, order)):
        if stands(p, name):
            return scripts(p, read(p, name), name.start)
    if _is_function(p, name, kind):
        return scripts(p, _function(p, name), name.start)
    dotted = p.tokens[name.start]
    if dotted.text in ("\\dot", "\\ddot") and not p.names.is_known(name.name):
        reason = f"{dotted.text} is not understood here: {FOREIGN[dotted.text]}"
        raise p.fault(reason, (dotted.start, dotted.end))
    p.pos = name.end
    if name.name in FOREIGN and not p.names.is_known(name.name):
        raise p.fault(
            f"{name.name} is not understood here: {FOREIGN[name.name]}", p.since(name.start)
        )
    if p.at("(") and p.token.gap < 3 and _calls_a_name(p, name, kind):
        return scripts(p, _call_of_a_variable(p, name), name.start)
    if p.at("[") and name.name in OPERATORS and name.name not in p.names.variables:
        raise p.fault(f"{name.name}[...]: {OPERATORS[name.name]}", p.since(name.start))
    if p.at("[") and _looks_like_an_entry(p):
        reason = "an entry is written x_1: brackets count from 0 in code, and here they may be a "
        raise p.fault(f"{reason}product")
    found = symbol(p, name)
    if p.at("^", "_"):
        raise p.fault("two scripts of one kind: write braces or parentheses")
    return scripts(p, found, name.start)


def _is_function(p: Reader, name: Written, kind: str) -> bool:
    if name.name in p.names.functions:
        return True
    single = kind == "letter" and len(name.name) == 1
    if single or not is_builtin(name.name) or name.name == "sqrt":
        return False
    if not p.names.is_variable(name.name):
        return True
    if p.tokens[name.end].text == "(" and name.name == "sigma":
        reason = "\\sigma has a value here and is the sigmoid too: write \\operatorname{sigmoid}(x)"
        raise p.fault(f"{reason}, or \\sigma \\cdot (x)")
    return False


def _calls_a_name(p: Reader, name: Written, kind: str) -> bool:
    """Whether name(...) is no product: a lone name or number, or a list, in the parentheses."""
    word = kind in ("word", "text") or (len(name.name) > 1 and name.name.isalpha())
    known = p.names.is_variable(name.name) or name.name in CONSTANTS
    closing = p.pairs[p.pos]
    inside = p.tokens[p.pos + 1 : closing]
    if (kind in ("word", "text") and not known) or has_one_bar(p):
        return True
    if not known and not (word and kind == "letter"):
        return False
    return _is_list_of_names(inside)


def _is_list_of_names(inside: Sequence[Token]) -> bool:
    """Names and numbers with commas between them, and marks on the names."""
    bases, pieces, place = 0, 1, 0
    while place < len(inside):
        token = inside[place]
        if token.text in ("_", "^") and token.kind == "punct":
            place = _behind_script(inside, place + 1)
            continue
        if token.text == ",":
            pieces += 1
        elif _is_base(token):
            bases += 1
        elif token.text not in ("{", "}", "'") and token.text[1:] not in ACCENTS:
            return False
        place += 1
    return 0 < bases == pieces


def _is_base(token: Token) -> bool:
    greek = token.kind == "cmd" and token.text[1:] in GREEK
    return greek or token.kind in ("letter", "num", "word", "text")


def _behind_script(inside: Sequence[Token], place: int) -> int:
    depth = 0
    while place < len(inside):
        depth += (inside[place].text == "{") - (inside[place].text == "}")
        place += 1
        if depth == 0:
            break
    return place


def _call_of_a_variable(p: Reader, name: Written) -> Node:
    """L(w) where L is a variable, for the evaluator to judge."""
    found = symbol(p, name)
    subs = found.subs if isinstance(found, Sym) else ()
    if not isinstance(found, Sym):
        raise p.fault("is this a product, or the value of a function? Write \\cdot", found.span)
    if found.name in OPERATORS and found.name not in p.names.variables:
        raise p.fault(f"{found.name}: {OPERATORS[found.name]}", found.span)
    p.pos = name.end
    args, given = arguments(p)
    return Call(found.name, args, subs=subs, given=given, span=p.since(name.start))


def _looks_like_an_entry(p: Reader) -> bool:
    inside = p.tokens[p.pos + 1 : p.pairs[p.pos]]
    return len(inside) == 1 and inside[0].kind in ("num", "letter") and not p.token.gap


def _function(p: Reader, name: Written) -> Node:
    """A call with its decorations; a function of the page alone is its name."""
    decorations = Decorations(p, name)
    p.pos = name.end
    start = name.start
    array = builtin(name.name) in OF_ARRAYS and name.name not in p.names.functions
    if not _has_argument(p, name):
        if decorations.primes or (decorations.subs and name.name in p.names.functions):
            primes, subs = decorations.primes, decorations.subs
            return Call(name.name, (), primes, (), subs, span=p.since(start))
        return symbol(p, name)
    args, given = _arguments(p)
    args, points = _pointed(args)
    subs = () if array else decorations.subs
    called = decorations.inverse or name.name
    call = Call(called, args, decorations.primes, (), subs, given, span=p.since(start))
    node: Node = call
    if points:
        node = EvaluatedAt(node, points, (), span=node.span)
    if decorations.base is not None:
        under = Call("log", (decorations.base,), span=decorations.base.span)
        node = Div(node, under, span=p.since(start))
    if array and decorations.subs:
        node = _of_entry(call, args, decorations.subs)
    if decorations.power is not None:
        node = Pow(node, decorations.power, span=p.since(start))
    return node


def _of_entry(node: Call, args: tuple[Node, ...], subs: tuple[Node, ...]) -> Node:
    r"""\operatorname{softmax}_j(x) is an entry of it; softmax_j(e_{ij}) is over the j of e_{ij}."""
    (over,) = subs if len(subs) == 1 else (None,)
    used = [sub for n in walk(args[0]) if isinstance(n, Sym) for sub in n.subs]
    if not isinstance(over, Sym) or over not in used:
        return Index(node, subs, span=node.span)
    power = Call("exp", args, span=node.span)
    whole = Reduction("sum", over.name, None, None, power, span=node.span)
    found: Node = Div(power, whole, span=node.span)
    return found if builtin(node.name) == "softmax" else Call("log", (found,), span=node.span)


def _has_argument(p: Reader, name: Written) -> bool:
    of_page = name.name in p.names.functions
    if p.at("(", "[") or (p.at("\\{") and not p.names.is_variable(name.name)):
        return True
    if of_page or name.name == "sigma":
        return False
    if p.at("\\circ") or p.tokens[name.start - 1].text == "\\circ":
        return False
    if not p.starts_factor():
        raise p.fault(f"the function {name.name} needs an argument in parentheses")
    return True


def _arguments(p: Reader) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    if p.at("(", "[", "\\{"):
        return arguments(p)
    return (bare_argument(p),), ()


def _pointed(
    args: tuple[Node, ...],
) -> tuple[tuple[Node, ...], tuple[tuple[Sym, Node], ...]]:
    """f'(x = 3) is f'(x) at x = 3."""
    points = tuple(
        (arg.points[0][0], arg.points[0][1])
        for arg in args
        if isinstance(arg, EvaluatedAt) and arg.points and arg.body == arg.points[0][0]
    )
    if not points:
        return args, ()
    plain = tuple(a.body if isinstance(a, EvaluatedAt) else a for a in args)
    return plain, points
