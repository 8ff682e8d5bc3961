r"""`livecells new`: the files of a page or a lab, ready to be filled in."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from livecells.options import SiteOptions

NEW_TEXT = """\
NAME
  livecells new - write the files of a new page or a new lab

DESCRIPTION
  `livecells new page FOLDER/NAME` writes a page, the snippet that it shows and a test of both, and
  adds the page to the navigation in mkdocs.yml, behind the last one of its folder.
  `livecells new lab NAME` writes an exercise with its test and prints the block that shows it.

  NAME is in kebab-case. What is written builds and passes as it stands; TODO marks what to say.
  Nothing is written where one of the files is there already.

EXIT STATUS
  0  the files are written
  1  the name is not good, or a file of that name is there
  2  the command line was wrong

EXAMPLES
  livecells new page course/change-gradients --title "Change a gradient on its way"
  livecells new lab clip-a-gradient
"""
NAME = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*/)*[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

PAGE = """\
---
title: {quoted}
description: "TODO: one sentence that says what a reader can do afterwards."
---

# {title}

TODO: what the reader does on this page, and what that is good for.

**You need:** TODO: what to know before, with links.

## TODO: the first step

TODO: derive first, then run.

/// live | {snippet}:start
///

/// equation | start
    define: true
    at: {{x: "{snippet}:x"}}
    equals: {snippet}:y
$$ y = x^2 $$
///

/// equation | slope
    at: {{x: "{snippet}:x"}}
    equals: {snippet}:x.grad
$$ \\frac{{\\partial y}}{{\\partial x}} = 2\\,x $$
///

/// live | {snippet}:slope
    predict: "TODO: what will be printed?"
    answer: {snippet}:x.grad
///

/// graph | {snippet}:y
    caption: "TODO: from `x` to `y`."
///

## Exercises

TODO: write one with `livecells new lab`.

## In short

TODO: what to remember, in a few lines.

## Read later

- [torch.Tensor.backward](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html)
- [torch.autograd](https://docs.pytorch.org/docs/stable/autograd.html)

Sources: TODO: whose words and numbers these are.
"""
SNIPPET = '''\
r"""{title}."""
# %% start
import torch

x = torch.tensor(3.0, requires_grad=True)
y = x**2
print(y)

# %% slope
y.backward()
print(x.grad)
'''
PAGE_TEST = '''\
"""{title}: each number by two routes."""

import torch
from torch.autograd import gradcheck


def test_the_slope_is_as_derived(run):
    assert run("{snippet}", upto="slope").x.grad == 6


def test_the_slope_agrees_with_finite_differences():
    x = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: t**2, x)
'''
LAB = '''\
r"""{title}."""
# %% start
import torch

x = torch.tensor(3.0, requires_grad=True)

# 1. TODO: what to do.
# TODO: y = ...

# %% solution
y = x**2
y.backward()
print(x.grad)

# %% check
made = globals()
assert "y" in made, "There is no `y` yet: begin with step 1."
assert x.grad is not None, "`x.grad` is empty: call y.backward()."
assert torch.equal(x.grad, 2 * x.detach()), (
    "`x.grad` is not twice `x`: run it all afresh, for gradients add up."
)
print("All checks passed.")
'''
LAB_TEST = '''\
"""The lab {name}: what is right passes, and each slip has its words."""

import pytest

RIGHT = ["y = x**2\\ny.backward()", "y = x * x\\ny.sum().backward()"]
SLIPS = {{
    "pass": "There is no `y` yet",
    "y = x**2": "`x.grad` is empty",
    "y = x**2\\ny.backward(retain_graph=True)\\ny.backward()": "run it all afresh",
}}


@pytest.mark.parametrize("answer", RIGHT)
def test_right_answers_pass(judge, answer):
    assert judge("{snippet}", answer) is None


@pytest.mark.parametrize("answer", SLIPS)
def test_slips_are_turned_away_with_words_that_help(judge, answer):
    assert SLIPS[answer] in judge("{snippet}", answer)
'''
LAB_BLOCK = """\
//// exercise | {stem}
    title: {quoted}
TODO: the task.

/// hint
TODO
///

/// solution
///
////
"""


def add_new(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `new` with its arguments."""
    new = commands.add_parser(
        "new",
        help="write the files of a new page or a new lab",
        description=NEW_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    new.add_argument("kind", choices=["page", "lab"], metavar="page|lab", help="what to begin")
    new.add_argument("name", metavar="NAME", help="its name in kebab-case, with a page's folder")
    new.add_argument("--title", default="", help="its title; by default the name in words")
    new.set_defaults(action=write_new)


def write_new(arguments: argparse.Namespace) -> int:
    """`new`: write the files."""
    name: str = arguments.name
    if not NAME.fullmatch(name):
        print(f"{name}: names are in kebab-case, as in chain-rule", file=sys.stderr)
        return 1
    stem = name.rpartition("/")[2]
    title = arguments.title or stem.replace("-", " ").capitalize()
    page = arguments.kind == "page"
    files = (_page if page else _lab)(name, title)
    there = [path for path in files if path.exists()]
    if there:
        print(f"{there[0]}: is there already; nothing was written", file=sys.stderr)
        return 1
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path}")
    if page:
        print(_add_to_navigation(Path("mkdocs.yml"), f"{name}.md"))
    else:
        print("Show it on a page:\n")
        print(LAB_BLOCK.format(stem=stem.replace("-", "_"), quoted=_quoted(title)))
    return 0


def _quoted(title: str) -> str:
    """A title as YAML and JSON write it: one with a colon would be a mapping."""
    return json.dumps(title, ensure_ascii=False)


def _page(name: str, title: str) -> Mapping[Path, str]:
    """The files of a page and their texts."""
    snippet = name.rpartition("/")[2].replace("-", "_")
    words = {"title": title, "quoted": _quoted(title), "snippet": snippet}
    return {
        Path("docs", f"{name}.md"): PAGE.format(**words),
        Path("snippets", f"{snippet}.py"): SNIPPET.format(**words),
        Path("tests", "pages", f"test_{snippet}.py"): PAGE_TEST.format(**words),
    }


def _lab(name: str, title: str) -> Mapping[Path, str]:
    """The files of a lab and their texts."""
    stem = name.replace("-", "_")
    snippet = SiteOptions().lab(stem)
    words = {"title": title, "name": stem, "snippet": snippet}
    return {
        Path("snippets", f"{snippet}.py"): LAB.format(**words),
        Path("tests", "pages", snippet).with_name(f"test_{stem}.py"): LAB_TEST.format(**words),
    }


def _add_to_navigation(config: Path, uri: str) -> str:
    """Put a page behind the last one of its folder; says where, or what is left to do."""
    folder = uri.rpartition("/")[0]
    lines = config.read_text(encoding="utf-8").splitlines() if config.is_file() else []
    line = re.compile(rf"(?P<lead>\s+- )(?:[^:]+: )?{re.escape(folder)}/[\w-]+\.md\s*$")
    found = [number for number, text in enumerate(lines) if folder and line.match(text)]
    if not found:
        return f"add {uri} to `nav` in {config}, if there is one"
    match = line.match(lines[found[-1]])
    assert match is not None
    lines.insert(found[-1] + 1, f"{match['lead']}{uri}")
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"added {uri} to {config}:{found[-1] + 2}"
