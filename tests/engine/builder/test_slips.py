"""One slip in the syntax of a good page: it is refused on its line, or it changes nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pymdownx.snippets import makeExtension

from livecells.blocks.parser import HEADER
from livecells.builder.build import Build
from livecells.kinds import KINDS

from ..conftest import LAB
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

# %% quiet
silent = 1
'''
PAGE = """\
# A page

A value [[story:x.grad | .1f]] and [[story@first:x.item()]], and $x = [[story:x.item()]]$.

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


@pytest.fixture(scope="module")
def good(pages):
    html, errors = pages.build(PAGE)
    assert errors == []
    return comparable(html)


def comparable(html: str) -> str:
    """HTML without the lines of the page that ids of graphs hold."""
    return re.sub(r"(graph-story-out)-\d+", r"\1", html)


@pytest.mark.slow
def test_each_slip_of_one_character_is_refused_on_its_line_or_changes_nothing(pages, good, drawn):
    every = list({mutant.text: mutant for mutant in mutants(PAGE)}.values())
    assert len(every) > 7000
    chosen = drawn("slips", random.Random(7).sample(every, 400), 100)
    wrong, refused = [], 0
    for mutant in chosen:
        html, errors = pages.build(mutant.text)
        refused += bool(errors)
        if errors and (len(errors) > 1 or not mutant.lines & lines_of(errors)):
            wrong.append(f"{mutant.what}: {' / '.join(map(str, errors))}")
        elif not errors and comparable(html) != good:
            wrong.append(f"{mutant.what}: published")
    assert wrong == []
    assert refused > (0.8 if drawn.seed else 0.875) * len(chosen)  # of a sample some fewer may be


INCLUDED = {
    "a value": "Included [[story:x.item() + 1]].",
    "a block": "/// live | story\n///",
    "a misspelt block": "/// liv | story\n///",
    "a misspelt value": "A [[ story:x]] there.",
}


@pytest.mark.parametrize("part", INCLUDED.values(), ids=INCLUDED)
def test_what_stands_in_included_text_is_refused_with_both_places(pages, part):
    (pages.folder / "part.txt").write_text(f"One line.\n\n{part}\n")
    snippets = makeExtension(base_path=[str(pages.folder)])
    including = Pages(pages.folder, snippets)
    html, errors = including.build('# Home\n\n--8<-- "part.txt"\n\n/// live | story:first\n///\n')
    (error,) = errors
    assert error.message.startswith("live values and blocks cannot stand in included text (`")
    assert str(error.places[0]) == "index.md:3"
    assert [place.line for place in error.places[1:]] in ([], [3])
    assert "…" not in html


def test_a_value_that_the_page_asks_for_too_may_stand_in_included_text(pages):
    (pages.folder / "part.txt").write_text("Included [[story:x.item()]].\n")
    including = Pages(pages.folder, makeExtension(base_path=[str(pages.folder)]))
    html, errors = including.build('# Home\n\n--8<-- "part.txt"\n\nOwn [[story:x.item()]].\n')
    assert errors == []
    assert "Included 3.0." in html


TEXT = [
    "```text\n/// liv | story\n[[ story:x]]\n```",
    "~~~\n// live | story\n[[story:x | .1f]\n~~~",
    "    /// live | story:first\n    ///\n\n    [[story:nothing]]",
    "- item\n\n        /// live | story:first\n        [[story:nothing]]",
    "Say `/// liv | story` and `[[ story:x]]`.",
    "<!-- /// liv | story\n[[chain-rule:x]] -->",
    r"\/// liv and \[[story:nothing]].",
    "[[Page]], [[1, 2], [3, 4]], [[a]](u), [[b][c]], [[12:30]], [[https://x.org]], [[a | b]]",
    "a // b, http:///x, and/or, 1 // 2 and // comment | story",
    "A ` tick.\n\nValue [[story:x.item()]].\n\nAnother ` tick.",
    "In brackets: [[[story:x.item()]], [[story:y.item()]]], [see [[story:x.item()]]](u).",
    "## Of [[story:x.item()]] { #of }\n\nText.",
    "| `a` | [[story:x.item()]] |\n|---|---|\n| 1 | 2 |",
    "Both -[[story:x.item()]] and [[story:x | .0f]]%, $(1,[[story:x | .0f]],2)$, $w_1[[story:x]]$",
]


@pytest.mark.parametrize("text", TEXT)
def test_what_only_resembles_our_syntax_is_text(pages, text):
    _, errors = pages.build(f"# Home\n\n{text}\n\n/// live | story:first\n///\n")
    assert [str(error) for error in errors] == []


def test_in_code_it_stands_as_it_is_written(pages):
    html, _ = pages.build("# H\n\n    /// live | story:first\n    [[story:x]]\n\n`[[story:y]]`\n")
    assert "/// live | story:first" in html
    assert "[[story:x]]" in html
    assert "[[story:y]]" in html


# A page's text from line 3 on, the line that is named, and what is said; nothing else is.
SAID = [
    ("/// liv | story:first\n///", 3, "unknown block: 'liv' (did you mean live?)"),
    ("/// grpah | story:out\n///", 3, "(did you mean graph?)"),
    (
        "/// Excercise | lab\n    title: A\nTask.\n\n/// hint\nx\n///\n///",
        3,
        "did you mean exercise?",
    ),
    ("/// live story:first\n///", 3, "a bar stands behind the name of a block"),
    ("// live | story:first\n///", 3, "a block begins with three slashes"),
    ("/// figure | story\n///", 3, "unknown block: 'figure'"),
    ("///\u00a0live | story\n///", 3, "with plain spaces"),
    ("/// checked | story\n///", 3, "the block 'checked' takes nothing"),
    ("/// apis\nText.\n///", 3, "the block 'apis' takes nothing"),
    ("/// tab\nText.\n///", 3, "`/// tab` was not read as a block"),
    ("/// note | N\n    tpye: x\nText.\n///", 3, "`/// note | N` was not read as a block"),
    ("/// live | story:first\n  show: code\n///", 4, "indented by four spaces, not 2"),
    ("/// live | story:first\n\n    show: code\n///", 5, "below an empty line"),
    ("/// live | story:first\nText.\n///", 4, "a live block takes no text: 'Text.'"),
    ("/// live | story:first\n////", 4, "`////` is not the end of block 'live'"),
    (
        "/// live | story:first\n\nText.\n\n/// live | story\n///",
        3,
        "before the next block at line 7",
    ),
    ("- a\n\n    /// live | story\n\n///", 7, "must stand as far in as its first line"),
    ("/// live | story\n    ///\n\nText.", 4, "is /// on a line of its own"),
    ("/// note | N\nText.\n    ///\n\nText.", 5, "must stand as far in as its first line"),
    ("Text.\n///", 4, "`///` is the end of no block"),
    ("//// note | N\nText.\n\n/// live | story\n///\n", 3, "block 'note' has no closing ////"),
    ("/// live | story:first\n    predikt: What?\n    answer: story:x\n///", 4, "mean predict?"),
    ("/// live | story:first\n    alt: A line.\n///", 4, "option alt has no effect"),
    ("/// live | story:quiet\n    show: output\n///", 4, "there is no output to show"),
    ("<div>\n/// live | story:first\n///\n</div>", 4, "Markdown does not look into HTML"),
    ("[[story:x | .1f] is it", 3, "ends with two brackets"),
    ("[[story:x\n\nand more]]", 3, "ends with two brackets"),
    ("[story:x]] is it", 3, "begins with two brackets"),
    ("[[ story:x]]", 3, "without other spaces (did you mean `[[story:`?)"),
    ("[[another-mean:x]]", 3, "'another-mean' cannot be the name of a snippet"),
    ("[[01_intro:x]]", 3, "no digit first"),
    ("[[story.x]]", 3, "did you mean `[[story:`?"),
    ("$a = [[story-two:x]]$", 3, "'story-two' cannot be the name of a snippet"),
    ("[a [[ story:x]]](u)", 3, "this is no live value"),
    ("![a [story:x]]](p.png)", 3, "begins with two brackets"),
    ('<p title="[[ story:x]]">A</p>', 3, "this is no live value"),
    ("| a |\n|---|\n| [[story;x]] |", 5, "did you mean `[[story:`?"),
    ("[[story:x|.1f]]", 3, "has a space on both sides: `x | .1f`"),
    ("[[story:x.item()]]] is it", 3, "a bracket too many"),
    ("[[[story:x.item()]] is it", 3, "a bracket too many"),
    ("It gives 1[[story:x.item()]] here", 3, "a digit stands right beside `[[story:x.item()]]`"),
    ("$x = 0.[[story:x | .0f]]$", 3, "a digit stands right beside"),
    ("[[story:x | .0f]]5 is it", 3, "a digit stands right beside"),
    ("[[story:x | .0f]].5 is it", 3, "a digit stands right beside"),
    ("[[story:x | .0f]]e3 is it", 3, "a digit stands right beside"),
    ("## Sec [[story:x.item()]]", 3, "the link to this heading would change"),
    ("Sec [[story:x.item()]]\n---", 3, "the link to this heading would change"),
    ("Text.\n\n```python\nx = 1\n\n[[story:x.item()]]", 5, "the code that begins here has no end"),
    ("/// live | story:first\n    title: A [[ story:x]]\n///", 4, "this is no live value"),
]


@pytest.mark.parametrize(("text", "line", "message"), SAID)
def test_a_slip_is_told_once_on_its_line(pages, text, line, message):
    _, errors = pages.build(f"# Home\n\n{text}\n")
    (error,) = errors
    assert (error.places[0].line, error.places[0].path) == (line, "index.md")
    assert message in str(error)


def test_a_slip_leaves_unharmed_blocks_alone(pages):
    """Two slips in two blocks, and three blocks around them that are good."""
    fine = "/// live | story:first\n///\n\n"
    text = f"# Home\n\n{fine}/// liv | story\n///\n\n{fine}/// graph | story:ot\n///\n\n{fine}"
    _, errors = pages.build(text)
    assert [error.places[0].line for error in errors] == [6, 12]


def test_live_values_in_front_matter_are_refused(pages):
    build = Build(pages.folder, KINDS)
    front = "---\ntitle: The [[story:x]]\ndescription: Of [[ story:x]]\ntags: [[a, b], [c]]\n---\n"
    build.add("index.md", "index.md", "# H\n", 5, front)
    assert [str(error).split(": ")[0] for error in build.errors] == ["index.md:2", "index.md:3"]
