"""A small site that has a bit of everything, and edits of it at random.

    python -m tests.site.random_edits FOLDER [EDITS] [SEED]

edits a site again and again, and compares each build with one from nothing.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from .conftest import EPOCH, ROOT, Site
from .watched import first_difference

CONFIG = f"""\
site_name: Edited
site_description: What is edited.
hooks: [{ROOT / "hooks" / "live_site.py"}]
watch: [snippets]
theme: {{name: material, custom_dir: theme, font: false, features: [navigation.sections]}}
plugins: [search]
extra:
  livecells:
    lessons: [lessons]
    about: [about]
    glossary: glossary.md
    csp: true
    prune_css: true
    bundle: true
    offline: true
    run_in_page: true
extra_css: [own.css]
markdown_extensions: [abbr, admonition, attr_list, footnotes, tables, toc: {{permalink: true}},
  pymdownx.arithmatex: {{generic: true}}, pymdownx.highlight, pymdownx.superfences,
  pymdownx.blocks.admonition, pymdownx.blocks.details]
"""
LIVE = """\
---
description: About {name}.
---

# Lesson {name}

/// minutes
///

A slope is what [the other](NEXT.md#more) says of the curve. The value is [[{name}:x]].

/// live | {name}:first
///

## More

/// live | {name}:second
///

It is $a = [[{name}:x]]$ in a formula, and $\\frac{{1}}{{2}}$ is half.
"""
LAB = """\
//// exercise | double
    title: Twice as much
Double the slope.

/// hint
Multiply.
///
////
"""
PAGES = {
    "index.md": "# Home\n\nWelcome. See [one](lessons/one.md), and the [list](about/all.md).\n",
    "lessons/one.md": f"{LIVE.format(name='one')}\n{LAB}".replace("NEXT", "two"),
    "lessons/two.md": LIVE.format(name="two").replace("NEXT", "three"),
    "lessons/three.md": LIVE.format(name="three").replace("NEXT", "one"),
    "about/all.md": "# All\n\n/// lessons\n///\n\n/// checked\n///\n",
    "labs/index.md": "# Labs\n\n<!-- labs -->\n",
    "glossary.md": "# Glossary\n\n## Slope { #slope }\n\nHow steep a curve is.\n\n"
    "## Curve { #curve }\n\nA line that bends.\n",
}
SNIPPET = (
    '"""The story {}."""\n# %% first\nx = 6 * 7\nprint(x)\n# %% second\nprint("more", x + 1)\n'
)
READS = """\
{}# %% third
from pathlib import Path
print(Path(__file__).with_name("data.txt").read_text())
"""
DOUBLE = '''"""Lab: double it.

Level: core. Minutes: 3.
"""
# %% start
slope = 3

# %% solution
doubled = 2 * slope

# %% check
print("right" if doubled == 2 * slope else "wrong")
'''
FILES = {
    "mkdocs.yml": CONFIG,
    "theme/main.html": '{% extends "base.html" %}\n{% block announce %}News{% endblock %}\n',
    "docs/own.css": ".own { color: red }\n",
    "snippets/one.py": SNIPPET.format("one"),
    "snippets/two.py": SNIPPET.format("two"),
    "snippets/three.py": READS.format(SNIPPET.format("three")),
    "snippets/data.txt": "data",
    "snippets/labs/double.py": DOUBLE,
    **{f"docs/{name}": text for name, text in PAGES.items()},
}
SAID = "steep|curve|slope|line|and|[[one:x]]|**bold**|`code`|$b = 2$|[home](HOME)|a note[^1]|new12"
WORDS = SAID.split("|")
Dice = random.Random


def everything(root: Path) -> Site:
    """The site as it is before any edit."""
    site = Site(root)
    for name, text in FILES.items():
        site.write(name, text)
    return site


def _pages(site: Site) -> list[Path]:
    return sorted((site.root / "docs").rglob("*.md"))


def _change(path: Path, change: Callable[[str], str]) -> str:
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    return path.name


def words(site: Site, dice: Dice) -> str:
    """Another paragraph at the end of a page."""
    said = " ".join(dice.choices(WORDS, k=5))
    page = dice.choice(_pages(site))
    home = "../" * (len(page.relative_to(site.root / "docs").parts) - 1) + "index.md"
    said = said.replace("HOME", home)
    return _change(page, lambda text: f"{text}\nMore: {said}.\n")


def title(site: Site, dice: Dice) -> str:
    """Another first heading, or another description."""
    number = dice.randrange(100)
    old, new = dice.choice(
        [("\n# ", f"\n# {number} "), ("description: ", f"description: {number} ")]
    )
    return _change(dice.choice(_pages(site)), lambda text: f"\n{text}".replace(old, new, 1)[1:])


def snippet(site: Site, dice: Dice) -> str:
    """Other numbers, or another file read."""
    path = dice.choice(sorted((site.root / "snippets").glob("*.*")))
    new = str(dice.randrange(2, 90))
    if path.suffix == ".txt":
        return _change(path, lambda _: new)
    return _change(path, lambda text: text.replace("x = 6", f"x = {new} + 6", 1))


def lab(site: Site, dice: Dice) -> str:
    """Another start, or another level, of a lab."""
    path, number = site.root / "snippets/labs/double.py", dice.randrange(2, 90)
    olds = [("slope = 3", f"slope = {number} + 3"), ("Minutes: ", f"Minutes: {number % 9 + 1}")]
    old, new = dice.choice(olds)
    return _change(path, lambda text: text.replace(old, new, 1))


def nav(site: Site, dice: Dice) -> str:
    """Another menu: its order, and a title in it."""
    pages = [page.relative_to(site.root / "docs").as_posix() for page in _pages(site)]
    dice.shuffle(pages)
    pages[0] = f"{{Named {dice.randrange(100)}: {pages[0]}}}"
    line = f"nav: [{', '.join(pages)}]\n"
    before = (site.root / "mkdocs.yml").read_text().split("nav: ")[0]
    site.write("mkdocs.yml", before + dice.choice([line, ""]))
    return "nav"


def glossary(site: Site, dice: Dice) -> str:
    """Another definition, or another entry."""
    number = dice.randrange(100)
    head = f'## Line{number} {{ #line-{number} data-words="bold, line {number}" }}'
    more = f"\n{head}\n\nIt is {number}.\n"
    change = dice.choice([lambda t: t + more, lambda t: t.replace("steep", f"steep {number}", 1)])
    return _change(site.root / "docs" / "glossary.md", change)


def option(site: Site, dice: Dice) -> str:
    """Another option of the site."""
    name = dice.choice(["csp", "prune_css", "bundle", "offline", "run_in_page"])
    pairs = [(f"{name}: true", f"{name}: false"), (f"{name}: false", f"{name}: true")]
    pairs = [
        *pairs,
        ("site_name: ", f"site_name: {dice.randrange(10)}"),
        ("permalink: true", "permalink: false"),
    ]
    old, new = dice.choice(pairs)
    return _change(site.root / "mkdocs.yml", lambda text: text.replace(old, new, 1)) + f" {new}"


def theme(site: Site, dice: Dice) -> str:
    """Another template, or another style sheet."""
    name = dice.choice(["theme/main.html", "docs/own.css"])
    word = f"x{dice.randrange(100)}"
    return _change(
        site.root / name, lambda t: t.replace("News", word).replace("red", f"red /* {word} */")
    )


def add(site: Site, dice: Dice) -> str:
    """One more page, with a snippet of its own or one that others show."""
    number = dice.randrange(100)
    own = dice.choice(["one", "two", f"new{number}"])
    site.write(f"snippets/{own}.py", SNIPPET.format(own)) if own.startswith("new") else None
    site.write(f"docs/lessons/new{number}.md", LIVE.format(name=own).replace("NEXT", "one"))
    return f"new{number}.md"


def delete(site: Site, dice: Dice) -> str:
    """One page less, and now and then its snippet."""
    found = [page for page in _pages(site) if page.stem not in ("index", "glossary", "one")]
    if not found:
        return words(site, dice)
    path = dice.choice(found)
    path.unlink()
    if dice.random() < 0.5 and path.stem.startswith("new"):
        (site.root / f"snippets/{path.stem}.py").unlink(missing_ok=True)
    return path.name


def rename(site: Site, dice: Dice) -> str:
    """Another name of a page."""
    found = [page for page in _pages(site) if page.stem not in ("index", "glossary")]
    if not found:
        return words(site, dice)
    path = dice.choice(found)
    path.rename(path.with_name(f"r{dice.randrange(100)}-{path.name[-30:]}"))
    return path.name


EDITS = (words, words, title, snippet, lab, nav, glossary, option, theme, add, delete, rename)


def edited(site: Site, dice: Dice) -> str:
    """Edit a site at random, once or twice; what was edited, in words."""
    chosen = dice.choices(EDITS, k=dice.choice([1, 1, 2]))
    return ", ".join(f"{edit.__name__} of {edit(site, dice)}" for edit in chosen)


FAILED = "both builds failed"


def difference(site: Site, fresh: Path) -> str:
    """Build a site and, from nothing, a copy of its sources; how they differ, or nothing.

    Where both fail, the last good site is kept, and `FAILED` says so.
    """
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(site.root, fresh, ignore=shutil.ignore_patterns("site", ".cache"))
    one, other = site.build(**EPOCH), Site(fresh).build(**EPOCH)
    if one.returncode != other.returncode:
        return f"one failed:\n{one.stderr}\n{other.stderr}"
    if one.returncode:
        return FAILED
    return first_difference(site.files(), Site(fresh).files())


def main(folder: str, edits: str = "200", seed: str = "0") -> None:
    """Edit and compare; ends with status 1 at the first difference."""
    dice, root = Dice(seed), Path(folder)
    site = everything(root / "site")
    for number in range(int(edits)):
        what = edited(site, dice) if number else "nothing"
        found = difference(site, root / "fresh")
        print(number, what, found, flush=True)
        if found not in ("", FAILED):
            sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
