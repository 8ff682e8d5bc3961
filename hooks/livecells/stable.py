r"""What of an output is the same in two honest runs: the rest is masked, in words in `<...>`.

Masked everywhere, and nothing else, since a mask too many hides a change for ever, while one too
few shows itself in the next run:

- addresses: hexadecimal numbers behind `at`, and any with nine digits or more (`hex(255)` stays);
- ids: UUIDs, `id(x) = 140...`, `pid 4711`;
- durations: a number with a unit of time, only on a line that speaks of measuring (`took`,
  `elapsed`, `wall time`, `time:`, `done in`, `per loop`, ...), for `x = 3 ms` may be a result;
- clock times: a date with a time of day down to fractions of a second; a plain date stays;
- absolute paths, up to a file's own name, and line numbers behind a `.py` file;
- white space at the end of lines and of the text, and terminal colours.

Of a warning only the category and the first sentence count, of an error its type and the first
sentence, of an SVG figure its tags, attributes and numbers, without ids and the file's metadata.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
MASKS = (
    (re.compile(r"\bat 0x[0-9a-fA-F]+"), "at <address>"),
    (re.compile(r"\b0x[0-9a-fA-F]{9,}"), "<address>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.I), "<id>"),
    (re.compile(r"\b(id(?:\([^()\n]*\))?\s*[=:]?\s*)\d{9,}\b"), r"\1<id>"),
    (re.compile(r"\b(pid\s*[=:]?\s*)\d+\b", re.I), r"\1<id>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3,}(?:Z|[-+]\d\d:?\d\d)?"), "<time>"),
)
TIMED = re.compile(
    r"\b(?:took|takes|elapsed|wall|cpu times?|duration|timings?|per loop|times?\s*[:=]"
    r"|(?:ran|run|done|finished|completed|computed|trained|built)\s+in)(?![^\W\d_])",
    re.I,
)
DURATION = re.compile(
    r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s?"
    r"(?:[nmuµμ]?s|secs?|seconds?|milliseconds?|microseconds?|mins?|minutes?|hours?)(?!\w)"
)
PATH = re.compile(r"(?:(?<![\w.:/<])|(?<=file://))(?:/|[A-Z]:\\)[A-Za-z_~.][^\s:,;'\"()<>\[\]]*")
PY_LINE = re.compile(r"(\.py(?:\"|')?)(?::\d+\b|, line \d+\b)")
PAYLOAD = re.compile(r"base64,([A-Za-z0-9+/=\s]{100,})")
HTML_ID = re.compile(r"""\b(id|for|href|xlink:href)=(["'])(?!https?:)#?[^"']*\2""")

WARNING = re.compile(r"\S.*?:\d+: (?P<category>\w*Warning): (?P<message>.*)")
CPP_WARNING = re.compile(r"\[W\d+ [\d:.]+ \S+\] (?:Warning: )?(?P<message>.*)")
INTERNAL = re.compile(r"\(Triggered internally at .*|\(function \w+\)")
SENTENCE = re.compile(r".*?[.!?](?=\s+[A-Z\"'`(\[]|\s*\Z)", re.DOTALL)


def text(raw: str) -> str:
    """A text without what changes from run to run."""
    return "\n".join(_line(line) for line in ANSI.sub("", raw).rstrip().split("\n"))


def _line(line: str) -> str:
    for pattern, mask in MASKS:
        line = pattern.sub(mask, line)
    if TIMED.search(line):
        line = DURATION.sub("<duration>", line)
    line = PY_LINE.sub(r"\1", PATH.sub(_path, line)).rstrip()
    return CONTROL.sub(lambda found: repr(found[0])[1:-1], line)


def _path(found: re.Match[str]) -> str:
    """A file keeps its name; a folder (perhaps a temporary one) keeps nothing.

    What has only one part, as `/dx` or `/n`, is no path that a machine would differ in.
    """
    parts = re.split(r"[/\\]", found[0])
    if len(parts) < 3:
        return found[0]
    return f"<path>/{parts[-1]}" if re.search(r"\w\.\w+\Z", parts[-1]) else "<path>"


def html(raw: str) -> str:
    """HTML, with its ids masked and its embedded files as digests."""
    named = HTML_ID.sub(r"\1=\2<id>\2", raw)
    return text(PAYLOAD.sub(lambda found: f"base64,{digest(found[1])}", named))


def digest(packed: str) -> str:
    """What stands for a file: its size and a part of its SHA-256; white space does not count."""
    data = "".join(packed.split()).encode()
    return f"{len(data)} characters of base64, sha256 {hashlib.sha256(data).hexdigest()[:16]}"


def stderr(raw: str) -> str:
    """A stream with warnings in it: each becomes `Category: first sentence`."""
    return text("\n".join(_without_places(raw.split("\n"))))


def _without_places(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        found = WARNING.fullmatch(lines[at])
        low = CPP_WARNING.fullmatch(lines[at])
        if found:
            more = _continued(lines[at + 1 :])
            yield f"{found['category']}: {sentence(' '.join([found['message'], *more[:-1]]))}"
            at += len(more)
        elif low:
            yield f"Warning: {sentence(low['message'])}"
        else:
            yield lines[at]
        at += 1


def _continued(lines: list[str]) -> list[str]:
    """The rest of a warning: more lines of its message, then the line of code, indented by two.

    Nothing where no line of code follows, as when the source cannot be had.
    """
    message = list(
        takewhile(lambda line: not line.startswith("  ") and not WARNING.fullmatch(line), lines)
    )
    code = lines[len(message) : len(message) + 1]
    return message + code if code and code[0].startswith("  ") else []


def error(name: str, message: str) -> str:
    """An error as `Type: first sentence`."""
    return text(f"{name}: {sentence(message)}" if message else name)


def sentence(message: str) -> str:
    """The first sentence, in one line, without the place in C++ that torch adds."""
    flat = " ".join(INTERNAL.sub("", message).split())
    found = SENTENCE.match(flat)
    return found[0] if found else flat


# Figures ------------------------------------------------------------------------------------------

COORDINATES = ("d", "points")
STEP = re.compile(r"[MLHVCSQTAZmlhvcsqtaz][^MLHVCSQTAZmlhvcsqtaz]*")
COORDINATE = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
REFERENCE = re.compile(r"#([\w:.-]+)")
DIGESTED = 12


def outline(svg: str, digested: bool = False) -> str:
    """A figure as one line an element and one a step of a path, in an order that is its own.

    `digested` puts four figures for each axis in the place of a path of more than 12 numbers: small
    enough to keep in git, and a curve that differs by more than nothing differs there too.
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
