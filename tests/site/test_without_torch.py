"""A site where torch, Matplotlib, Pillow and mkdocs-jupyter are missing: each feature works or is
refused in words, with its place; nothing ends in a traceback of ours."""

from __future__ import annotations

import re

import pytest

from .conftest import Site
from .test_plugin import HIDE, LAB, NUMBERS

EQUATION = "/// equation | e\n{}$$ y = x^2 $$\n///\n"
VALUES = "    define: true\n    at: {x: 2}\n    equals: 4\n"
TORCH = "formulas are checked with torch, which is not installed"
GRAPH = "a graph is what torch records, and torch is not installed: install it"
CARDS = "cards are drawn with pillow and matplotlib, not installed here: install the extra `site`"

LISTS = ("apis", "minutes", "checked", "lessons")

# Each with the Markdown of a page, the options of the site, and what is said; nothing if it works.
PAGES = {
    "live": ("/// live | numbers\n///\n\n[[numbers:len(x)]]\n", "", ""),
    "predict": (
        '/// live | numbers:points\n    predict: How many?\n    answer: "numbers:len(x)"\n///\n',
        "",
        "",
    ),
    "vary": ("/// live | varied\n    vary: {a: [1, 2]}\n///\n", "", ""),
    "exercise": (
        "//// exercise | square\n    title: T\nTask.\n\n/// hint\nThink.\n///\n\n"
        "/// solution\n///\n////\n",
        "",
        "",
    ),
    "lists": (
        "/// apis\n///\n\n/// minutes\n///\n\n/// checked\n///\n\n/// lessons\n///\n",
        "",
        "",
    ),
    "formula": ("$x^2$ and\n\n$$ y = x $$\n", "", ""),
    "notation": (EQUATION.format("    notation: It is a shape.\n"), "", ""),
    "equation": (EQUATION.format(VALUES), "", f"docs/index.md:3: equation 'e': {TORCH}"),
    "means": (EQUATION.format("    means: x**2\n    at: {x: 2}\n    equals: 4\n"), "", ""),
    "graph": ("/// graph | numbers:x\n///\n", "", GRAPH),
    "graph to fill in": ("/// graph | numbers:x\n    fill: true\n///\n", "", GRAPH),
    "tensors": ("/// tensors | numbers: x\n///\n", "", "it is no tensor of torch but of type"),
    "arithmetic": ("$2 \\cdot 3 = 6$\n", "check_displays: true", f"3 = 6`: {TORCH}"),
    "a formula": ("$x = y$\n", "check_displays: true", "docs/index.md:3: in the text, `x = y`"),
    "a display": ("$$ y = x $$\n", "check_displays: true", "docs/index.md:3: this display is not"),
    "cards": ("Text.\n", "cards: true", f"mkdocs.yml:4: plugins.livecells.cards: {CARDS}"),
    "offline": ("/// live | numbers\n///\n", "offline: true", ""),
    "run_in_page": ("/// live | numbers\n///\n", "run_in_page: true", ""),
    "the rest": (
        "/// live | numbers\n///\n",
        "csp: true, prune_css: true, bundle: true, seal: true, stderr: error, open_in: [colab]",
        "",
    ),
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose Python has nothing but what the package needs; what has run is kept."""
    site = Site(tmp_path_factory.mktemp("bare"))
    site.write("hidden/sitecustomize.py", HIDE)
    site.write("snippets/numbers.py", NUMBERS)
    site.write("snippets/varied.py", '"""One."""\n# %% a\na = 1\nprint(a + 1)\n')
    site.write("snippets/labs/square.py", LAB)
    return site


def build(site: Site, page: str, options: str) -> tuple[int, str]:
    top = "site_name: Bare\nsite_url: https://bare.example/\nplugins:\n"
    site.write("mkdocs.yml", f"{top}- livecells: {{{options}}}\n")
    site.write("docs/index.md", f"# Page\n\n{page}")
    done = site.build("--strict", PYTHONPATH=str(site.root / "hidden"))
    return done.returncode, done.stderr


@pytest.mark.corpus(6)
@pytest.mark.parametrize("feature", PAGES)
def test_without_torch_a_feature_works_or_is_refused_in_words(bare: Site, feature: str) -> None:
    page, options, said = PAGES[feature]
    code, told = build(bare, page, options)
    assert "Traceback" not in told, told
    assert said in told
    assert code == (1 if said else 0), told
    if said:
        assert re.search(r"\S+\.(md|py|yml):\d+: ", told), "the place is named"


def test_every_kind_of_block_is_tried_without_torch() -> None:
    from livecells.kinds import KINDS

    tried = "".join(page for page, _, _ in PAGES.values())
    assert [name for name in KINDS if f"/// {name}" not in tried] == []


def test_cards_that_nobody_links_to_need_nothing(bare: Site) -> None:
    """Without an address there are no cards, so that nothing is missing for them."""
    bare.write("mkdocs.yml", "site_name: Bare\nplugins:\n- livecells: {cards: true}\n")
    bare.write("docs/index.md", "# Page\n\nText.\n")
    done = bare.build("--strict", PYTHONPATH=str(bare.root / "hidden"))
    assert done.returncode == 0, done.stderr
