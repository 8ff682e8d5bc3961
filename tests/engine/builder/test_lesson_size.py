"""What counts as a lesson's core, and what its questions ask for."""

import pytest

from livecells.builder.lesson_size import Measure, count_words, kind_of_question
from livecells.builder.progress import Progress
from livecells.builder.read_page import PageReader
from livecells.builder.snippets import Snippets
from livecells.builder.varied import VariedRuns
from livecells.kinds import KINDS
from livecells.options import SiteOptions

PAGE = """\
# A title here

Four words of prose.

/// live | story:first
    predict: "Why is it so?"
    answer: "story:x"
///

//// details | Deeper: more
    type: deeper
Five words in a fold.

/// equation | one
$$ x = 1 $$
///
////

/// details | After your answer
    type: answer
Two words.
///

## Exercises

Not of the core.

/// exercise | lab
Nor this.
///

## In short

- Core again.
"""


@pytest.fixture
def size(tmp_path):
    (tmp_path / "story.py").write_text('"""A story."""\n# %% first\nx = 1\nprint(x)\n')
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "lab.py").write_text('"""A lab."""\n# %% start\nx = 1\n')
    snippets = Snippets(tmp_path, "snippets")
    varied = VariedRuns(snippets, None, Progress())
    reader = PageReader(KINDS, snippets, [], SiteOptions(), varied)
    return Measure(reader.read("page.md", PAGE, 0), lambda _: 2).size


def test_the_core_is_what_stands_open_and_what_answers_unfold(size):
    assert size.core.words == 3 + 4 + 2 + 4
    assert size.core.code == 2
    assert size.core.equations == 0


def test_a_fold_is_counted_by_itself(size):
    assert (size.deeper.words, size.deeper.equations) == (5, 1)


def test_questions_and_exercises_take_longer(size):
    assert size.questions == {"why": 1}
    assert size.labs == 1
    assert (size.reading, size.doing) == (1, 10)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is every entry of `x.grad`?", "value"),
        ("`b` was used, and stays empty. Why?", "why"),
        ("Which line loses the leaf?", "line"),
        ("The loss rises. Which of the three lines is wrong?", "line"),
        ("If `d` were 5 instead of 3, what would `c.grad` be?", "change"),
    ],
)
def test_a_question_is_told_by_its_words(question, kind):
    assert kind_of_question(question) == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two, three.", 3),
        ("`code` counts not, $x^2$ is one word", 6),
        ("a [link to it](page.md#there) and [[story:x | .1f]]", 6),
        ("| a | table |\nafter", 1),
    ],
)
def test_words_are_those_of_prose(text, words):
    assert count_words(text) == words
