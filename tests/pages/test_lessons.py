"""Each page of the tutorial has a core of ten minutes, and enough questions that ask why."""

import ast
import builtins
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from livecells.blocks.parser import Block
from livecells.builder.build import Build
from livecells.builder.lesson_size import Measure
from livecells.kinds import KINDS

from ..conftest import snippet

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WORDS, MINUTES = 900, (7, 13)
REVIEWS = {"fit-a-line": 4, "gradients-accumulate": 8, "graph-lifetime": 11}
REVIEWS |= {"build-your-own-engine": 14}


@cache
def build(part="Tutorial"):
    made = Build(ROOT / "snippets", KINDS)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load("nav:" + config.split("\nnav:")[1])["nav"]
    for name in next(names[part] for names in nav if part in names):
        _, front, body = (ROOT / "docs" / name).read_text(encoding="utf-8").split("---\n", 2)
        made.add(name, name, body, front.count("\n") + 2, front)
    assert made.errors == []
    return made


def lines(where):
    cells = snippet(where.snippet).code
    names = [cell.name for cell in cells]
    first = names.index(where.first) if where.first else 0
    last = names.index(where.last) if where.last else len(names) - 1
    return sum(cell.source.count("\n") + 1 for cell in cells[first : last + 1])


@cache
def size(name):
    return Measure(build().pages[name], lines).size


LESSONS = list(build().pages)


def stem(name):
    return Path(name).stem


@pytest.mark.parametrize("name", LESSONS, ids=stem)
def test_the_core_of_a_page_is_short(name):
    core = size(name).core
    assert core.words <= WORDS
    assert MINUTES[0] <= core.minutes <= MINUTES[1], f"{core.minutes:.1f} minutes"


@pytest.mark.parametrize("name", LESSONS, ids=stem)
def test_a_page_computes_its_times_and_asks_why(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert len(re.findall(r"^/// minutes\n///$", text, re.MULTILINE)) == 1
    assert not re.search(r"about \d+ minutes", text)
    asked = size(name).questions
    assert asked.total() > asked["value"], "no question asks why, which line, or what would change"


def test_a_third_of_all_questions_ask_for_more_than_a_value(capsys):
    asked = sum((size(name).questions for name in LESSONS), Counter())
    with capsys.disabled():
        for name in LESSONS:
            one = size(name)
            print(f"\n{stem(name):24}{one.core.words:5} words{one.core.minutes:6.1f} min", end="")
            print(f"{one.doing:4} with all  {dict(one.questions)}", end="")
    assert asked["value"] <= 2 / 3 * asked.total()


@pytest.mark.parametrize(("name", "page"), REVIEWS.items())
def test_a_page_ends_a_part_with_five_questions_and_looks_back(name, page):
    assert LESSONS.index(f"tutorial/{name}.md") == page - 1
    text = (ROOT / "docs" / "tutorial" / f"{name}.md").read_text(encoding="utf-8")
    part = text[text.index("## Test yourself") : text.index("## In short")]
    assert part.count("    predict: ") >= 5
    assert page == 4 or part.count('title: "Look back: ') >= 2


def folds(block):
    for child in block.children:
        if isinstance(child, Block):
            if child.name == "details" and child.argument:
                yield child
            yield from folds(child)


@pytest.mark.parametrize("name", LESSONS, ids=stem)
def test_a_fold_says_in_its_summary_what_it_holds(name):
    for fold in folds(build().pages[name].found.root):
        deeper = "    type: deeper" in fold.written
        answer = "    type: answer" in fold.written
        assert fold.argument.startswith("Deeper: ") == deeper, fold.argument
        assert fold.argument.startswith("After your answer: ") == answer, fold.argument
        assert len(fold.argument) <= 100, fold.argument


@pytest.mark.parametrize("name", LESSONS, ids=stem)
def test_previous_and_next_fit(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    said = re.search(r"^Next: .*$", text, re.MULTILINE)
    after = LESSONS[LESSONS.index(name) + 1 :]
    assert said, "no line says what comes next"
    if after:
        assert f"({Path(after[0]).name})" in said[0]


@pytest.mark.parametrize("name", LESSONS, ids=stem)
def test_a_page_needs_only_earlier_pages(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    needed = re.search(r"^\*\*You need:\*\*.*$", text, re.MULTILINE)
    assert needed
    before = {Path(one).name for one in LESSONS[: LESSONS.index(name)]}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", needed[0])) <= before


READ = "You may have read"


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.stem)
def test_a_correction_is_a_box_whose_title_is_true(path):
    lines = [line for line in path.read_text("utf-8").split("\n") if line]
    for before, line in pairwise(lines):
        assert not (line.startswith(("///", "#")) and READ in line), line
        if READ in line and path.name != "authoring.md":
            assert re.match(r"/{3,} note \| ", before), line


def shown_code(block, folded=False):
    """The blocks that show code, and whether they stand in a fold."""
    for child in block.children:
        if isinstance(child, Block) and child.name != "live":
            yield from shown_code(child, folded or child.name == "details")
        elif isinstance(child, Block) and child.options.get("show") != "output":
            yield child, folded


def sources(argument):
    name, _, asked = argument.strip().partition(":")
    cells = {cell.name: cell.source for cell in snippet(name).code}
    first, _, last = asked.partition("..")
    order = list(cells)
    start = order.index(first) if first else 0
    end = order.index(last or first) if asked else len(order) - 1
    return "\n".join(cells[one] for one in order[start : end + 1])


def names(source):
    """The names that code makes, and those that it uses."""
    made, used = set(dir(builtins)), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).partition(".")[0])
        made |= {getattr(node, part, None) for part in ("name", "arg")}
    return made, used


def titles_of_folds(text):
    """What titles say of code in folds."""
    return " ".join(re.findall(r"title: (.* in the fold .*)", text))


def told(name):
    """The names that the open text of a page speaks of."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    unfolded = re.sub(r"(?ms)^(/{3,}) details \| .*?^\1$", "", text)
    return {*re.findall(r"`(\w+)`", unfolded), *re.findall(r"\w+", titles_of_folds(text))}


@pytest.mark.parametrize("name", LESSONS, ids=stem)
def test_a_name_in_the_core_is_made_there_or_the_text_says_where(name):
    known = {"torch", *told(name)}
    for block, folded in shown_code(build().pages[name].found.root):
        made, used = names(sources(block.argument))
        if not folded:
            assert used - made - known == set(), f"{name}:{block.line}"
            known |= made


AT_WORK = list(build("At work").pages)


@pytest.mark.parametrize("name", AT_WORK, ids=stem)
def test_at_work_each_story_makes_its_names_in_the_open_or_the_text_says_what_they_are(name):
    """Stricter than above: what another file makes under the same name does not count."""
    known = defaultdict(lambda: {"torch", *told(name)})
    for block, folded in shown_code(build("At work").pages[name].found.root):
        story = block.argument.strip().partition(":")[0]
        made, used = names(sources(block.argument))
        if not folded:
            assert used - made - known[story] == set(), f"{name}:{block.line}"
            known[story] |= made


PAGES = pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.stem)
ANNOUNCED = re.compile(r"/{3,} |- |\d+\. |\||\$|```|<| {4}")


def paragraphs(path):
    """What stands between empty lines, but for code."""
    text = re.sub(r"(?ms)^\s*(`{3,}).*?^\s*\1$", "```", path.read_text("utf-8"))
    return [part.strip("\n") for part in text.split("\n\n")]


@PAGES
def test_a_table_has_an_empty_line_before_it(path):
    """Without one, it is shown as a paragraph full of bars."""
    for part in paragraphs(path):
        first, *rows = part.split("\n")
        assert not any(map(re.compile(r"\|[-:| ]+\|$").match, rows[1:])), first


@PAGES
def test_what_a_colon_announces_follows(path):
    said = [part for part in paragraphs(path) if part]
    for part, after in pairwise(said):
        if part.endswith(":") and not part.startswith(("//", "#", "|", "---")):
            assert ANNOUNCED.match(after), part[-90:]


@pytest.mark.parametrize("name", LESSONS, ids=stem)
def test_no_sentence_of_a_page_stands_there_twice(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    lines = re.findall(r"^[A-Z`].*[.?!]$", text, re.MULTILINE)
    twice = [line for line, count in Counter(lines).items() if count > 1]
    assert twice == []


PICTURES = {
    "tensors-that-record": "pictures.md#secant",
    "forks-add": "pictures-pencil.md",
    "fit-a-line": "pictures-bowl.md",
    "vector-outputs": "pictures.md#rows",
    "graph-lifetime": "pictures-memory.md",
}


@pytest.mark.parametrize(("name", "picture"), PICTURES.items())
def test_a_picture_to_move_is_offered_where_its_page_needs_it(name, picture):
    text = (ROOT / "docs" / "tutorial" / f"{name}.md").read_text(encoding="utf-8")
    assert f"](../work/{picture})" in text[: text.index("## Exercises")]
