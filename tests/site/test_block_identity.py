"""A block shows what it asks for, in whatever order a converter makes the blocks of a page."""

import re

import pytest

STORY = '''\
"""A story."""
# %% a
import torch

u = torch.tensor(1.0, requires_grad=True)
v = torch.tensor(2.0, requires_grad=True)
print("output of a")
# %% b
first = u * 3
second = v.exp()
print("output of b")
'''
# Footnotes are made last, wherever they stand; the others in the order of the page.
CONTAINERS = {
    "footnote": "Text[^1].\n\n[^1]:\n{block}\n",
    "definition": "Term\n\n:   What it means.\n\n{block}\n",
    "list": "- item\n\n{block}\n",
    "admonition": "!!! note\n\n{block}\n",
    "abbreviated": "Text[^1] and more[^2].\n\n[^2]:\n    Two.\n\n[^1]:\n{block}\n",
}


def indented(block):
    return "\n".join(f"    {line}" for line in block.split("\n"))


def page(container, inner, outer):
    """A page with a block in a container, and one behind it in the open."""
    made = CONTAINERS[container].format(block=indented(inner))
    return f"# Home\n\n{made}\nAFTER\n\n{outer}\n"


LIVE = {cell: f"/// live | story:{cell}\n    show: output\n///" for cell in "ab"}
GRAPH = {name: f"/// graph | story:{name}\n///" for name in ("first", "second")}
EQUATION = {
    "one": "/// equation | one\n$$\n1 + 1 = 2\n$$\n///",
    "two": "/// equation | two\n$$\n3 = 3\n$$\n///",
}

# A header in every way that is read as one; blanks at its end count for nothing.
HEADERS = [
    "/// live | story:CELL",
    "///live|story:CELL",
    "/// LIVE |  story:CELL   ",
    "//// live | story:CELL\t",
]
ENDS = ["\n    show: output   \n", "\n    show: output\n    highlight: []\n"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The built pages, by container and kind of block."""
    from .conftest import CONFIG, Site

    site = Site(tmp_path_factory.mktemp("identity"))
    site.write("mkdocs.yml", CONFIG + "  - footnotes\n  - def_list\n")
    site.write("snippets/story.py", STORY)
    for name in CONTAINERS:
        site.write(f"docs/{name}-live.md", page(name, LIVE["a"], LIVE["b"]))
        site.write(f"docs/{name}-graph.md", page(name, GRAPH["first"], GRAPH["second"]))
        site.write(f"docs/{name}-equation.md", page(name, EQUATION["one"], EQUATION["two"]))
    for number, head in enumerate(HEADERS):
        bars = re.match("/+", head)[0]
        pairs = zip("ab", ENDS, strict=True)
        blocks = [f"{head}{end}{bars}\n\n".replace("CELL", cell) for cell, end in pairs]
        site.write(f"docs/head-{number}.md", "AFTER\n\n".join(["", *blocks]))
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    heads = {("head", n): site.html(f"head-{n}/index.html") for n in range(len(HEADERS))}
    return heads | {
        (name, kind): site.html(f"{name}-{kind}/index.html")
        for name in CONTAINERS
        for kind in ("live", "graph", "equation")
    }


def behind(html, mark, name):
    """The nearest `mark` behind the words that announce the outer block, and the other one."""
    words = re.findall(mark, html[html.index("AFTER") :])
    inside = html[: html.index("AFTER")]
    inner = re.findall(mark, inside) or words[1:]  # a footnote is printed last
    assert words, name
    return inner[0], words[0]


@pytest.mark.parametrize("name", CONTAINERS)
def test_each_block_shows_its_own_cell(pages, name):
    assert behind(pages[name, "live"], r"output of (\w)", name) == ("a", "b")


@pytest.mark.parametrize("number", range(len(HEADERS)))
def test_a_header_may_be_spelt_in_every_way(pages, number):
    html = pages["head", number]
    assert re.findall(r"AFTER|output of (\w)", html) == ["", "a", "", "b"]
    assert "///" not in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("name", CONTAINERS)
def test_each_block_draws_its_own_graph(pages, name):
    drawn = behind(pages[name, "graph"], r'id="(graph-story-[a-z]+)-\d+"', name)
    assert ["first" in drawn[0], "second" in drawn[1]] == [True, True]


@pytest.mark.parametrize("name", CONTAINERS)
def test_each_equation_has_its_own_name_and_number(pages, name):
    mark = r'class="lc-equation" id="(\w+)".*?class="lc-number" href="#(\w+)"'
    html = re.sub(r"\s+", " ", pages[name, "equation"])
    assert behind(html, mark, name) == (("one", "one"), ("two", "two"))


def test_a_block_that_another_hook_has_changed_is_refused(site):
    site.write(
        "change.py",
        "def on_page_markdown(markdown, **_):\n    return markdown.replace('story:a', 'story:b')\n",
    )
    config = (site.root / "mkdocs.yml").read_text("utf-8")
    site.write("mkdocs.yml", config.replace("live_site.py]", "live_site.py, change.py]"))
    site.write("snippets/story.py", STORY)
    site.write("docs/index.md", f"---\ntitle: T\n---\n# Home\n\n{LIVE['b']}\n\n{LIVE['a']}\n")
    done = site.build()
    assert done.returncode == 1
    assert "docs/index.md:10: the block was not read as one" in done.stderr
    assert not (site.root / "site").exists()
