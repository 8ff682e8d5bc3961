r"""Displays that no block of the page states, or that are no longer what was checked.

The last word is at what a page is converted to: includes, plugins and hooks come after the scan.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import CONFIG, Site

HOOKS = r"""
from mkdocs.plugins import event_priority

CHANGES = {
    "changed.md": ("= 2x", "= 3x"),
    "second.md": ("$$ \\frac", "$$ 2 + 2 = 5 $$\n\n$$ \\frac"),
    "gone.md": ("$$ \\frac{dy}{dx} = 2x $$", "The slope is 3."),
    "value.md": ("[[story:x | .0f]]", "3"),
    "options.md": ("story:x", "story:x + 1"),
    "added.md": ("# Added", "# Added\n\n$$ 2 + 3 = 6 $$"),
}


def on_page_markdown(markdown, page, config, files):
    old, new = CHANGES.get(page.file.src_uri, ("", ""))
    return markdown.replace(old, new, 2) if old else markdown


@event_priority(50)
def on_page_content(html, page, config, files):
    more = '<div class="arithmatex x">\\[2 + 4 = 7\\]</div>'
    return html + more if page.file.src_uri == "appended.md" else html
"""
SLOPE = """\
/// equation | slope
    equals: story:slope
    at: {x: "story:x"}
$$ \\frac{dy}{dx} = 2x $$
///
"""
SQUARE = "/// equation | square\n    define: true\n$$ y = x^2 $$\n///\n\n" + SLOPE
ENVIRONMENTS = r"""# Environments

\begin{align}
2 + 2 &= 5
\end{align}

- a

    \begin{gather*}2 + 2 = 5\end{gather*}

!!! note

    \begin{equation*}2 + 2 = 5\end{equation*}

> \begin{multline}2 + 2 = 5\end{multline}

| a | \begin{eqnarray}2 + 2 = 5\end{eqnarray} |
| - | - |

`\begin{align}2\end{align}` is code, and $\begin{matrix} a \end{matrix}$ in a line.
"""
PAGES = {
    "index.md": f"# Home\n\n{SQUARE}\n/// live | story\n///\n",
    "environments.md": ENVIRONMENTS,
    "changed.md": f"# Changed\n\n{SQUARE}",
    "second.md": f"# Second\n\n{SQUARE}",
    "gone.md": f"# Gone\n\n{SQUARE}",
    "value.md": "# Value\n\nIt is [[story:x | .0f]].\n\n- Or [[story:x | .0f]], [[story:slope]].\n",
    "options.md": "# Options\n\n/// live | story\n    predict: What?\n    answer: story:x\n///\n",
    "included.md": '# Included\n\n--8<-- "part.md"\n',
    "added.md": "# Added\n\nText.\n",
    "appended.md": "# Appended\n\nText.\n",
    "raw.md": '# Raw\n\n<div class="arithmatex">\\[1 + 1 = 3\\]</div>\n',
    "fence.md": "# Fence\n\n``` math\n1 + 2 = 4\n```\n",
}
FENCE = """\
  - pymdownx.snippets: {base_path: [.]}
  - pymdownx.superfences:
      custom_fences:
        - name: math
          class: arithmatex
          format: !!python/object/apply:pymdownx.arithmatex.arithmatex_fenced_format
            kwds: {mode: generic, tag: div}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a build says of all the faults."""
    site = Site(tmp_path_factory.mktemp("displays"))
    config = CONFIG.replace("  - pymdownx.superfences\n", FENCE)
    site.write("mkdocs.yml", config.replace("hooks: [", "hooks: [late.py, ", 1))
    site.write("late.py", HOOKS)
    site.write("part.md", "Text.\n\n$$ 2 + 2 = 6 $$\n")
    story = '"""A story."""\n# %% first\nx = 2.0\nslope = 2 * x\nprint(x)\n'
    site.write("snippets/story.py", story)
    for name, text in PAGES.items():
        site.write(f"docs/{name}", text)
    built = site.build()
    assert built.returncode == 1
    return built.stdout + built.stderr


@pytest.mark.parametrize("line", [3, 9, 13, 15, 17])
def test_an_environment_outside_a_block_is_a_display(told: str, line: int) -> None:
    assert f"docs/environments.md:{line}: this display is not checked: put it in" in told


@pytest.mark.parametrize(
    "words",
    [
        "docs/changed.md:8: equation 'slope': the page would show `\\frac{dy}{dx} = 3x`, and",
        "docs/second.md:8: equation 'slope': the page would show `2 + 2 = 5`, and",
        "docs/gone.md:8: equation 'slope': its display is not typeset as one",
        "docs/value.md:3: the live value `[[story:x]]` is in the page's file and not in what",
        "docs/value.md:5: the live value `[[story:x]]` is in the page's file and not in what",
        "docs/options.md:3: the block was not read as one; ",
    ],
)
def test_what_a_hook_changes_in_a_block_is_told(told: str, words: str) -> None:
    assert words in told


@pytest.mark.parametrize(
    "words",
    [
        "docs/included.md:3: the display `2 + 2 = 6` is not checked, for it is not in the page's",
        "docs/added.md:1: the display `2 + 3 = 6` is not checked, for it is not in the page's",
        "docs/appended.md:1: the display `2 + 4 = 7` is not checked, for it is not in the page's",
        "docs/fence.md:4: this display is not checked",
    ],
)
def test_what_comes_after_the_scan_is_told(told: str, words: str) -> None:
    assert words in told
    assert "docs/raw.md:3: this display is not checked" in told


def test_nothing_else_is_told(told: str) -> None:
    assert "docs/index.md" not in told
    assert "docs/environments.md:20" not in told
    assert "16 errors in the live pages" in told


GOOD = """\
# Home

/// equation | square
    define: true
$$ y = x^2 $$
///

- a

    /// equation | slope
        at: {x: "story:x"}
        equals: story:slope
    $$
    \\begin{aligned}
    \\frac{dy}{dx} &= 2x
      \\\\ &= x + x
    \\end{aligned}
    $$
    ///

/// live | story
///
"""
SHOWN = '''"""A story."""
# %% first
x = 2.0
slope = 2 * x


class Shown:
    def _repr_latex_(self):
        return "$$ 2 + 2 = z $$"

    def __repr__(self):
        return "Shown"


Shown()
'''


def test_what_is_right_is_published(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("mkdocs.yml", CONFIG)
    site.write("snippets/story.py", SHOWN)
    site.write("docs/index.md", GOOD)
    site.write("docs/list.md", "# List\n\n/// checked\n///\n")
    built = site.build()
    assert built.returncode == 0, built.stderr
    assert "lc-math" in site.html()
    assert "lc-math" in site.html("list/index.html")
