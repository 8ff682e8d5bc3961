r"""What is written in front, or below, and is read as if it stood behind."""

from __future__ import annotations

from dataclasses import replace

from livecells.formula.syntax.environments import RELATED
from livecells.formula.syntax.tokens import Token

_MEANS = frozenset({"\\mathbb{E}", "E", "\\mathbb{V}", "Var"})


def below_means(tokens: list[Token]) -> list[Token]:
    r"""\underset{x \sim p}{\mathbb{E}} is \mathbb{E}_{x \sim p}."""
    result = list(tokens)
    for place in reversed([k for k, t in enumerate(tokens) if t.text == "\\underset"]):
        if place + 1 >= len(tokens) or tokens[place + 1].text != "{":
            continue
        behind = _closed(tokens, place + 1) + 1
        braced = behind < len(tokens) and tokens[behind].text == "{"
        end = (_closed(tokens, behind) if braced else behind) + 1
        mean = tokens[behind + braced : end - braced]
        if "".join(token.text for token in mean) in _MEANS:
            below = replace(tokens[place], kind="punct", text="_")
            whole = replace(mean[0], start=tokens[place].start)
            result[place:end] = [whole, *mean[1:], below, *tokens[place + 1 : behind]]
    return result


def without_braces(tokens: list[Token]) -> list[Token]:
    r"""{\sum_j} a_j is \sum_j a_j: braces round an operator and its limits print nothing."""
    dropped: set[int] = set()
    for place in [k for k, t in enumerate(tokens[1:], 1) if t.text in ("\\sum", "\\prod")]:
        if tokens[place - 1].text != "{" or tokens[place - 1].kind != "punct":
            continue
        end = _closed(tokens, place - 1)
        inside = place + 1
        while inside < end and tokens[inside].text in ("_", "^"):
            braced = tokens[inside + 1].text == "{"
            inside = (_closed(tokens, inside + 1) if braced else inside + 1) + 1
        behind_script = place > 1 and tokens[place - 2].text in ("_", "^")
        if inside == end and end > place + 1 and not behind_script and not _argument(tokens, place):
            dropped |= {place - 1, end}
    dropped |= {k for place in range(1, len(tokens)) for k in _bold_letters(tokens, place)}
    return [token for k, token in enumerate(tokens) if k not in dropped]


def _bold_letters(tokens: list[Token], place: int) -> tuple[int, ...]:
    r"""The braces of \mathbf{PQ}^\top, where in print \top is that of the last letter."""
    if tokens[place].text != "{" or tokens[place].kind != "punct":
        return ()
    end = place + 1
    while end < len(tokens) - 1 and tokens[end].kind == "letter" and tokens[end].bold:
        end += 1
    behind = tokens[end + 1].text if end + 1 < len(tokens) else ""
    before = tokens[place - 1].text in ("_", "^") or _argument(tokens, place + 1)
    several = end > place + 2 and end < len(tokens) and tokens[end].text == "}"
    return (place, end) if several and behind in ("^", "_") and not before else ()


def _argument(tokens: list[Token], place: int) -> bool:
    r"""Whether the braces in front of a place hold what a command needs, as \frac{}{}."""
    before = tokens[place - 2] if place > 1 else None
    return before is not None and (before.kind == "cmd" or before.text == "}")


def _closed(tokens: list[Token], place: int) -> int:
    """Where the brace that opens at a place is closed."""
    depth = 0
    for number in range(place, len(tokens)):
        depth += (tokens[number].text == "{") - (tokens[number].text == "}")
        if not depth:
            return number
    return len(tokens) - 1


def for_all_behind(tokens: list[Token]) -> list[Token]:
    r"""\forall s \in S: ... says the same as ..., \forall s \in S."""
    colon = next((k for k, t in enumerate(tokens) if t.text == ":" and t.kind == "punct"), 0)
    if not colon or tokens[0].text != "\\forall":
        return tokens
    stop = tokens[-1].text in (".", ",")
    stated = tokens[colon + 1 : len(tokens) - stop]
    while stated and stated[0].kind == "space":
        stated = stated[1:]
    if not any(t.text in RELATED or t.text == "\\in" for t in stated):
        return tokens
    return [*stated, replace(tokens[colon], text=","), *tokens[:colon]]
