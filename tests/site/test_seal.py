"""A build with `seal` refuses each page that shows an answer in sight of its question."""

from __future__ import annotations

import re

import pytest

from .conftest import CONFIG, Site

ASK = """\
/// live | story:second
    predict: "What is it?"
    answer: "story:y"
///
"""
FAR = "Nothing to see in this line.\n\n" * 40
LEAKS = {
    "below": f"# A\n\n{ASK}\nSo it is 53.5 in the end.\n",
    "above": f"# A\n\nIt will be 53.5.\n\n{ASK}",
    "value": f"# A\n\n{ASK}\nSo [[story:y]].\n",
    "formula": f"# A\n\n{ASK}\n/// equation | e\n$$ 50 + 3.5 = 53.5 $$\n///\n",
    "table": f"# A\n\n{ASK}\n| a |\n|---|\n| 53.5 |\n",
    "output": f"# A\n\n/// live | story:third\n///\n\n{ASK}",
    "box": f"# A\n\n{ASK}\n/// note | Mind\nThe answer, 53.5, is here.\n///\n",
    "question": f"# A\n\n{ASK}\n{ASK.replace('What is it?', 'It was 53.5. And now?')}",
}
CLEAN = {
    "folded": f"# A\n\n{ASK}\n/// details | After your answer\nIt is 53.5.\n///\n",
    "far": f"# A\n\n{ASK}\n{FAR}It is 53.5.\n",
    "right": "# A\n\n" + ASK.replace("\n///\n", '\n    right: "That is 53.5."\n///\n'),
}
STORY = '"""A story."""\n# %% first\nx = 42\n# %% second\ny = x + 11.5\nprint(y)\n'


@pytest.fixture
def sealed(site: Site) -> Site:
    config = CONFIG.replace("check_displays: true", "check_displays: true, seal: true")
    site.write("mkdocs.yml", config + "  - pymdownx.blocks.details\n")
    site.write("snippets/story.py", STORY + "# %% third\nprint(y, 'again')\n")
    site.write("docs/index.md", "# Home\n\n/// live | story:first\n///\n")
    return site


def test_each_planted_leak_is_one_error_with_the_line_of_its_question(sealed: Site) -> None:
    for name, text in {**LEAKS, **CLEAN}.items():
        sealed.write(f"docs/{name}.md", text)
    done = sealed.build()
    said = done.stdout + done.stderr
    assert done.returncode != 0
    found = re.findall(r"docs/(\w+)\.md:(\d+): the answer 53\.5 stands in sight", said)
    lines = {name: text[: text.index("predict:")].count("\n") + 1 for name, text in LEAKS.items()}
    assert sorted(found) == sorted((name, str(line)) for name, line in lines.items())
    assert "fold it with `/// details | ...`" in said


def test_pages_that_fold_or_keep_their_distance_are_published(sealed: Site) -> None:
    for name, text in CLEAN.items():
        sealed.write(f"docs/{name}.md", text)
    done = sealed.build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_the_option_nothing_is_looked_for(sealed: Site) -> None:
    config = (sealed.root / "mkdocs.yml").read_text(encoding="utf-8")
    sealed.write("mkdocs.yml", config.replace(", seal: true", ""))
    sealed.write("docs/below.md", LEAKS["below"])
    assert sealed.build("--strict").returncode == 0
