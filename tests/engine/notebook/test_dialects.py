"""Files that others wrote are cut into cells as jupytext cuts them, or refused with what helps."""

import re

import jupytext
import pytest

from livecells.errors import SnippetError
from livecells.notebook.house_rules import check_house_rules
from livecells.notebook.marker_values import wrong_values
from livecells.notebook.percent import parse, read

HEADER = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

"""
STARTS = [
    "",
    "x = 1\n\n",
    "#!/usr/bin/env python\n",
    "# -*- coding: utf-8 -*-\n",
    "# ---\n# title: x\n# author: y\n# ---\n\n",
    HEADER,
    HEADER + '"""Doc"""\n',
    HEADER.replace("# jupyter:", "# title: A\n# jupyter:"),
    HEADER.replace("# ---\n\n", "# ---\n"),
    HEADER.replace("percent", "hydrogen"),
    HEADER.replace("#   kernelspec", "#     comment_magics: false\n#   kernelspec"),
    HEADER.replace("#     text_rep", "#     custom_cell_magics: foo\n#     text_rep"),
]
CELLS = [
    '# %% language="bash"\n# echo hi\n# # a comment\n#\n# for i in 1 2; do\n#   echo $i\n# done\n',
    '# %% language="script" magic_args="bash --no-raise-error"\n# false\n',
    '# %% Title here language="html" tags=["x"]\n# <b>hi</b>\n',
    '# %% {"language": "latex"}\n# $x^2$\n',
    '# %% language="javascript"\n# // %% no marker\n# console.log(1)\n',
    '# %% language="R" magic_args="-i df -o y"\n\n# y <- 1\n',
    '# %% language="python"\nx = 1\n# !ls\n',
    '# %% language="python3"\n# print(1)\n',
    '# %% language="svg"\n# <svg><circle r="1"/></svg>\n',
    '# %% language="markdown"\n# # Title\n#\n# text\n',
    '# %% language="bash" active="ipynb"\n# echo\n',
    '# %% language="foo"\n# x = 1\n',
    '# %% language="sh"\n#!/bin/sh\n#echo no space\n',
    '# %% language="bash"\n',
    '# %% active="ipynb"\n# x = 1\n# print(x)\n',
    '# %% tags=["active-ipynb"]\n# y = 1\n',
    '# %% active="py"\ny = 1\n',
    '# %% run_control={"frozen": true}\n# x = 1\n',
    "# %%\n# %matplotlib inline\n# !pip install \\\n#     foo\nx = 1\n",
    "# %%\n# files = !ls\n# t = %timeit -o 1\n# %%time\n",
    "# %%\n# # !ls\n# # %timeit\n",
    "# %%\n# %%bash\n# echo hi\n",
    '# %%\ntext = """\n# %matplotlib inline\n# %% x\n"""\n',
    "# %% [raw]\n# raw text\n",
    '# %% [md]\n"""\nA text\n"""\n',
    "#%%\nx = 1\n#%%bash\n",
    "# In[3]:\nx = 1\n",
    "# <codecell>\nz = 2\n",
]
WORDS = "# %%\n# ls -l\n# copy the list\n# x?\n# ?x\n# cd ..\n"


def as_jupytext(text):
    cells = jupytext.reads(text, fmt=".py" if "text_rep" in text else "py:percent").cells
    return [(cell.cell_type, cell.source.lstrip("\n")) for cell in cells]


def as_we_do(text):
    return [(cell.kind, cell.source) for cell in parse(text, "t.py", "t.py").cells]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_as_jupytext_reads_it(cell):
    for text in (f"{cell}# %%\n1\n", f"{HEADER}# %%\n1\n\n{cell}"):
        assert as_we_do(text) == as_jupytext(text)


@pytest.mark.parametrize("start", STARTS)
def test_what_stands_above_is_read_as_jupytext_reads_it(start):
    for cell in (CELLS[0], CELLS[18], CELLS[21]):
        assert as_we_do(start + cell) == as_jupytext(start + cell)


def test_commands_in_comments_run_beside_commands_as_such():
    (cell,) = parse("# %%\n%matplotlib inline\n# !echo a\n", "t.py", "t.py").cells
    assert cell.source == "%matplotlib inline\n!echo a"


def test_commands_of_words_are_commands_in_files_that_jupytext_wrote_and_else_comments():
    assert as_we_do(HEADER + WORDS) == as_jupytext(HEADER + WORDS)
    assert as_we_do(WORDS) == [("code", WORDS.removeprefix("# %%\n").rstrip("\n"))]


def test_a_comment_goes_on_as_a_comment_and_a_command_as_a_command():
    text = "# %%\n# copy the list \\\n# !and so on\n# !echo a \\\n#   b\nx = 1\n"
    (cell,) = parse(text, "t.py", "t.py").cells
    assert cell.source == "# copy the list \\\n# !and so on\n!echo a \\\n  b\nx = 1"


def test_a_cell_of_another_language_is_at_its_marker():
    text = 'x = 1\n# %% a language="bash"\n\n# echo\n\n# %% b\n\ny = 1\n'
    cells = parse(text, "t.py", "t.py").code
    assert [(cell.name, cell.marker, cell.line) for cell in cells] == [
        ("cell-1", 1, 1),
        ("a", 2, 2),
        ("b", 6, 8),
    ]


def test_a_snippet_has_no_cell_of_another_language():
    text = '"""D."""\n# %% a\nx = 1\n\n# %% b language="bash"\n# echo 1\n'
    (error,) = check_house_rules(parse(text, "s.py", "s.py"))
    assert str(error) == (
        "s.py:5: a cell that `%%bash` runs is a comment in a script: leave it out"
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# Copyright 2024 Someone\n# %%\n1 + 1\n", ["code", "code"]),
        ("# Copyright\n#\n# Licence: MIT\n\n\n# %%\n1\n", ["code", "code"]),
        ('# Copyright\n"""What it is."""\n# %%\n1\n', ["markdown", "code"]),
        ("#\n# %%\n1\n", ["code", "code"]),
        ("# ---\n# title: x\n# ---\n\n# Copyright\n# %%\n1\n", ["raw", "code", "code"]),
        ("\ufeff# %%\n1\n", ["code"]),
        ('\ufeff"""D."""\n# %%\n1\n', ["markdown", "code"]),
    ],
)
def test_only_a_docstring_is_a_text(text, kinds):
    assert [cell.kind for cell in parse(text, "t.py", "t.py").cells] == kinds


def test_a_byte_order_mark_is_no_part_of_the_first_cell(tmp_path):
    (tmp_path / "bom.py").write_bytes(b"\xef\xbb\xbf# %% a\nx = 1\n")
    assert read(tmp_path / "bom.py").cell("a").source == "x = 1"


FENCED = "# A title\n\n```python\nx = 1\n```\n"
LIGHT = HEADER.replace("percent", "light") + "x = 1\n\n# +\ny = 2\n"
GALLERY = f'"""\nTitle\n=====\n"""\nx = 1\n\n{"#" * 79}\n# Words\n# of it.\n\ny = 2\n'
MARIMO = "import marimo\n\napp = marimo.App()\n\n@app.cell\ndef _():\n    return\n"
NOTEBOOK = '{\n "cells": [],\n "metadata": {"x": false},\n "nbformat": 4\n}\n'
TO_PERCENT = "`jupytext --to py:percent"


@pytest.mark.parametrize(
    ("name", "text", "where", "words", "command"),
    [
        ("a.ipynb", NOTEBOOK, 1, "a notebook", f"{TO_PERCENT} a.ipynb`"),
        ("a.py", NOTEBOOK, 1, "a notebook (JSON)", "rename it to a.ipynb"),
        ("a.md", FENCED, 1, "Markdown", f"{TO_PERCENT} a.md`"),
        ("a.Rmd", FENCED, 1, "R Markdown", f"{TO_PERCENT} a.Rmd`"),
        ("a.qmd", FENCED, 1, "Quarto", "`quarto convert a.qmd`"),
        ("a.R", "#' words\nx <- 1\n", 1, "no Python file (.R)", "only Python runs here"),
        ("a.rst", "Title\n=====\n", 1, "no Python file (.rst)", "only Python runs here"),
        ("a.py", FENCED, 3, "Markdown", "rename it to a.md"),
        ("a.py", LIGHT, 6, "light format", f"{TO_PERCENT} a.py`"),
        ("a.py", LIGHT.replace("light", "sphinx"), 6, "sphinx format", f"{TO_PERCENT} a.py`"),
        ("a.py", LIGHT.replace("light", "nomarker"), 6, "nomarker", f"{TO_PERCENT} a.py`"),
        ("a.py", "x = 1\n\n# +\ny = 2\n", 3, "light format", f"{TO_PERCENT} a.py`"),
        ("a.py", '# + tags=["a"]\ny = 2\n', 1, "light format", f"{TO_PERCENT} a.py`"),
        ("a.py", GALLERY, 7, "Sphinx-Gallery", f"{TO_PERCENT} a.py`"),
        ("a.py", MARIMO, 5, "marimo", "`marimo export ipynb a.py -o a.ipynb`"),
        ("a.py", "# Databricks notebook source\nx = 1\n", 1, "Databricks", "export it from"),
        ("a.py", HEADER.replace("language: python", "language: R"), 10, "in R", "only Python"),
    ],
)
def test_another_format_is_refused_with_what_converts_it(
    tmp_path, name, text, where, words, command
):
    (tmp_path / name).write_text(text)
    with pytest.raises(SnippetError) as error:
        read(tmp_path / name, shown=name)
    assert str(error.value).startswith(f"{name}:{where}: this is ")
    assert words in str(error.value)
    assert command in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        '"""A text.\n# +\n"""\nx = 1\n',
        f"{'#' * 30}\n# Section\n{'#' * 30}\nx = 1\n\n{'#' * 30}\n# Next\n{'#' * 30}\n",
        '"""D."""\n# + this is a remark\nx = 1\n',
        "# %%\nx = 1\n# +\ny = 2\n",
        "{'a': 1}\n",
        "# region\nx = 1\n# endregion\n",
        'x = """\n```\n"""\n',
    ],
)
def test_a_plain_file_is_not_taken_for_another_format(text):
    assert parse(text, "t.py", "t.py").cells


@pytest.mark.parametrize(
    "header", ["# jupyter:\n", "# jupyter:\n#   jupytext: 3\n", "# jupyter:\n#   a: [\n"]
)
def test_a_header_that_nobody_can_read_is_located(header):
    with pytest.raises(SnippetError, match=r"^t\.py:\d: the header between `# ---`"):
        parse(f"# ---\n{header}# ---\n# %%\n1\n", "t.py", "t.py")


@pytest.mark.parametrize(
    "option",
    ['timeout="soon"', "timeout=[1]", "timeout=0", "timeout=-3", "data=5", "data=[1]"],
)
def test_a_value_that_no_run_could_read_is_located(option):
    (error,) = wrong_values(parse(f"x = 1\n# %% a {option}\n1\n", "t.py", "t.py"))
    assert re.match(r"t\.py:2: cell option \w+ must be ", str(error))
