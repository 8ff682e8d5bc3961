"""An SVG figure as text that does not change with its numbering."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from livecells.compare.normalize import html, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


# Figures ------------------------------------------------------------------------------------------

COORDINATES = ("d", "points")
STEP = re.compile(r"[MLHVCSQTAZmlhvcsqtaz][^MLHVCSQTAZmlhvcsqtaz]*")
COORDINATE = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
REFERENCE = re.compile(r"#([\w:.-]+)")
DIGESTED = 12


def outline(svg: str, digested: bool = False) -> str:
    """A figure as text: one line an element, and one a step of a path.

    Args:
        svg: The figure. What is no XML is compared as HTML.
        digested: Put a few numbers for each axis (range, mean, spread) in the place of a path of
            more than 12 numbers: small enough to keep in git, and any curve that differs differs
            there too.
    """
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError:
        return html(svg)
    return "\n".join(_element(root, 0, _aliases(root), digested))


def size(figure: str) -> float:
    """The larger side of an outlined figure, in its own units (1 where it names none)."""
    head = figure.partition("\n")[0]
    box = re.search(r"viewBox=\S+ \S+ (\S+) (\S+)", head) or re.search(
        r"height=(\S+).* width=(\S+)", head
    )
    sides = [COORDINATE.match(side) for side in box.groups()] if box else []
    return max([float(side[0]) for side in sides if side], default=1.0)


def _aliases(root: Element) -> dict[str, str]:
    """Ids that something refers to, by the order in which they are defined."""
    used = {
        name
        for element in root.iter()
        for value in element.attrib.values()
        for name in REFERENCE.findall(value)
    }
    defined = [element.get("id", "") for element in root.iter()]
    return {name: f"#{n}" for n, name in enumerate([i for i in defined if i in used], start=1)}


def _element(
    element: Element, depth: int, aliases: dict[str, str], digested: bool
) -> Iterator[str]:
    tag = str(element.tag).rpartition("}")[2]
    if tag == "metadata":
        return
    pad = " " * depth
    yield text(f"{pad}{tag}{_attributes(element, aliases)}{_quoted(element.text)}")
    for name in COORDINATES:
        yield from (f"{pad}  {step}" for step in _steps(name, element.get(name, ""), digested))
    for child in element:
        yield from _element(child, depth + 1, aliases, digested)
        if child.tail and child.tail.strip():
            yield text(f"{pad}{_quoted(child.tail)}")


def _quoted(words: str | None) -> str:
    return f" {' '.join(words.split())!r}" if words and words.strip() else ""


def _attributes(element: Element, aliases: dict[str, str]) -> str:
    """All but coordinates and what names the element for others (an alias, where one is used)."""
    shown = {"id": aliases[element.get("id", "")]} if element.get("id", "") in aliases else {}
    for name, value in element.attrib.items():
        name = name.rpartition("}")[2]
        if name != "id" and name not in COORDINATES and not name.startswith("aria-"):
            shown[name] = REFERENCE.sub(lambda found: aliases.get(found[1], found[0]), value)
    return "".join(f" {name}={' '.join(shown[name].split())}" for name in sorted(shown))


def _steps(name: str, value: str, digested: bool) -> Iterator[str]:
    numbers = [float(number) for number in COORDINATE.findall(value)]
    steps = [" ".join(s.split()) for s in (STEP.findall(value) if name == "d" else value.split())]
    if not digested or len(numbers) <= DIGESTED:
        yield from steps
        return
    letters = "".join(step[0] for step in steps) if name == "d" else "L" * len(steps)
    yield f"{len(steps)} steps {_runs(letters)}"
    for axis, along in (("x", numbers[::2]), ("y", numbers[1::2])):
        yield f"{axis} {_moments(along)}"


def _runs(letters: str) -> str:
    """`MLLLZ` as `M L*3 Z`."""
    return " ".join(
        found[0] if len(found[0]) == 1 else f"{found[0][0]}*{len(found[0])}"
        for found in re.finditer(r"(.)\1*", letters)
    )


def _moments(numbers: list[float]) -> str:
    """Range, mean, spread, and the mean weighted by position, which tells orders apart."""
    count = len(numbers)
    mean = math.fsum(numbers) / count
    spread = math.sqrt(math.fsum((number - mean) ** 2 for number in numbers) / count)
    weighted = math.fsum(n * number for n, number in enumerate(numbers, start=1))
    return (
        f"{min(numbers):.7g} to {max(numbers):.7g}, mean {mean:.7g}, "
        f"spread {spread:.7g}, weighted {2 * weighted / (count * (count + 1)):.7g}"
    )
