"""Values in equation blocks that a build must survive: Python that ends it, numbers too large.

All stand in one build, and each is one error with its line.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import CONFIG, Site

X = 'at: {x: "story:x"}'
SAME = "equals: story:x"
# Of each block its options, and what is said of it; `{}` is the letter that it defines.
MEANS = {
    "exit()": "fails: ",
    "(_ for _ in ()).throw(SystemExit(0))": "fails: SystemExit: 0",
    '__import__("os")._exit(0)': "fails: the process ended itself with status 0",
    '__import__("os").kill(__import__("os").getpid(), 9)': "the process was ended by SIGKILL",
    '__import__("os").write(1, b"loud") * x': "gives [4.0, 8.0], the run [1.0, 2.0]",
    "[[0] * 10**9] * 10**9": "fails: ",
    "1 / 0": "fails: ZeroDivisionError: division by zero",
    "print": "fails: ",
    "x[:1]": "gives [1.0], the run [1.0, 2.0]",
}
BROKEN = [
    ("2x = x + x", [f"at: {{x: 1{'0' * 400}}}"], "a number is too large"),
    ("2x = x + x", [f"at: {{x: 1{'0' * 5000}}}"], "hold what cannot be read: Exceeds the limit"),
    ("2x = x + x", ["at: {x: 2020-13-45}"], "hold what cannot be read: month must be in 1..12"),
    ("2x = x + x", ["at: {x: &a [*a]}"], "repeats itself (`*`) nearly without end"),
    (r"\star x", [X, "means: import os", SAME], "means must be one Python expression, not"),
    ("2x = x + x", ["at: {x: 1}", "fixed: [1]"], "fixed must be a list of names, not [1]"),
    ("2x = x + x", ["at: {x: 1}", "samples: 1000000000"], "samples must be at most 10000"),
    (r"2x \approx x + 9", ["at: {x: 1}", "approx: .inf"], "approx must be a number between 0"),
    (r"2^{20000} = 3 \cdot 2^{19998}", [], "equation 'a'"),
    ("(" * 150 + "x" + ")" * 150 + " = 2x", ["at: {x: 1}"], "equation 'a'"),
]


def block(name: str, tex: str, options: list[str]) -> str:
    return "".join(
        [f"/// equation | {name}\n", *(f"    {o}\n" for o in options), f"$$ {tex} $$\n", "///\n\n"]
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The errors of a build with all of it, in the order of their lines."""
    made = Site(tmp_path_factory.mktemp("hostile"))
    made.write("mkdocs.yml", CONFIG)
    made.write("snippets/story.py", '"""A story."""\n# %% first\nx = [1.0, 2.0]\nprint(x)\n')
    blocks = [
        block(f"m{number}", rf"{letter}_{{m}} \star x", [X, f"means: '{means}'", SAME])
        for number, (letter, means) in enumerate(zip("ABCDEFGHI", MEANS, strict=True))
    ]
    made.write("docs/index.md", "".join(blocks))
    for number, (tex, options, _) in enumerate(BROKEN):
        made.write(f"docs/value-{number}.md", f"Text.\n\n{block('a', tex, options)}")
    done = made.build()
    assert done.returncode == 1
    assert not (made.root / "site").exists()
    assert 'Traceback (most recent call last):\n  File "/' not in done.stderr
    return re.findall(r"^\s*\d+\. (docs/.*)", done.stderr, re.M)


def test_each_value_is_one_error_with_its_line(told: list[str]) -> None:
    expected = [(f"docs/index.md:{7 * n + 1}: ", said) for n, said in enumerate(MEANS.values())]
    expected += [(f"docs/value-{n}.md:", said) for n, (*_, said) in enumerate(BROKEN)]
    assert len(told) == len(expected), told
    for line, (place, said) in zip(told, expected, strict=True):
        assert line.startswith(place)
        assert said in line


def test_a_value_of_a_run_that_ends_it_is_told_with_its_line(tmp_path: Path) -> None:
    made = Site(tmp_path)
    made.write("mkdocs.yml", CONFIG)
    ends = {"story": "__import__('os')._exit(3)", "other": "__import__('sys').exit()"}
    for name in ends:
        text = '"""A story."""\n# %% first\nx = [1.0, 2.0]\nprint(x)\n'
        made.write(f"snippets/{name}.py", text)
    blocks = [block(n, "2x = x + x", [f'at: {{x: "{n}:{end}"}}']) for n, end in ends.items()]
    made.write("docs/index.md", "".join(blocks))
    done = made.build()
    assert done.returncode == 1
    for line in (2, 7):
        assert f"docs/index.md:{line}" in done.stderr
