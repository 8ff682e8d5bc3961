"""Drift: what counts as a change between two runs, what does not, and how it is told."""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livecells.cli.main import main
from livecells.compare import normalize, svg_outline
from livecells.compare.notebooks import compare, report
from livecells.compare.records import cells_of
from livecells.compare.tolerance import Tolerance, change, changed_lines, same
from livecells.notebook.executed import Query

ROOT = Path(__file__).resolve().parents[3]


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def shown(kind="display_data", **data):
    mimes = {mime.replace("_", "/", 1): value for mime, value in data.items()}
    return {"output_type": kind, "data": mimes, "metadata": {}}


def svg(text):
    return {"output_type": "display_data", "data": {"image/svg+xml": text}, "metadata": {}}


def error(name, message):
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": []}


def notebook(values=None, options=None, **cells):
    """An executed notebook: each cell a text printed, or a list of outputs."""
    made = [
        {
            "cell_type": "code",
            "id": name,
            "metadata": {**(options or {}), "livecells": {"name": name, "line": 1}},
            "source": "",
            "outputs": [stream(said)] if isinstance(said, str) else said,
            "execution_count": 1,
        }
        for name, said in cells.items()
    ]
    own = {"label": "story.py", "values": values or {}}
    return {"cells": made, "metadata": {"livecells": own}, "nbformat": 4, "nbformat_minor": 5}


def differences(before, after, **tolerance):
    sides = cells_of(before), cells_of(after)
    return compare("story.ipynb", *sides, Tolerance(**tolerance))


def between(before, after, options=None):
    """What changed between two outputs of one cell."""
    sides = (notebook(a=said, options=options) for said in (before, after))
    return differences(*sides)


SAME = {
    "nothing": ("tensor(1.)", "tensor(1.)"),
    "within rtol": ("0.33333334", "0.33333331"),
    "repr of a double": ("0.1", "0.10000000000000003"),
    "the last digit that torch prints": ("tensor(4.5000)", "tensor(4.5001)"),
    "rounded to both sides": ("tensor(0.2500)", "tensor(0.2501)"),
    "last digit of scientific notation": ("5.1200e+01", "5.1201e+01"),
    "another notation": ("tensor(51.2000)", "tensor(5.1200e+01)"),
    "whole floats with digits": ("tensor([9., 9.])", "tensor([9.0000, 9.0000])"),
    "a zero's sign": ("tensor([0., -0.])", "tensor([-0., 0.])"),
    "rounding noise around zero": ("1e-9", "-1e-9"),
    "nan": ("tensor([nan, -inf])", "tensor([nan, -inf])"),
    "nan's sign": ("nan", "-nan"),
    "complex": ("(1.5+2.000001j)", "(1.5+2.000002j)"),
    "the sign of an imaginary part that is nothing": ("1.5+0.j", "1.5-0.j"),
    "columns for a minus": (
        "tensor([[1.0000, 0.0000],\n        [2.0000, 3.0000]])",
        "tensor([[ 1.0000, -0.0000],\n        [ 2.0000,  3.0000]])",
    ),
    "padding before a wider number": ("x:   0.0", "x:  -0.0"),
    "trailing white space": ("a  \nb\n", "a\nb"),
    "colours of the terminal": ("\x1b[31mred\x1b[0m", "red"),
    "address": ("<Node object at 0x7f1200aa>", "<Node object at 0x7ffeab31c0>"),
    "long address": ("data_ptr 0x7f12aabbccdd", "data_ptr 0x55d0aabbccdd"),
    "uuid": (
        "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    ),
    "id": ("id(x) = 140234567890123", "id(x) = 139934567890123"),
    "pid": ("pid 4711", "PID 4712".replace("PID", "pid")),
    "duration": ("took 0.12 s", "took 3 ms"),
    "timeit": ("1.2 ms ± 3 µs per loop", "1.5 ms ± 4 µs per loop"),
    "wall time": ("Wall time: 1min 3s", "Wall time: 1min 4s"),
    "time of the log": ("2026-01-02 03:04:05,678 INFO up", "2026-02-03 04:05:06,789 INFO up"),
    "folder": ("saved to /tmp/livecells-abc/net.pt", "saved to /var/tmp/x1/net.pt"),
    "folder without a file": ("cwd: /tmp/livecells-abc1", "cwd: /tmp/livecells-xyz2"),
    "line of a file": ("lesson.py:17 said so", "lesson.py:18 said so"),
}

CHANGED = {
    "beyond rtol": ("0.3333", "0.3343"),
    "beyond the last digit": ("tensor(4.5000)", "tensor(4.5002)"),
    "a last digit that weighs": ("tensor(0.0512)", "tensor(0.0513)"),
    "one decimal": ("4.5", "4.6"),
    "whole floats": ("tensor([4., 5.])", "tensor([4., 6.])"),
    "sign": ("tensor(4.5000)", "tensor(-4.5000)"),
    "sign of infinity": ("inf", "-inf"),
    "infinity became finite": ("inf", "3.4028e+38"),
    "nan came": ("tensor([1., 2.])", "tensor([1., nan])"),
    "integer": ("100000001", "100000002"),
    "integer became a float": ("tensor(5)", "tensor(5.)"),
    "small hexadecimal number": ("0xff", "0xfe"),
    "exponent": ("1.0000e-05", "1.0000e-04"),
    "imaginary part": ("1.5+2.j", "1.5-2.j"),
    "imaginary became real": ("2.5j", "2.5"),
    "name with a digit": ("torch.float32", "torch.float64"),
    "node": ("<AddBackward0>", "<AddBackward1>"),
    "version": ("torch 2.13.0", "torch 2.13.1"),
    "shape": ("torch.Size([2, 3])", "torch.Size([2, 4])"),
    "number of numbers": ("tensor([1., 2.])", "tensor([1., 2., 2.])"),
    "word": ("True", "False"),
    "spaces between words": ("a b", "a  b"),
    "line break": ("1.5\n2.5", "1.5 2.5"),
    "padding that no number explains": ("x: 1.5", "x:  1.5"),
    "indent far from the wider number": ("  a\n0.0", "a\n-0.0"),
    "milliseconds that are a result": ("half-life: 3.5 ms", "half-life: 3.6 ms"),
    "date": ("released 2026-01-02", "released 2026-01-03"),
    "file": ("saved to /tmp/a/net.pt", "saved to /tmp/a/model.pt"),
    "slope, not a path": ("d/dx 3/4", "d/dy 3/4"),
}


@pytest.mark.parametrize("case", SAME)
def test_is_the_same(case):
    before, after = SAME[case]
    assert between(before, after) == []
    assert between(after, before) == []


@pytest.mark.parametrize("case", CHANGED)
def test_is_a_change(case):
    before, after = CHANGED[case]
    for one, other in ((before, after), (after, before)):
        (found,) = between(one, other)
        assert (found.snippet, found.cell, found.what) == ("story.ipynb", "a", "stdout")
        assert found.excerpt


def test_a_cell_states_its_own_tolerance():
    assert between("0.5", "0.5004", options={"rtol": 1e-3}) == []
    assert between("0.5", "0.5006", options={"rtol": 1e-3})
    assert between("0.0", "0.05", options={"atol": 0.1}) == []
    assert differences(notebook(a="0.5"), notebook(a="0.5004"), rtol=1e-3) == []
    both = [notebook(a=text, options={"rtol": 1e-6}) for text in ("0.5", "0.5004")]
    assert differences(*both, rtol=1e-3), "the cell's own comes first"


NUMBERS = ["1", "-1", "1.5", "1.5000", "1.5001", "-0.", "0.", "nan", "inf", "1e-9", "2j"]
OTHERS = ["a", "x1", " ", "  ", "\n", "[", "]", "(", ", ", "=", ".", "-", "+"]
TEXTS = st.lists(st.sampled_from(NUMBERS + OTHERS), max_size=12).map("".join)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_two_texts_are_the_same_both_ways_or_shown_as_different(before, after):
    tolerance = Tolerance()
    equal = same(before, after, tolerance)
    assert same(after, before, tolerance) == equal
    assert same(before, before, tolerance)
    assert equal or list(changed_lines(before, after, tolerance))
    change(before, after, tolerance)


@settings(deadline=None)
@given(st.lists(st.floats(width=32), min_size=1, max_size=4), st.floats(-1e-7, 1e-7))
def test_numbers_that_are_close_are_the_same_however_printed(numbers, shift):
    moved = [number * (1 + shift) for number in numbers]
    for form in ("{:.4e}", "{!r}", "{:12.8e}"):
        one, other = (", ".join(map(form.format, side)) for side in (numbers, moved))
        assert same(f"[{one}]", f"[{other}]", Tolerance(atol=1e-8)), (one, other)


def test_rtol_zero_asks_for_equal_numbers():
    assert between("4.5000", "4.5001", options={"rtol": 0, "atol": 0})
    assert between("4.5000", "4.5", options={"rtol": 0, "atol": 0}) == []


def test_numbers_in_figures_may_lose_their_fraction():
    assert not same("57", "57.001", Tolerance())
    assert same("57", "57.001", Tolerance().for_figure(460))


WARNED = (
    "story.py:17: UserWarning: The .grad of a leaf is read. Its .grad stays empty. See there. "
    "(Triggered internally at /__w/TensorBody.h:493.)\n  print(y.grad)\n"
)


def warned(text):
    return [stream(text, "stderr")]


def test_of_a_warning_the_category_and_the_first_sentence_count():
    moved = WARNED.replace(":17:", ":18:").replace(".h:493", ".h:501").replace("print", "show")
    assert between(warned(WARNED), warned(moved)) == []
    later = WARNED.replace("stays empty", "remains empty").replace("story.py", "/tmp/b/story.py")
    assert between(warned(WARNED), warned(later)) == []
    (found,) = between(warned(WARNED), warned(WARNED.replace("a leaf", "a non-leaf")))
    assert found.excerpt == (
        "@@ line 1 @@",
        "- UserWarning: The .grad of a leaf is read.",
        "+ UserWarning: The .grad of a non-leaf is read.",
    )
    assert between(warned(WARNED), warned(WARNED.replace("User", "Future")))
    assert between(warned(WARNED), [])[0].what == "stderr removed"


def test_warnings_over_several_lines_and_from_below_python():
    long = "s.py:3: UserWarning: one\ntwo. Three\n  x = 1\nlog line\n"
    assert normalize.stderr(long) == "UserWarning: one two.\nlog line"
    bare = "s.py:3: UserWarning: no source\nlog line\n"
    assert normalize.stderr(bare) == "UserWarning: no source\nlog line"
    low = "[W625 12:34:56.789012 Module.cpp:12] Warning: Slow path. Use another. (function f)\n"
    assert normalize.stderr(low) == "Warning: Slow path."


def test_of_an_error_the_type_and_the_first_sentence_count():
    before = [error("RuntimeError", "Twice through the graph (or freed). Specify retain_graph.")]
    later = [error("RuntimeError", "Twice through the graph (or freed). Say retain_graph=True.")]
    assert between(before, later) == []
    other = [error("RuntimeError", "Two passes through the graph.")]
    (found,) = between(before, other)
    assert (found.what, found.after) == ("error", "RuntimeError: Two passes through the graph.")
    assert between(before, [error("ValueError", "Twice through the graph (or freed).")])
    assert between([error("A", "no object at 0x1f")], [error("A", "no object at 0x2f")]) == []


def test_live_values():
    query = Query("x.grad[0, 0]", ".1f", "backward")
    before = notebook({query.key: {"text": "4.5"}})
    (found,) = differences(before, notebook({query.key: {"text": "4.6"}}))
    assert (found.cell, found.what) == ("live values", "@backward: x.grad[0, 0] | .1f")
    (found,) = differences(before, notebook({query.key: {"error": "NameError: x"}}))
    assert found.after == "error: NameError: x"
    assert differences(before, notebook())[0].what == "cell removed"
    assert differences(before, before) == []


FIGURE = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460.8 345.6" width="460.8pt">
 <metadata><date>2026-01-01T00:00:00</date></metadata>
 <defs><clipPath id="pA1"><rect x="1" y="2" width="3" height="4"/></clipPath></defs>
 <g id="line2d_1"><path d="M 57.6 307.584 L 100.5 200.25 L 143.5 150 L 186 120.5 L 230 100.1
   L 270.5 90 L 310 80 L 357.12 41.472" clip-path="url(#pA1)" style="stroke: #1f77b4"/></g>
 <text x="10">loss &amp; slope</text>
</svg>"""

FIGURE_SAME = {
    "tiny change": ("200.25", "200.2501"),
    "ids": ("pA1", "pB2"),
    "id that nothing refers to": ("line2d_1", "line2d_7"),
    "date": ("2026-01-01", "2027-02-02"),
    "order of attributes": ('width="3" height="4"', 'height="4" width="3"'),
    "line breaks": ("\n   L", " L"),
}

FIGURE_CHANGED = {
    "other curve": ("200.25", "201.25"),
    "two points changed places": (
        "L 100.5 200.25 L 143.5 150",
        "L 143.5 150 L 100.5 200.25",
    ),
    "one point less": (" L 310 80", ""),
    "colour": ("#1f77b4", "#1f77b5"),
    "text": ("loss", "gain"),
    "other element": ("<rect ", "<circle "),
}


@pytest.mark.parametrize("digested", [False, True])
@pytest.mark.parametrize("case", FIGURE_SAME)
def test_is_the_same_figure(case, digested):
    changed = FIGURE.replace(*FIGURE_SAME[case])
    assert changed != FIGURE
    sides = [cells_of(notebook(a=[svg(text)]), digested) for text in (FIGURE, changed)]
    assert compare("story", *sides) == []


@pytest.mark.parametrize("digested", [False, True])
@pytest.mark.parametrize("case", FIGURE_CHANGED)
def test_is_another_figure(case, digested):
    changed = FIGURE.replace(*FIGURE_CHANGED[case])
    assert changed != FIGURE
    sides = [cells_of(notebook(a=[svg(text)]), digested) for text in (FIGURE, changed)]
    (found,) = compare("story", *sides)
    assert found.what == "display image/svg+xml"


def test_a_moved_point_is_named():
    (found,) = between([svg(FIGURE)], [svg(FIGURE.replace("200.25", "210.25"))])
    assert found.excerpt == ("@@ line 8 @@", "-     L 100.5 200.25", "+     L 100.5 210.25")
    assert found.note.endswith("numbers changed; largest change 10 (absolute), 0.0499 (relative)")


def test_a_digest_is_small_and_a_broken_figure_is_text():
    points = " ".join(f"L {n} {n * n}" for n in range(5000))
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{points}"/></svg>'
    assert len(svg_outline.outline(picture, digested=True)) < 300
    assert between([svg("<svg")], [svg("<svg>")])


def test_other_forms():
    picture = base64.b64encode(bytes(range(200))).decode()
    assert between([shown(image_png=picture)], [shown(image_png=picture + "\n")]) == []
    (found,) = between([shown(image_png=picture)], [shown(image_png="B" + picture[1:])])
    assert found.what == "display image/png"
    assert "sha256" in found.before
    table = '<table id="T_{}"><td>{}</td></table>'
    one, two = table.format("ab1", 0.5), table.format("cd2", 0.5)
    assert between([shown(text_html=one)], [shown(text_html=two)]) == []
    assert between([shown(text_html=one)], [shown(text_html=table.format("ab1", 0.6))])
    assert between([shown(application_json={"a": 1})], [shown(application_json={"a": 2})])
    assert between([shown(text_plain=["a\n", "b"])], [shown(text_plain="a\nb")]) == []
    result = shown("execute_result", text_plain="1.5")
    assert [found.what for found in between([result], [shown(text_plain="1.5")])] == [
        "result text/plain removed",
        "display text/plain added",
    ]


def what(before, after):
    return [(found.cell, found.what) for found in differences(before, after)]


def test_cells_added_removed_renamed_and_moved():
    before = notebook(a="one", b="two", c=[])
    assert what(before, notebook(a="one", b="two")) == [("c", "cell removed")]
    assert what(notebook(a="one"), notebook(a="one", z="new")) == [("z", "cell added")]
    assert what(before, notebook(a="one", second="two", c=[])) == [("b", "cell renamed")]
    assert what(before, notebook(a="one", second="2.", c=[])) == [
        ("b", "cell removed"),
        ("second", "cell added"),
    ]
    assert what(before, notebook(b="two", a="one", c=[])) == [("", "order of the cells changed")]


def test_outputs_added_removed_and_moved():
    both = [stream("x"), stream("y", "stderr")]
    assert what(notebook(a=both), notebook(a=both[:1])) == [("a", "stderr removed")]
    assert what(notebook(a=both), notebook(a=[*both, stream("z")])) == [("a", "stdout (2) added")]
    assert what(notebook(a=both), notebook(a=both[::-1])) == [("a", "order of the outputs changed")]


def test_a_foreign_notebook_goes_by_ids_or_numbers():
    def foreign(text, **extra):
        cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [stream(text)]}
        return {"cells": [cell | extra], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}

    assert differences(foreign("1.5"), foreign("2.5"))[0].cell == "cell-1"
    assert differences(foreign("1.5", id="f00"), foreign("2.5", id="f00"))[0].cell == "f00"


def test_the_report_shows_changed_lines_only():
    before = "loss:\ntensor([[1.0000, 2.0000],\n        [3.0000, 4.0000]])\ndone"
    after = before.replace("3.0000", "3.5000").replace("2.0000", "2.0001")
    assert report(between(before, after)) == (
        "story.ipynb, cell a: stdout\n"
        "  1 of 4 numbers changed; largest change 0.5 (absolute), 0.167 (relative)\n"
        "  @@ line 3 @@\n"
        "  -         [3.0000, 4.0000]])\n"
        "  +         [3.5000, 4.0000]])\n\n"
        "1 difference in 1 file"
    )
    assert report([]) == "no differences"


def test_a_long_report_is_cropped():
    text = report(between("\n".join("abc"), "\n".join(f"line {n} {'x' * 300}" for n in range(99))))
    assert len(text.split("\n")) < 40
    assert max(map(len, text.split("\n"))) < 200
    assert "more lines" in text


@pytest.fixture
def folders(tmp_path):
    """Two folders with one equal notebook each; a function that writes a notebook to one."""

    def write(side, made, name="story.ipynb"):
        (tmp_path / side).mkdir(exist_ok=True)
        text = made if isinstance(made, str) else json.dumps(made)
        (tmp_path / side / name).write_text(text)
        return ["diff", str(tmp_path / "a"), str(tmp_path / "b")]

    write("a", notebook(first="tensor(4.5000)"))
    write("b", notebook(first="tensor(4.5000)"))
    return write


def test_diff_of_equal_folders(folders, capsys):
    assert main(folders("b", notebook(first="tensor(4.5001)"))) == 0
    assert capsys.readouterr().out == "no differences\n"


def test_diff_names_file_and_cell(folders, capsys):
    assert main(folders("b", notebook(first="tensor(4.7500)"))) == 1
    said = capsys.readouterr().out
    assert said.startswith("story.ipynb, cell first: stdout\n  1 of 1 numbers changed; ")
    assert "  - tensor(4.5000)\n  + tensor(4.7500)\n" in said


def test_diff_takes_tolerances(folders):
    command = folders("b", notebook(first="tensor(4.7500)"))
    assert main([*command, "--rtol", "0.1"]) == 0
    assert main([*command, "--atol", "0.3"]) == 0
    assert main([*command, "--atol", "0.2"]) == 1


def test_diff_tells_files_of_one_side(folders, capsys):
    assert main(folders("a", notebook(), "gone.ipynb")) == 1
    assert main(folders("b", notebook(), "new.ipynb")) == 1
    said = capsys.readouterr().out
    assert "gone.ipynb: file removed" in said
    assert "new.ipynb: file added" in said


@pytest.mark.parametrize("bad", ["", "{}", "[]", '{"nbformat": 3}', '{"nbformat": 4}', "\x00"])
def test_diff_of_what_is_no_notebook(folders, capsys, bad):
    assert main(folders("b", bad)) == 2
    assert "story.ipynb" in capsys.readouterr().err


def test_diff_with_a_bad_command_line(tmp_path, capsys):
    assert main(["diff", str(tmp_path), str(tmp_path / "missing")]) == 2
    assert "missing: no such folder" in capsys.readouterr().err
    assert main(["diff", str(tmp_path), str(tmp_path)]) == 2
    assert "no notebooks in" in capsys.readouterr().err
    for wrong in (["diff"], ["diff", "a", "b", "--rtol", "-1"], ["diff", "a", "b", "--rtol", "x"]):
        with pytest.raises(SystemExit) as exit_:
            main(wrong)
        assert exit_.value.code == 2


def test_diff_has_a_manual_and_loads_nothing_heavy(folders):
    with pytest.raises(SystemExit) as exit_:
        main(["diff", "--help"])
    assert exit_.value.code == 0
    code = (
        "import sys\nfrom livecells.__main__ import main\nstatus = main(sys.argv[1:])\n"
        "heavy = {'torch', 'numpy', 'IPython', 'nbformat', 'jupytext'} & set(sys.modules)\n"
        "sys.exit(f'{status} {heavy}' if status or heavy else 0)"
    )
    command = folders("b", notebook(first="tensor(4.5000)"))
    subprocess.run([sys.executable, "-c", code, *command], check=True, timeout=60)


@pytest.fixture
def site(tmp_path):
    """A site of small snippets with the real golden test; a function that runs it there."""
    (tmp_path / "pytest.ini").touch()
    for name in ("tests", "snippets", "docs"):
        (tmp_path / name).mkdir()
    for name in ("conftest.py", "test_golden.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    # No snippet here needs torch, and each run would import the real one for the thread count.
    (tmp_path / "torch.py").write_text(
        "def get_num_threads(): return 1\ndef set_num_threads(count): pass\n"
    )
    (tmp_path / "docs" / "index.md").write_text("The slope is [[near:slope | .1f]].\n")
    command = [sys.executable, "-m", "pytest", "--import-mode=importlib", "-p", "no:cacheprovider"]

    def run(slopes, *options):
        for name, slope in slopes.items():
            (tmp_path / "snippets" / f"{name}.py").write_text(
                f'r"""A story."""\n# %% slope rtol=1e-2\nslope = {slope}\nprint(slope)\n'
            )
        return subprocess.run(
            [*command, "-q", "tests/test_golden.py", *options],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.mark.slow
def test_golden_files_are_missed_accepted_compared_and_cleared_away(site, tmp_path):
    golden = tmp_path / "tests" / "golden"
    missing = site({"near": 4.5, "far": 4.5, "gone": 4.5})
    assert missing.returncode == 1
    assert "there is no tests/golden/near.txt yet" in missing.stdout
    assert "--update-golden" in missing.stdout
    assert not golden.exists()

    first = site({}, "--update-golden")
    assert first.returncode == 0, first.stdout
    assert "accepted tests/golden/near.txt" in first.stdout
    accepted = {path.stem: path.read_text() for path in golden.iterdir()}
    assert "\n== slope\n-- stdout\n| 4.5\n" in accepted["near"]
    assert "\n== live values\n-- slope | .1f\n| 4.5\n" in accepted["near"]

    (tmp_path / "snippets" / "gone.py").unlink()
    drifted = site({"near": 4.51, "far": 4.75})
    assert drifted.returncode == 1
    assert "2 failed" in drifted.stdout, "what is within the cell's rtol is no drift"
    assert "snippets/far.py, cell slope: stdout" in drifted.stdout
    assert "- 4.5\n" in drifted.stdout
    assert "+ 4.75\n" in drifted.stdout
    assert "tests/golden/gone.txt is stale" in drifted.stdout
    assert {path.stem: path.read_text() for path in golden.iterdir()} == accepted

    second = site({}, "--update-golden")
    assert second.returncode == 0, second.stdout
    assert "accepted tests/golden/far.txt" in second.stdout
    assert "largest change 0.25" in second.stdout
    assert "| 4.75\n" in (golden / "far.txt").read_text()
    assert (golden / "near.txt").read_text() == accepted["near"], "nothing to accept"
    assert not (golden / "gone.txt").exists()
