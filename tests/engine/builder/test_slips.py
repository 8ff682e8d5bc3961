"""One slip in the syntax of a good page: it is refused on its line, or it changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from livecells.blocks.parser import HEADER

from .pages import Pages

STORY = '''\
r"""A story."""
# %% first
import torch

x = torch.tensor(3.0, requires_grad=True)
print(x.item())

# %% out
y = x * 2
out = y * y
out.backward()
print(x.grad)
'''
LAB = '''\
r"""Lab."""
# %% start
y = 1

# %% solution
z = y + 1
print(z)

# %% check
assert z == 2, "Add 1."
print("All checks passed.")
'''
PAGE = """\
# A page

A value [[story:x.grad | .1f]] and [[story@first:x.item()]], and $a = [[story:x.item()]]$.

/// live | story:first
    show: both
    title: The first
    highlight: [print]
///

More text.

//// note | A box
Text with [[story:x.item()]].

/// live | story:first..out
    show: output
///

/// tip | Inner
Words.
///
////

- An item:

    /// live | story:out
        show: code
    ///

    More of it.

    /// graph | story:out
        caption: "From x to out."
    ///

!!! note

    In it.

    /// tensors | story@first: x
        caption: A table.
    ///

/// tab | One
Text.
///

/// tab | Two
Other text.
///

| a | b |
|---|---|
| 1 | [[story:x.grad | .2f]] |

/// equation | double
    define: true
    at: {x: "story:x", y: "story:y"}
    equals: story:out
$$ y = 2\\,x, \\qquad o = y^2 $$
///

/// live | story:out
    predict: What is it?
    answer: "story:x.grad"
    right: "Yes, [[story:x.grad | .0f]]."
    wrong:
      - {guess: 12, because: "Near."}
    tolerance: 0.01
///

//// exercise | lab
    title: A task
The task.

/// hint
Look.
///

/// solution
Words about it.
///
////

/// details | Fold
Text.
///

The last [[story:y.item() | .1f]] of them.
"""
# What is the author's own choice: other letters there make another page, and a good one.
FREE = re.compile(
    r"(?:(?<=title: )|(?<=caption: )|(?<=predict: )|(?<=right: )|(?<=guess: )|(?<=because: )"
    r"|(?<=tolerance: )|(?<=highlight: )|(?<=equation \|))(?s:.*)"
    r"|(?:(?<=note \|)|(?<=tip \|)|(?<=details \|)|(?<=tab \|))(?s:.*)"
)
VALUE = re.compile(r"\[\[.*?\]\]")
FORMAT = re.compile(r"\.\d+f(?=\]\])")


@dataclass(frozen=True)
class Mutant:
    """A page with one slip: what was done, and the lines on which that may be seen."""

    what: str
    text: str
    lines: frozenset[int]


def places(page: str) -> Iterator[int]:
    """The positions of a page's characters that are syntax of ours."""
    position, inside = 0, False
    for line in page.split("\n"):
        header = HEADER.match(line)
        inside = bool(header) or (inside and line.startswith("    ") and bool(line.strip()))
        closer = bool(line.strip()) and not line.strip().strip("/")
        free = [match.span() for match in FREE.finditer(f"{line}\n")] if inside else []
        free += [match.span() for match in FORMAT.finditer(line)]
        spans = [(0, len(line) + 1)] if inside or closer else []
        spans += [match.span() for match in VALUE.finditer(line)]
        for at in range(len(line) + 1):
            if any(a <= at < b for a, b in spans) and not any(a <= at < b for a, b in free):
                yield position + at
        position += len(line) + 1


def mutants(page: str) -> Iterator[Mutant]:
    """Every slip of one character in what is syntax."""
    for at in places(page):
        for how, text in slips(page, at):
            if text != page and not ("put before '['" in how and page[at - 1] != "["):
                line = page.count("\n", 0, at) + 1
                yield Mutant(f"{how} at line {line}", text, near(page, line, how))


def slips(page: str, at: int) -> Iterator[tuple[str, str]]:
    """A character deleted, doubled, swapped with the next, replaced, or one put before it."""
    here = page[at]
    yield f"{here!r} deleted", page[:at] + page[at + 1 :]
    yield f"{here!r} doubled", page[:at] + here + page[at:]
    yield f"{here!r} swapped", page[:at] + page[at + 1 : at + 2] + here + page[at + 2 :]
    for other in ("q", " ", "=", "/"):
        yield f"{here!r} replaced by {other!r}", page[:at] + other + page[at + 1 :]
        yield f"{other!r} put before {here!r}", page[:at] + other + page[at:]
    yield f"newline put before {here!r}", page[:at] + "\n" + page[at:]


def near(page: str, line: int, how: str) -> frozenset[int]:
    """The lines on which a slip may be told: its own, that of the header, and across a new end."""
    lines, head = page.split("\n"), line
    while head > 1 and lines[head - 1].startswith("    ") and not HEADER.match(lines[head - 1]):
        head -= 1
    bars = lines[line - 1].strip()
    while bars and not bars.strip("/"):  # an end: its header
        head -= 1
        if lines[head - 1].strip().startswith(f"{bars} "):
            break
    option = line
    while option > head and not re.match(r"(?: {4}){1,2}[a-z]+:", lines[option - 1]):
        option -= 1
    across = [line + 1, line + 2] if "newline" in how or "swapped" in how or r"'\n'" in how else []
    return frozenset({line, head, option, *across})


def lines_of(errors) -> set[int]:
    return {place.line for error in errors for place in error.places if place.path == "index.md"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slips")
    (folder / "labs").mkdir()
    (folder / "story.py").write_text(STORY)
    (folder / "labs" / "lab.py").write_text(LAB)
    return Pages(folder)
