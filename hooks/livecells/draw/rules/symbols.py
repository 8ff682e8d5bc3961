"""The symbols of a formula, tied to the cards of one graph: names where there are any."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from livecells.draw.format_values import number, say, title_of
from livecells.draw.rules.facts import Facts
from livecells.draw.rules.find import Rules
from livecells.draw.rules.formula import Formula, Letter
from livecells.record.schema import Edge, Entries, Graph, Node

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.\[\]]{0,11}")
SPARE, SPARE_RESULT = "abcuvwpqrz", "yzrqpwvucba"
_GREEK = {
    "alpha": "α",
    "beta": "β",
    "delta": "δ",
    "epsilon": "ε",
    "kappa": "κ",
    "lambda": "λ",
    "theta": "θ",
}
# What is no letter of its own in a formula: words, commands, and letters that are replaced.
_WORDS = re.compile(r"\\(?:text|texttt|operatorname|mathrm|mathsf)\b ?\{?[^}]*\}|\\[A-Za-z]+|@\w")


@dataclass(frozen=True)
class Symbol:
    """A letter of a formula in words: `a` is `ExpBackward0`, or `n` = 6.

    `place` is that of the input whose wire has this letter.
    """

    letter: str
    meaning: str
    place: int | None = None
    is_number: bool = False


Card = tuple[str, int] | None


@dataclass(frozen=True)
class _Thing:
    """What a letter stands for: its own letter, and the name and the card that it may have."""

    letter: str
    own: str
    name: str | None
    card: Card


@dataclass(frozen=True)
class Rule:
    """The local rule of one node in the terms of the page: LaTeX, a line for each input."""

    lines: tuple[str, ...]
    symbols: tuple[Symbol, ...] = ()


class PageRules:
    """The rules of one graph, with the names of the page's tensors in them."""

    def __init__(self, graph: Graph) -> None:
        self._rules = Rules(graph)
        self._nodes = {node["id"]: node for node in graph["nodes"]}
        self._names = {
            name for node in graph["nodes"] for out in node["outputs"] for name in out["names"]
        }
        self._edges: dict[str, dict[int, Edge]] = defaultdict(dict)
        for edge in graph["edges"]:
            self._edges[edge["target"]][edge["input"]] = edge

    def rule(self, node: Node) -> Rule | None:
        """The rule of a node, or None where there is none for it."""
        formula = self._rules.formula(node)
        if formula is None:
            return None
        letters = self._spelled(formula, node)
        if formula.several and node["kind"] != "accumulate":
            return Rule(_named(formula, letters), tuple(self._numbered(formula, node)))
        facts = self._rules.record.facts(node)
        return Rule(_named(formula, letters), tuple(self._told(formula, facts, node, letters)))

    def _spelled(self, formula: Formula, node: Node) -> dict[str, str]:
        """How each letter behind an `@` is written: a name of the page, or a free letter."""
        used = set(re.findall(r"@(\w)", formula.latex))
        taken = set("".join(re.split(_WORDS, formula.latex)))
        wanted = [thing for thing in self._things(formula, node) if thing.letter in used]
        written: dict[str, str] = {}
        cards: dict[str, Card] = {}
        for thing in wanted:
            name = thing.name
            if name and name not in taken and cards.get(name, thing.card) == thing.card:
                written[thing.letter], cards[name] = name, thing.card
        taken |= self._names | set(written.values())
        for thing in wanted:
            if thing.letter not in written:
                spare = SPARE_RESULT if thing.letter == "y" else SPARE
                free = (letter for letter in (thing.own, *spare) if letter not in taken)
                written[thing.letter] = next(free, thing.own)
                taken.add(written[thing.letter])
        return written

    def _things(self, formula: Formula, node: Node) -> Iterator[_Thing]:
        """What the letters of a formula stand for: the result first, then inputs in order."""
        alone = _name_of(node, 0) if len(node["outputs"]) == 1 else None
        yield _Thing("y", formula.result, alone, (node["id"], 0))
        for letter in formula.letters:
            edge = self._edge(node, letter)
            if edge is None:
                yield _Thing(letter.letter, letter.letter, None, None)
            else:
                name = _name_of(self._nodes[edge["source"]], edge["output"])
                card = (edge["source"], edge["output"])
                yield _Thing(letter.letter, letter.letter, name, card)

    def _edge(self, node: Node, letter: Letter) -> Edge | None:
        return None if letter.place is None else self._edges[node["id"]].get(letter.place)

    def _told(
        self, formula: Formula, facts: Facts, node: Node, letters: Mapping[str, str]
    ) -> Iterator[Symbol]:
        if letters.get("y", formula.result) not in (formula.result, _name_of(node, 0)):
            yield Symbol(letters["y"], "what this node made")
        for letter in formula.letters:
            if letter.letter in letters:
                yield from self._letter(letter, letters[letter.letter], facts, node)
        for name, value in formula.numbers.items():
            shown = f"dimension {_listed(value)}" if name == "d" else _listed(value)
            yield Symbol(_GREEK.get(name[1:], name), shown, is_number=True)

    def _letter(self, letter: Letter, written: str, facts: Facts, node: Node) -> Iterator[Symbol]:
        edge = self._edge(node, letter)
        if edge is not None:
            source = self._nodes[edge["source"]]
            if written != _name_of(source, edge["output"]):
                yield Symbol(written, title_of(source), letter.place)
            return
        value = facts.tensors.get(letter.name)
        if value is not None:
            kept = f" ({letter.name})" if value["shape"] else ""
            yield Symbol(written, f"{say(value)}{kept}", is_number=True)
        elif letter.name in facts.settings:
            yield Symbol(written, _listed(facts.settings[letter.name]), is_number=True)
        else:
            yield Symbol(written, f"{letter.name}, which the node keeps")

    def _numbered(self, formula: Formula, node: Node) -> Iterator[Symbol]:
        """The inputs of an operation on a list: `a₁`, `a₂`."""
        for place, edge in sorted(self._edges[node["id"]].items())[:4]:
            yield Symbol(f"a{_below(place + 1)}", title_of(self._nodes[edge["source"]]), place)
        for name, value in formula.numbers.items():
            yield Symbol(name, f"dimension {_listed(value)}", is_number=True)


def _below(count: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(count))


def _name_of(node: Node, index: int) -> str | None:
    """The page's name of an output, where it is short enough for a formula."""
    names = [name for out in node["outputs"] if out["index"] == index for name in out["names"]]
    return names[0] if names and NAME.fullmatch(names[0]) else None


def _named(formula: Formula, letters: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of a formula with their letters written."""
    return tuple(_written(line, letters) for _, line in formula.lines)


def _written(line: str, letters: Mapping[str, str]) -> str:
    barred = re.sub(r"\\bar @(\w)", lambda found: _bar(letters[found[1]]), line)
    return re.sub(r"@(\w)", lambda found: _tex(letters[found[1]]), barred)


def _tex(name: str) -> str:
    return name if len(name) == 1 else rf"\texttt{{{name}}}"


def _bar(name: str) -> str:
    return rf"\bar {name}" if len(name) == 1 else rf"\overline{{{_tex(name)}}}"


def _listed(value: Entries) -> str:
    if isinstance(value, list):
        return ", ".join(_listed(entry) for entry in value)
    return number(value)
