r"""The tokens of a display put in order: environments, `&`, `\over`, what a box or a brace holds.

Afterwards each bracket has its partner, each `&` says what it stands between, and nothing that
prints is gone.
"""

from __future__ import annotations

from dataclasses import replace

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.commands import DECORATIONS
from livecells.formula.syntax.environments import RELATED, laid_out, never_closed
from livecells.formula.syntax.moved import below_means, for_all_behind, without_braces
from livecells.formula.syntax.names import BUILTIN, GREEK
from livecells.formula.syntax.tokens import BREAKS, Token

_OPENING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "\\langle": "\\rangle", "begin": "end",
            "\\lfloor": "\\rfloor", "\\lceil": "\\rceil"}  # fmt: skip
_CLOSING = frozenset(_OPENING.values())
_MARKS = _OPENING.keys() | _CLOSING
_ENDS = ("begin", "end")  # of an environment
_SPLIT = {"\\over": "\\frac", "\\choose": "\\binom"}
_OPERATORS = frozenset("+-=<>*/,") | {"\\cdot", "\\times", "\\approx", "\\le", "\\ge", "\\odot"}
_SEPARATING = RELATED | {",", "."}
_BEFORE_BREAK = _OPERATORS | {"(", "[", "\\{"}
_AFTER_BREAK = _OPERATORS | {")", "]", "\\}"}


def structured(tokens: list[Token], tex: str) -> list[Token]:
    """The tokens with their environments and braces put in order.

    Raises:
        FormulaError: Something opens and is not closed by its own kind.
    """
    laid = laid_out(tokens, tex)
    laid = _norms(laid)
    laid = for_all_behind(below_means(without_braces(laid)))
    laid = _split_groups(laid, tex)
    laid = _without_boxes(laid, partners(laid, tex))
    return _joined_lines(laid, partners(laid, tex))


# --- brackets -------------------------------------------------------------------------------------


def partners(tokens: list[Token], tex: str) -> list[int]:
    """For each bracket the number of the one that belongs to it; -1 for other tokens."""
    found = [-1] * len(tokens)
    waiting: list[int] = []
    for number, token in enumerate(tokens):
        if not token.side and token.text not in _MARKS and token.kind not in _ENDS:
            continue
        if _opens(token):
            waiting.append(number)
        elif _closes(token):
            if not waiting:
                raise FormulaError("this closes nothing", tex, (token.start, token.end))
            opened = waiting.pop()
            _match(tokens[opened], token, tex)
            found[opened], found[number] = number, opened
    if waiting:
        raise never_closed(tokens[waiting[-1]], tex)
    return found


def _opens(token: Token) -> bool:
    if token.side == "left":
        return True
    return token.kind == "begin" or (token.kind in ("punct", "cmd") and token.text in _OPENING)


def _closes(token: Token) -> bool:
    if token.side == "right":
        return True
    return token.kind == "end" or (token.kind in ("punct", "cmd") and token.text in _CLOSING)


def _match(opened: Token, closed: Token, tex: str) -> None:
    if "left" in (opened.side,) or closed.side == "right":
        fits = (opened.side, closed.side) == ("left", "right") and (
            opened.kind == closed.kind == "bar"
            or "null" in (opened.kind, closed.kind)
            or _OPENING.get(opened.text) == closed.text
        )
    else:
        fits = opened.kind == "begin" or _OPENING.get(opened.text) == closed.text
    if not fits:
        what = opened.text if opened.kind != "null" else "\\left."
        raise FormulaError(f"{what} is not closed by this", tex, (closed.start, closed.end))


def _norms(tokens: list[Token]) -> list[Token]:
    """||x|| written with four plain bars: two pairs that follow each other are two norms' ends."""
    plain = [i for i, t in enumerate(tokens) if t.kind == "bar" and t.text == "|" and not t.side]
    pairs = [
        place for place in range(len(plain) - 1)
        if plain[place] + 1 == plain[place + 1]
        and tokens[plain[place]].end == tokens[plain[place + 1]].start
    ]  # fmt: skip
    merged = {plain[place] for place in pairs if _is_between_arguments(tokens, plain[place])}
    place = 0
    while place < len(pairs) - 1:
        first, second = pairs[place], pairs[place + 1]
        if second == first + 2:
            merged |= {plain[first], plain[second]}
            place += 2
        else:
            place += 1
    result: list[Token] = []
    for number, token in enumerate(tokens):
        if number in merged:
            result.append(replace(token, text="||", end=tokens[number + 1].end))
        elif number - 1 not in merged:
            result.append(token)
    return result


def _is_between_arguments(tokens: list[Token], place: int) -> bool:
    """Whether || is the only bar within its brackets: D(p||q), and no norm."""
    ends = []
    for step in (-1, 1):
        at, depth = place + (2 if step > 0 else -1), 0
        while 0 <= at < len(tokens) and (depth or tokens[at].text not in _BRACKETS[step]):
            if tokens[at].kind == "bar":
                return False
            depth += tokens[at].text in _BRACKETS[-step]
            depth -= tokens[at].text in _BRACKETS[step]
            at += step
        ends.append(0 <= at < len(tokens))
    return all(ends)


_BRACKETS = {1: (")", "]", "}", "end"), -1: ("(", "[", "{", "begin")}

# --- braces ---------------------------------------------------------------------------------------


def _split_groups(tokens: list[Token], tex: str) -> list[Token]:
    r"""{a \over b} as \frac{a}{b}, {n \choose k} as \binom{n}{k}; {=} and {d} without braces."""
    pairs = partners(tokens, tex)
    before: dict[int, Token] = {}
    cut: dict[int, Token] = {}
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token.text == "{" and token.kind == "punct":
            opened.append(number)
        elif opened and number == pairs[opened[-1]]:
            opened.pop()
        elif token.text in _SPLIT and token.kind == "cmd":
            if not opened or opened[-1] in before:
                raise FormulaError(
                    f"write \\frac{{...}}{{...}} for {token.text}", tex, (token.start, token.end)
                )
            before[opened[-1]] = replace(token, text=_SPLIT[token.text])
            cut[number] = token
    dropped = _needless_braces(tokens, pairs)
    result: list[Token] = []
    for number, token in enumerate(tokens):
        if number in before:
            result.append(before[number])
        if number in cut:
            result += [
                replace(token, kind="punct", text="}"),
                replace(token, kind="punct", text="{"),
            ]
        elif number not in dropped:
            result.append(token)
    return result


def _needless_braces(tokens: list[Token], pairs: list[int]) -> set[int]:
    """The braces of {=}, {-}, {,}, and of {d} at the beginning of a group or of a product."""
    dropped: set[int] = set()
    for number, token in enumerate(tokens):
        if token.text == "{" and token.kind == "punct" and pairs[number] == number + 2:
            inside = tokens[number + 1]
            sign = inside.kind == "punct" and inside.text in _OPERATORS
            before = tokens[number - 1].text if number else "{"
            differential = inside.text == "d" and before in ("{", "(", "=")
            if (sign or inside.text in _OPERATORS or differential) and before not in "_^":
                dropped |= {number, number + 2}
        elif _holds_arguments(tokens, pairs, number) or _holds_function(tokens, pairs, number):
            dropped |= {number, pairs[number]}
    return dropped


def _holds_function(tokens: list[Token], pairs: list[int], number: int) -> bool:
    r"""Whether braces that belong to no command hold a name that is called: {f_\theta}(x)."""
    end = pairs[number]
    if tokens[number].text != "{" or end < 0 or end + 1 >= len(tokens) or end > number + 7:
        return False
    before = tokens[number - 1] if number else None
    if before is not None and (before.text in ("_", "^", "}", "]") or before.kind == "cmd"):
        operator = before.text in _OPERATORS
        group = before.text == "}" and not _is_first_of_two(tokens, pairs, number - 1)
        if not operator and not group:
            return False
    inside = tokens[number + 1 : end]
    if not inside:
        return False
    name = inside[0].kind in ("letter", "word", "text") or inside[0].text[1:] in GREEK
    marks = len(inside) == 1 or inside[1].text in ("_", "^", "'")
    return tokens[end + 1].text == "(" and name and marks


def _is_first_of_two(tokens: list[Token], pairs: list[int], closing: int) -> bool:
    r"""Whether a group is the first one behind \frac, which takes two."""
    opened = pairs[closing]
    return opened > 0 and tokens[opened - 1].text.endswith(("frac", "binom", "set", "rel"))


def _holds_arguments(tokens: list[Token], pairs: list[int], number: int) -> bool:
    r"""Whether braces behind a name hold a parenthesis and nothing else: \sigma{(z)}."""
    opens = tokens[number].text == "{" and number > 0 and pairs[number] > number + 2
    if not opens or tokens[number + 1].text != "(" or pairs[number + 1] != pairs[number] - 1:
        return False
    before = tokens[number - 1]
    named = before.kind in ("letter", "word") or (
        before.kind == "cmd" and before.text[1:] in {*GREEK, *BUILTIN} and before.text != "\\sqrt"
    )
    return named and (number < 2 or tokens[number - 2].text not in ("_", "^"))


def _without_boxes(tokens: list[Token], pairs: list[int]) -> list[Token]:
    r"""\boxed{x + x = 2x} around a whole statement: its content stands as if there were no box."""
    dropped: set[int] = set()
    for number, token in enumerate(tokens[:-1]):
        boxed = token.kind == "cmd" and token.text[1:] in DECORATIONS
        if boxed and tokens[number + 1].text == "{" and _separates(tokens, pairs, number + 1):
            dropped |= {number, number + 1, pairs[number + 1]}
    return [token for number, token in enumerate(tokens) if number not in dropped]


def _separates(tokens: list[Token], pairs: list[int], opened: int) -> bool:
    """Whether a relation or a comma stands in a group, outside of every bracket in it."""
    place = opened + 1
    while place < pairs[opened]:
        if tokens[place].text in _SEPARATING:
            return True
        place = max(pairs[place], place) + 1
    return False


# --- lines ----------------------------------------------------------------------------------------


def _joined_lines(tokens: list[Token], pairs: list[int]) -> list[Token]:
    """Inside of brackets a line may be broken beside an operator; a wide space is only space."""
    before, after = _neighbours(tokens), _neighbours(tokens[::-1])[::-1]
    result: list[Token] = []
    opened: list[int] = []
    for number, token in enumerate(tokens):
        while opened and number >= pairs[opened[-1]]:
            opened.pop()
        within = tokens[opened[-1]].kind if opened else ""
        broken = token.kind in BREAKS and (
            before[number] in _BEFORE_BREAK or after[number] in _AFTER_BREAK
        )
        space = bool(opened) and token.kind == "space"
        if not (space or (opened and within != "begin" and broken)):
            result.append(token)
        if pairs[number] > number:
            opened.append(number)
    return result


def _neighbours(tokens: list[Token]) -> list[str]:
    """For each token the text of the last one in front of it that does not only lay out."""
    found, last = [], ""
    for token in tokens:
        found.append(last)
        if token.kind not in BREAKS:
            last = "" if token.kind in ("begin", "end") else token.text
    return found
