"""What the front matter of a page says of the formulas in its text: its section `maths`.

`at: {n: 3, x: "chain_rule:x"}` gives values to symbols, as in an `equation` block, and
`at: {"2n = 6": {n: 3}}` those for one formula.
`define: ["Q = 3a^3 - b^2"]` lists formulas that say what a symbol stands for,
`suppose: ["w = 0"]` those that the text supposes, as in "where w = 0 ...", and
`notation: {"z = a + bi": "the reason"}` those of which there is nothing to compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from livecells.blocks.equations import Numbers, Reference, given_value
from livecells.blocks.inline import FORMULA, spelling
from livecells.blocks.yaml_options import is_endless
from livecells.errors import unknown

Values: TypeAlias = "Mapping[str, Reference | Numbers]"

KEY = re.compile(r"^maths[ \t]*:", re.MULTILINE)
PARTS: Mapping[str, type] = {"at": dict, "define": list, "suppose": list, "notation": dict}


class FrontError(ValueError):
    """What is wrong with the front matter, and on which of its lines."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Listed:
    """A formula of a page's text that its front matter lists.

    `kind`: define, suppose or notation; `reason` is what the page says of it, `line` where.
    """

    tex: str
    kind: str
    line: int
    reason: str = ""


@dataclass(frozen=True)
class Place:
    """A formula of a page's text to which its front matter gives values of its own."""

    tex: str
    line: int
    at: Values


@dataclass(frozen=True)
class PageMaths:
    """The section `maths` of a page's front matter.

    `at` are values for all formulas, `places` those for single ones; `listed` says of single ones
    why nothing is compared. Formulas go by their spelling.
    """

    at: Values = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    listed: Mapping[str, Listed] = field(default_factory=dict)

    def references(self) -> Iterator[tuple[int, Reference]]:
        """The values of runs that it names, with their lines."""
        pairs = [(self.lines[name], value) for name, value in self.at.items()]
        pairs += [(one.line, value) for one in self.places.values() for value in one.at.values()]
        for line, value in pairs:
            if isinstance(value, Reference):
                yield line, value


def read_maths(front: str) -> PageMaths | None:
    """The section `maths` of front matter; None where there is none.

    Args:
        front: The front matter with the lines around it.

    Raises:
        FrontError: It is none of this.
    """
    if not front.startswith("---") or not KEY.search(front):
        return None
    lines = ["", *front.rstrip("\n").split("\n")[1:-1]]
    try:
        found = yaml.safe_load("\n".join(lines))
        root = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FrontError(f"the front matter cannot be read: {error}".split("\n")[0], 1) from None
    node = _Node(root).of("maths") if isinstance(found, dict) else None
    return None if node is None else _read(found.get("maths") or {}, node)


SECTION = re.compile(r"^(?P<name>[\w-]+)[ \t]*:.*\n?(?:(?:[ \t#-].*)?(?:\n|\Z))*", re.MULTILINE)


def formula_lines(front: str) -> list[int]:
    """The lines of front matter, from 1, on which a formula begins outside of `maths`.

    Args:
        front: The front matter with the lines around it.
    """
    return [
        front.count("\n", 0, section.start() + formula.start()) + 1
        for section in SECTION.finditer(front)
        if section["name"] != "maths"
        for formula in FORMULA.finditer(section[0])
    ]


def _read(given: Any, node: _Node) -> PageMaths:
    if not isinstance(given, dict) or is_endless(given):
        raise FrontError(f"maths must have the parts {', '.join(PARTS)}", node.line)
    for name, part in given.items():
        inner = node.of(str(name)) or node
        if name not in PARTS:
            raise FrontError(unknown("part of maths", str(name), list(PARTS)), inner.line)
        if part is not None and not isinstance(part, PARTS[name]):
            raise FrontError(f"maths.{name} must be {SHAPES[name]}, not {part!r}", inner.line)
    at, lines, places = _values(given.get("at") or {}, node.of("at") or node)
    kinds = ("define", "suppose", "notation")
    listed = [one for kind in kinds for one in _listed(kind, given.get(kind), node.of(kind))]
    by_spelling = {spelling(one.tex): one for one in listed}
    return PageMaths(at, {spelling(one.tex): one for one in places}, lines, by_spelling)


SHAPES = {
    "at": "`name: value` pairs",
    "define": "a list of formulas",
    "suppose": "a list of formulas",
    "notation": "pairs of a formula and a reason",
}


def _values(given: Mapping[Any, Any], node: _Node) -> tuple[Values, dict[str, int], list[Place]]:
    """The values for all formulas with their lines, and those for single ones."""
    at: dict[str, Reference | Numbers] = {}
    lines: dict[str, int] = {}
    places: list[Place] = []
    for name, value in given.items():
        line = (node.of(str(name)) or node).line
        try:
            if isinstance(value, dict):
                own = {str(inner): given_value(v) for inner, v in value.items()}
                places.append(Place(str(name).strip("$ "), line, own))
            else:
                at[str(name)], lines[str(name)] = given_value(value), line
        except ValueError as error:
            raise FrontError(f"maths.at: {error}", line) from None
    return at, lines, places


def _listed(kind: str, given: Any, node: _Node | None) -> Iterator[Listed]:
    for number, tex in enumerate(given or ()):
        line = node.lines[number] if node and number < len(node.lines) else 1
        if not isinstance(tex, str) or not tex.strip("$ "):
            raise FrontError(f"maths.{kind}: expected a formula, not {tex!r}", line)
        reason = str(given[tex] or "") if isinstance(given, dict) else ""
        if kind == "notation" and not reason:
            raise FrontError(f"maths.notation: {tex!r} needs a reason", line)
        yield Listed(tex.strip("$ "), kind, line, reason)


class _Node:
    """A section or a list as it is written: the lines of what is in it, and of itself."""

    def __init__(self, node: yaml.Node | None, line: int = 1) -> None:
        self.line = line
        self._inner: dict[str, tuple[yaml.Node, int]] = {}
        if isinstance(node, yaml.MappingNode):
            self._inner = {
                str(key.value): (value, key.start_mark.line + 1) for key, value in node.value
            }
            self.lines = [line for _, line in self._inner.values()]
        else:
            items = node.value if isinstance(node, yaml.SequenceNode) else []
            self.lines = [item.start_mark.line + 1 for item in items]

    def of(self, name: str) -> _Node | None:
        """What stands under a name."""
        found = self._inner.get(name)
        return None if found is None else _Node(*found)
