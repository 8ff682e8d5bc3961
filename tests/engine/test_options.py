"""The options of a site, and that the engine knows of a site only what they say."""

import ast
import re
from pathlib import Path

import livecells
from livecells.options import SiteOptions

ENGINE = Path(livecells.__file__).parent
OF_THIS_SITE = re.compile(
    r"\b(tutorial|about|labs|errors|downloads|reference)/|snippets/(?!\*)|autograd-live|bsd-3-clause"
    r"|assets/css|a page of a tutorial"
)


def test_pages_and_snippets_belong_to_folders_by_whole_names():
    options = SiteOptions(lessons=("learn", "more/deep"), about=("about",), folded=("look",))
    lessons = ("learn/a.md", "learn/b/c.md", "more/deep/d.md")
    others = ("learn.md", "learning/a.md", "more/e.md", "index.md", "x/learn/a.md")
    assert all(map(options.is_lesson, lessons))
    assert not any(map(options.is_lesson, others))
    assert options.is_about("about/a.md")
    assert not options.is_about("learn/a.md")
    assert options.is_folded("look/up.md")
    assert not options.is_folded("lookout/up.md")
    assert options.is_lab("labs/a")
    assert not options.is_lab("laboratory/a")
    assert options.is_error("errors/a")


def test_a_dot_is_every_page_and_nothing_is_none():
    assert SiteOptions(lessons=(".",)).is_lesson("index.md")
    assert not SiteOptions().is_lesson("index.md")


def constants(path):
    """The texts in a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))}  # fmt: skip
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and text not in docs]


def test_no_folder_or_word_of_this_site_stands_in_the_engine():
    found = {
        f"{path.relative_to(ENGINE)}: {text!r}"
        for path in ENGINE.rglob("*.py")
        for text in constants(path)
        if OF_THIS_SITE.search(text)
    }
    scripts = [path for path in ENGINE.rglob("*.js") if path.parent.name != "bundle"]
    found |= {str(path) for path in scripts if OF_THIS_SITE.search(path.read_text("utf-8"))}
    assert found == set()
