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
        if len(mean) == 1 and mean[0].text in _MEANS:
            below = replace(tokens[place], kind="punct", text="_")
            whole = replace(mean[0], start=tokens[place].start)
            result[place:end] = [whole, below, *tokens[place + 1 : behind]]
    return result


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
    if not colon or tokens[0].text != "\\forall" or any(t.text in RELATED for t in tokens[:colon]):
        return tokens
    stop = tokens[-1].text in (".", ",")
    stated = tokens[colon + 1 : len(tokens) - stop]
    return [*stated, replace(tokens[colon], text=","), *tokens[:colon]]
