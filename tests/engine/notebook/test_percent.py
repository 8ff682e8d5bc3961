"""Reading percent-format files into named cells."""

import pytest

from livecells.errors import SnippetError
from livecells.notebook.house_rules import bindings, check_house_rules
from livecells.notebook.percent import parse, read

TEXT = '''r"""A story."""
# %% first
import math

x = math.pi

# %% second raises="ValueError: no" timeout=2.5
text = """
# %% not a marker
"""
# %% [markdown]
# Some *words*.
# %%

y = 1
'''


def test_every_cell_knows_its_line():
    lines = TEXT.splitlines()
    for cell in parse(TEXT, "t.py", "t.py").code:
        assert lines[cell.line - 1] == cell.source.split("\n")[0]


def test_names_kinds_and_options():
    docstring, first, second, words, last = parse(TEXT, "t.py", "t.py").cells
    assert (docstring.kind, docstring.source) == ("markdown", "A story.")
    assert (first.name, second.name, last.name) == ("first", "second", "cell-5")
    assert (second.raises, second.options["timeout"]) == ("ValueError: no", 2.5)
    assert (words.kind, words.source) == ("markdown", "Some *words*.")
    assert "not a marker" in second.source


def test_a_cell_that_does_not_exist_is_named_with_its_neighbours():
    with pytest.raises(SnippetError, match=r"unknown cell in t.py: 'secnd' \(did you mean second"):
        parse(TEXT, "t.py", "t.py").cell("secnd")


def test_bytes_that_are_not_utf8_are_located(tmp_path):
    path = tmp_path / "bad.py"
    path.write_bytes(b'"""Doc."""\n# %% a\nx = "\xff"\n')
    with pytest.raises(SnippetError) as error:
        read(path, shown="snippets/bad.py")
    assert str(error.value) == "snippets/bad.py:3: not UTF-8 text"


def test_code_before_the_first_marker_is_a_cell():
    assert [cell.kind for cell in parse("x = 1\n# %% a\ny = 2\n", "t.py", "t.py").cells] == [
        "code",
        "code",
    ]


def test_plain_data_and_back():
    snippet = parse(TEXT, "t.py", "t.py")
    assert type(snippet).from_json(snippet.to_json()).code[1].raises == "ValueError: no"


FIRST = "a snippet starts with a docstring, then cells"


def faults(text):
    return [str(error) for error in check_house_rules(parse(text, "t.py", "t.py"))]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# %% a\nx = 1\n", "t.py:1: a snippet starts with a docstring, then cells"),
        ("import os\n# %% a\nx = 1\n", "t.py:1: a snippet starts with a docstring, then cells"),
        ('"""D."""\n# %% A cell\nx = 1\n', "t.py:2: cell name 'A cell' is not kebab-case"),
        ('"""D."""\n# %% a\nx = 1\n# %% a\ny = 1\n', "t.py:4: two cells are called 'a'"),
        ('"""D."""\n# %% a\nx = 1\n# %% b\nx = 2\n', "t.py:5: 'x' is bound again"),
        ('"""D."""\n# %% a\nx = 1\n# %% b\nfrom math import pi as x\n', "t.py:5: 'x' is bound"),
        ('"""D."""\n# %% a\nfrom math import e\n# %% b\ne = 1\n', "t.py:5: 'e' is bound again"),
        ('"""D."""\n# %% a\nimport os as o\n# %% b\nimport re as o\n', "t.py:5: 'o' is bound"),
        ('"""D."""\n# %% a\nx = 1\n# %% b\n\nx += 2\n', "t.py:6: 'x' is bound again"),
        ('"""D."""\n# %% a\nx = 1\n# %% b\nfor x in []:\n    pass\n', "t.py:5: 'x' is bound"),
        ('"""D."""\n# %% a raise="E"\nx = 1\n', "t.py:2: unknown cell option: 'raise' (did you"),
        (
            '"""D."""\n# %% a timeout=abc\nx = 1\n',
            "t.py:2: the options of the cell cannot be read: timeout=abc; "
            "cell option timeout must be seconds above 0, as in timeout=30, not 'abc'",
        ),
        ('"""D."""\n# %% a timeout="abc"\nx = 1\n', "t.py:2: cell option timeout must be seconds"),
        ('"""D."""\n# %% a timeout="3"\nx = 1\n', "t.py:2: cell option timeout has a wrong value"),
        (
            '"""D."""\n# %% a raises=ValueError\nx = 1\n',
            "t.py:2: the options of the cell cannot be read: raises=ValueError; put the value in "
            'quotes: `raises="ValueError"`',
        ),
        (
            '"""D."""\n# %% a tags=[raises-exception]\nx = 1\n',
            "t.py:2: the options of the cell cannot be read: tags=[raises-exception]; put its "
            'entries in quotes: `tags=["raises-exception"]`',
        ),
        ('"""D."""\n# %%% b\nx = 1\n', "t.py:2: a cell begins with `# %% b`: two percent signs"),
        (
            '"""D."""\n# %% a\nfor i in "ab":\n    print(i)\n# %% b\n    print(2)\n',
            "t.py:5: the marker of cell 'b' stands in a statement that begins at line 3",
        ),
        (
            '"""D."""\n# %% a\nx = [\n    1,\n    # %% b\n    2,\n]\n',
            "t.py:5: the marker of cell 'b' stands in a statement that begins at line 3",
        ),
        ('#!/usr/bin/python\n"""D."""\n# %% a\nx = 1\n', f"t.py:1: {FIRST}: remove the line '#!"),
        (
            '# ---\n# jupyter:\n#   a: 1\n# ---\n\n"""D."""\n# %% a\nx = 1\n',
            f"t.py:1: {FIRST}: remove the header that jupytext wrote",
        ),
        (
            '"""D."""\nfrom __future__ import annotations\n# %% a\nx = 1\n',
            f"t.py:2: {FIRST}: put 'from __future__ import annotations' into the first cell",
        ),
        ("", f"t.py:1: {FIRST}: this file is empty"),
        ("\n\n", f"t.py:1: {FIRST}: this file is empty"),
    ],
)
def test_house_rules_name_the_line(text, fault):
    assert any(found.startswith(fault) for found in faults(text)), faults(text)


@pytest.mark.parametrize("text", ["# %%% b\nx = 1\n", "# %% a raises=E\nx = 1\n", "\ufeff# %% a\n"])
def test_one_slip_is_told_once(text):
    assert len(faults(text if text[0] == "\ufeff" else f'"""D."""\n{text}')) == 1


def test_two_cells_of_one_name_are_told_once_with_both_lines():
    found = faults('"""D."""\n# %% a\nx = 1\n# %% b\n# %% a\ny = 1\n')
    assert found == ["t.py:5: two cells are called 'a': the first begins at line 2"]


def test_a_clean_file_has_no_faults():
    assert not faults('\ufeff"""D."""\n# %% a\nx = 1\n')
    assert not faults(
        '"""D."""\n# %% a\nimport os\nx = 1\nx = 2\n# %% b\nimport os\ny = [x for x in ()]\n'
    )


def test_bindings_stay_in_their_scope():
    source = (
        "def f():\n    inner = 1\n[n for n in ()]\n"
        "a, (b, c) = 1, (2, 3)\nwith open('x') as d:\n    e = 1"
    )
    assert [name for name, _ in bindings(source)] == ["f", "a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    "comment",
    [
        "# copy the list",
        "# cat x and y",
        "# ls",
        "# rm -r",
        "# cd ..",
        "# echo of x",
        "# x?",
        "# ?x",
    ],
)
def test_a_comment_stays_a_comment(comment):
    snippet = parse(f'"""D."""\n# %% a\nx = 1\n{comment}\nprint(x)\n', "s.py", "s.py")
    assert snippet.cell("a").source == f"x = 1\n{comment}\nprint(x)"
    assert list(check_house_rules(snippet)) == []


@pytest.mark.parametrize("comment", ["# !echo 5", "# %timeit x", "#%time x"])
def test_a_command_that_is_commented_out_is_no_line_of_a_snippet(comment):
    snippet = parse(f'"""D."""\n# %% a\nx = 1\n{comment}\n', "s.py", "s.py")
    (error,) = check_house_rules(snippet)
    assert str(error).startswith("s.py:4: `")
    assert "a command in Jupyter and a comment in a script" in str(error)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
def test_a_string_may_hold_what_ends_a_line_elsewhere(mark):
    snippet = parse(f'"""D."""\n# %% a\nx = "a{mark}b"\nprint(x)\n', "s.py", "s.py")
    assert snippet.cell("a").source == f'x = "a{mark}b"\nprint(x)'


def test_a_file_that_says_it_is_not_utf_8_is_told_so():
    with pytest.raises(SnippetError, match=r"s\.py:1: files are UTF-8: leave out `# -\*- coding"):
        parse('# -*- coding: latin-1 -*-\n"""D."""\n# %% a\nx = 1\n', "s.py", "s.py")


def test_a_file_may_say_that_it_is_utf_8():
    assert parse("# -*- coding: utf-8 -*-\n# %% a\nx = 1\n", "s.py", "s.py").cell("a")
