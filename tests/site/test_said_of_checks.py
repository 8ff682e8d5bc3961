"""What no page leaves unsaid: typed numbers, notation, other numbers of labs, hidden signs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import CONFIG, Site

LAB = '''"""Lab: add.

{other}
"""
# %% start
x = 1
long = [
    1,
]
# %% solution
y = x + 1
# %% check
assert y == x + 1, "no"
'''
OTHERS = {
    "missing": ("z = 5", "the cell `start` must have one line that begins with `z = `"),
    "form": ("x=2", "write `Other numbers: name = value`, one line for each name"),
    "python": ("x = (2", "`x = (2` is no Python"),
    "alike": ("x = 1", "these are the numbers that the cell `start` has"),
    "rows": ("long = [2]", "`long = ` must stand on one line of the cell `start`, with all of"),
    "solution": ("y = 2", "the cell `start` must have one line that begins with `y = `"),
}
NOTATION = {
    "five": "2 + 2 = 5",
    "second": "y = x^2, \\qquad 2 + 2 = 5",
    "row": "\\begin{aligned} y &= x^2 \\\\ 2 &\\neq 2 \\end{aligned}",
    "less": "5 < \\tfrac{2}{3} \\cdot 4",
}
SIGNS = ["\u202e", "\u2066", "\u200f", "\u061c"]

GUESSES = {
    "2*2": True,
    "four": True,
    "tensor(4)": True,
    "400%": True,
    "five": False,
    "2 by 2 by 2": False,
}


def equation(name: str, tex: str, options: str) -> str:
    return f"/// equation | {name}\n{options}$$ {tex} $$\n///\n\n"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a build says of all the faults."""
    site = Site(tmp_path_factory.mktemp("said"))
    site.write("mkdocs.yml", CONFIG)
    text = "# Home\n\n/// live | turned\n///\n\n"
    for name, (other, _) in OTHERS.items():
        site.write(f"snippets/labs/{name}.py", LAB.format(other=f"Other numbers: {other}"))
        text += (
            f"//// exercise | {name}\n    title: T{name}\n\nDo.\n\n/// solution\nS.\n///\n////\n\n"
        )
    site.write("docs/index.md", text)
    rows = [f'a{n} = "a{sign} b"' for n, sign in enumerate(SIGNS)]
    site.write("snippets/turned.py", '"""Turned."""\n# %% first\n' + "\n".join(rows) + "\n")
    shown = [equation(name, tex, "    notation: why\n") for name, tex in NOTATION.items()]
    site.write("docs/notation.md", "# Notation\n\n" + "".join(shown))
    site.write("snippets/four.py", '"""Four."""\n# %% first\nx = 4\nprint(x)\n')
    asked = "/// live | four\n    predict: What is printed?\n    answer: four:{}\n{}///\n\n"
    wrong = '    wrong:\n      - {{guess: "{}", because: "No."}}\n'
    blocks = [asked.format("x", wrong.format(guess)) for guess in GUESSES]
    reason = asked.format("'so it is'", "    choices: [so it is, so not]\n")
    site.write("docs/guesses.md", "".join([*blocks, asked.format("2 + 2", ""), reason]))
    fenced = "``` python\nx = 1  # \u202e 2\n```\n\nIn `a\u2066b`.\n\nIn prose \u2067a\u2069.\n"
    site.write("docs/fenced.md", f"# Fenced\n\n{fenced}")
    built = site.build()
    assert built.returncode == 1
    return built.stdout + built.stderr


@pytest.mark.parametrize("name", list(OTHERS))
def test_other_numbers_that_cannot_be_used_are_told(told: str, name: str) -> None:
    other, why = OTHERS[name]
    assert f"snippets/labs/{name}.py:3: 'Other numbers: {other}': {why}" in told


@pytest.mark.parametrize("row", range(len(SIGNS)))
def test_signs_that_turn_code_are_told(told: str, row: int) -> None:
    code = f"\\u{ord(SIGNS[row]):04x}"
    assert re.search(rf"snippets/turned.py:{3 + row}: an invisible sign, .*`\{code}` in a", told)


def test_signs_that_turn_code_of_a_page_are_told(told: str) -> None:
    assert "docs/fenced.md:4: an invisible sign, RIGHT-TO-LEFT OVERRIDE, makes this" in told
    assert "docs/fenced.md:7: an invisible sign, LEFT-TO-RIGHT ISOLATE, makes this" in told
    assert "docs/fenced.md:9" not in told


@pytest.mark.parametrize("name", list(NOTATION))
def test_arithmetic_is_no_notation(told: str, name: str) -> None:
    what = "option notation stands above arithmetic, which is always checked"
    assert f"equation {name!r}: {what}" in told


@pytest.mark.parametrize("guess", list(GUESSES))
def test_a_wrong_guess_that_the_page_calls_right_is_told(told: str, guess: str) -> None:
    line = 4 + 7 * list(GUESSES).index(guess)
    what = f"docs/guesses.md:{line}: the wrong guess {guess!r} is a way to type the right answer, 4"
    assert (what in told) == GUESSES[guess]


def test_an_answer_that_is_only_typed_is_told(told: str) -> None:
    assert "`2 + 2` is no value of the run: name a variable of it" in told
    assert "so it is" not in told


def test_what_is_typed_or_unchecked_is_said_so(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("mkdocs.yml", CONFIG)
    site.write(
        "snippets/story.py", '"""S."""\n# %% first\nx = 2.0\ny = x**2\nprint("a\\u202e b")\n'
    )
    run = '    at: {x: "story:x"}\n    equals: story:y\n'
    text = "# Home\n\n/// live | story\n///\n\n"
    text += equation("square", "y = x^2", f"    define: true\n{run}")
    text += equation("typed", "x = 3, \\qquad y = 9", "    at: {x: 3}\n")
    text += equation("number", "y = 9", "    at: {x: 3}\n    equals: 9\n")
    text += equation("both", "y + h = 5", '    at: {x: "story:x", h: 1}\n')
    chances = "'P(A \\mid B)': 0.25, 'P(B \\mid A)': 0.5, 'P(A)': 0.2, 'P(B)': 0.4"
    bayes = "P(A \\mid B) = \\frac{P(B \\mid A) P(A)}{P(B)}"
    text += equation("bayes", bayes, f"    define: true\n    at: {{{chances}}}\n")
    text += equation("states", "\\theta \\leftarrow f", "    notation: any step\n")
    text += equation("names", "\\text{a} \\to \\text{b}", "    notation: two names\n")
    site.write("docs/index.md", text)
    built = site.build()
    assert built.returncode == 0, built.stderr
    blocks = site.html().split('<div class="lc-equation" id="')[1:]
    said = {one.partition('"')[0]: re.sub(r"<[^>]*>", "", one) for one in blocks}
    assert "of the run only" in said["square"]
    assert "Here, 0.25, as the page states it, has the same number" in said["bayes"]
    assert "compared at what the page itself gives, x = 3, only." in said["typed"]
    assert "In the run" not in said["number"]
    assert "9, as the page states it, has the same number" in said["number"]
    assert "the values of the run and what the page itself gives, h = 1, only." in said["both"]
    assert "not checked" in said["states"]
    assert "It states something that is compared with nothing: any step." in said["states"]
    assert "There is nothing to check: two names." in said["names"]
    assert "a\\u202e b" in site.html()
    assert "\u202e" not in site.html()
