"""Questions and exercises as a build reads them: what is refused, and on which line."""

from pathlib import Path

import pytest

from livecells.builder.build import Build
from livecells.errors import BuildFailed
from livecells.kinds import KINDS

from ..conftest import LAB

STORY = """\
r\"\"\"A story.\"\"\"
# %% first
x = 6 * 7
print(x)

# %% last raises="ZeroDivisionError: division by zero"
x / 0
"""


@pytest.fixture
def said(tmp_path: Path, pool):
    """Builds one page; gives what is said of it, a line each, or nothing."""
    for name, text in {
        "story": STORY,
        "labs/lab": LAB,
        "labs/bare": LAB.split("# %% sol")[0],
    }.items():
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def build(text: str) -> list[str]:
        build = Build(tmp_path, KINDS)
        build.add("index.md", "index.md", text)
        build.resolve()
        build.start(pool)
        try:
            build.finish()
        except BuildFailed as failed:
            return [str(error).splitlines()[0] for error in failed.errors]
        return []

    return build


def question(*options: str, cell: str = "story:first") -> str:
    lines = "".join(f"    {option}\n" for option in ("predict: What?", *options))
    return f"# Page\n\n/// live | {cell}\n{lines}///\n"


GOOD = [
    ('answer: "story:x"',),
    ('answer: "story@first:x"', "wrong: [{guess: 41, because: Near.}]"),
    ('answer: "story:x"', 'wrong: [{guess: "story:x + 1", because: One more.}]'),
    ('answer: "story:str(x)"', 'choices: ["42", "43"]', 'wrong: [{guess: "43", because: No.}]'),
    ('answer: "story:x"', "choices: [42, 43]", "tolerance: 0.1", "right: Yes."),
]


@pytest.mark.parametrize("options", GOOD)
def test_a_good_question_is_read(said, options):
    assert said(question(*options)) == []


def test_an_error_is_the_answer_where_the_cell_raises(said):
    assert said(question("answer: error", cell="story:last")) == []


BAD = [
    ((), "a prediction needs an answer"),
    (("answer: forty-two",), "expected `snippet:expression`, not 'forty-two'"),
    (("answer: nowhere:x",), "unknown snippet: 'nowhere'"),
    (("answer: story@lost:x",), "unknown cell in story.py: 'lost'"),
    (("answer: story:unbound",), "NameError"),
    (("answer: story:print",), "a builtin_function_or_method cannot be guessed"),
    (("answer: error",), "the answer is error, and the shown cell raises none"),
    (
        ("answer: story:x", "wrong: [{guess: 42, because: No.}]"),
        "the wrong guess 42 equals the right answer 42",
    ),
    (
        ("answer: story:x", 'wrong: [{guess: "story:x + 0", because: No.}]'),
        "the wrong guess 42 equals the right answer 42",
    ),
    (
        ("answer: story:x", "wrong: [{guess: 7, because: No.}, {guess: 14/2, because: No.}]"),
        "the wrong guess 7 is there twice",
    ),
    (("answer: story:x", "wrong: [{guess: 7}]"), "a wrong guess is `{guess: ..., because: ...}`"),
    (("answer: story:x", "choices: [1, 2]"), "do not contain the value '42'"),
    (("answer: story:x", "choices: [42]"), "choices must be two or more"),
    (
        ("answer: story:x", "choices: [42, 43]", "wrong: [{guess: 44, because: No.}]"),
        "the wrong guess 44 is none of the choices",
    ),
    (("answer: story:x", "tolerance: 2"), "tolerance is relative"),
    (("answer: story:x", "anser: story:x"), "unknown option: 'anser' (did you mean answer"),
    (("answer: story:x", "right: 3"), "option right must be str, not 3"),
    (
        ("answer: story:x", 'right: "half \\ud83d"'),
        r"option right has \ud83d, which is no character",
    ),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_a_bad_question_is_refused_with_its_line(said, options, message):
    (fault,) = said(question(*options))
    line = 4 + len(options) if options else 3  # the last of them is wrong
    assert fault.startswith(f"index.md:{line}: ")
    assert message in fault


def test_an_answer_without_a_question_is_refused(said):
    text = "# Page\n\n/// live | story:first\n    answer: story:x\n///\n"
    assert said(text) == ["index.md:4: option answer has no effect without predict"]


def exercise(inner: str = "Task.\n", lab: str = "lab", options: str = "    title: A lab\n") -> str:
    return f"# Page\n\n//// exercise | {lab}\n{options}{inner}\n////\n"


HINT = "\n/// hint\nText.\n///\n"
SOLUTION = "\n/// solution\nText.\n///\n"


@pytest.mark.parametrize("inner", ["Task.\n", f"Task.\n{HINT * 3}{SOLUTION}"])
def test_a_good_exercise_is_read_and_its_cells_count_as_shown(said, tmp_path, inner):
    assert said(exercise(inner)) == []
    build = Build(tmp_path, KINDS)
    build.add("index.md", "index.md", exercise(inner))
    build.start(None)
    shown = {(where.snippet, where.first) for _, where in build.pages["index.md"].targets}
    assert shown == {("labs/lab", cell) for cell in ("start", "solution", "check")}


WRONG = [
    (exercise(lab="lob"), 3, "unknown lab: 'lob' (did you mean lab?)"),
    (exercise(lab=""), 3, "an exercise names a lab"),
    (exercise(options=""), 3, "an exercise needs a title"),
    (exercise(options="    tilte: A lab\n"), 4, "unknown option: 'tilte'"),
    (exercise(f"Task.\n{HINT * 4}"), 3, "4 hints are too many: 3 at most"),
    (exercise(f"Task.\n{SOLUTION * 2}"), 3, "one solution block at most"),
    (exercise() + exercise()[7:], 9, "the page has the lab 'lab' twice"),
    (f"# Page\n{HINT}", 3, "a hint stands in an exercise"),
    (exercise("Task.\n\n/// hint | One\n///\n"), 7, "a hint takes no argument, not 'One'"),
]


@pytest.mark.parametrize(("text", "line", "message"), WRONG)
def test_a_bad_exercise_is_refused_with_its_line(said, text, line, message):
    (fault,) = said(text)
    assert fault.startswith(f"index.md:{line}: ")
    assert message in fault


def test_too_few_slashes_are_told(said):
    faults = said(exercise(f"Task.\n{HINT}").replace("////", "///"))
    assert any("give it one slash more" in fault for fault in faults)


def test_every_cell_that_a_lab_lacks_is_named(said):
    faults = said(exercise(lab="bare"))
    assert len(faults) == 2
    assert all(fault.startswith("index.md:3: unknown cell in labs/bare.py") for fault in faults)
