"""Running cells: outputs, namespaces, expected errors, traces."""

import re
import sys

import pytest

from livecells.errors import SnippetError
from livecells.notebook.executed import Query
from livecells.notebook.percent import parse
from livecells.run.execute import execute


def run(text, **options):
    return execute(parse(text, "story.py", "snippets/story.py"), **options)


def only(text):
    """The outputs of a one-cell file."""
    done, _ = run(f"# %% a\n{text}")
    assert done.failure is None, done.failure
    return done.cell("a")["outputs"]


def test_streams_and_last_expression():
    assert only("print('a', 'b', sep='-')\n6 * 7") == [
        {"output_type": "stream", "name": "stdout", "text": "a-b\n"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "42"},
            "metadata": {},
            "execution_count": 1,
        },
    ]


def test_a_warning_names_the_file_and_its_line():
    done, _ = run('"""D."""\n# %% a\nimport warnings\nwarnings.warn("careful")\n')
    (output,) = done.cell("a")["outputs"]
    assert output["name"] == "stderr"
    assert output["text"].startswith("story.py:4: UserWarning: careful\n")


def test_a_warning_of_what_is_written_names_the_file_and_its_line():
    text = '# %% a\nimport warnings\nwarnings.simplefilter("always")\n# %% b\nz = 3\n"\\d"\n'
    done, _ = run(text)
    said = done.cell("b")["outputs"][0]["text"]
    (placed,) = re.findall(r"^story\.py:(\d+): \w+Warning: invalid escape.*\n(.*)$", said, re.M)
    assert placed == ("6", '  "\\d"')


def test_what_is_no_python_is_told_once_and_its_warnings_as_well():
    text = '# %% a\nimport warnings\nwarnings.simplefilter("always")\n# %% b raises="SyntaxError"\n'
    done, _ = run(f'{text}z = "\\d"\nz = = 2\n')
    *said, error = done.cell("b")["outputs"]
    assert len(re.findall(r"^story\.py:5: \w+Warning: invalid escape", said[0]["text"], re.M)) == 1
    assert "story.py:1" not in said[0]["text"]
    traceback = "\n".join(error["traceback"])
    assert traceback.count("SyntaxError: invalid syntax") == 1
    assert "line 6" in traceback
    assert "another exception" not in traceback


def test_each_run_is_a_new_module_and_main_is_put_back():
    before = sys.modules["__main__"]
    _, one = run("# %% a\nx = []\n")
    _, two = run("# %% a\nx = []\n")
    assert one is not two
    assert one.x is not two.x
    assert one.__name__ == "__main__"
    assert sys.modules["__main__"] is before


def test_upto_stops_after_the_named_cell():
    _, module = run("# %% a\nx = 1\n# %% b\nx = 2\n", upto="a")
    assert module.x == 1
    with pytest.raises(SnippetError, match="unknown cell"):
        run("# %% a\nx = 1\n", upto="c")


def test_an_expected_error_is_an_output_and_the_run_goes_on():
    done, module = run('# %% a raises="ZeroDivisionError: division"\n1 / 0\n# %% b\ny = 1\n')
    assert done.failure is None
    assert module.y == 1
    (error,) = done.cell("a")["outputs"]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert error["traceback"][:3] == [
        "Traceback (most recent call last):",
        '  File "story.py", line 2, in <module>',
        "    1 / 0",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "line", "message"),
    [
        ("# %% a\n\nx = 1\n1 / 0\n", "raised", 4, "ZeroDivisionError: division by zero"),
        ('# %% a raises="ValueError"\nx = 1\n', "not-raised", 1, "raised nothing"),
        ('# %% a raises="KeyError: k"\n1 / 0\n', "other-error", 2, "raised ZeroDivisionError"),
        ('# %% a raises="ValueError: no"\nint("x")\n', "other-error", 2, "raised ValueError: inv"),
        ("# %% a\nx = 1\nx = = 2\n", "raised", 3, "SyntaxError: invalid syntax"),
        ("# %% a\ndef f():\n    raise OSError('deep')\nf()\n", "raised", 3, "OSError: deep"),
        ("# %% a\nimport sys\nsys.exit(3)\n", "raised", 3, "SystemExit: 3"),
    ],
)
def test_failures_are_located(text, kind, line, message):
    done, _ = run(text)
    assert (done.failure.kind, done.failure.line) == (kind, line)
    assert message in done.failure.message


def test_a_syntax_error_quotes_the_line_of_the_file(tmp_path):
    """Python itself reads the file for some of them, and counts the lines of the cell there."""
    (tmp_path / "s.py").write_text('"""Title."""\n# %% a\nx = (1\nprint(x)\n')
    from livecells.notebook.percent import read

    done, _ = execute(read(tmp_path / "s.py"))
    assert done.failure.line == 3
    assert "    x = (1\n        ^" in done.failure.detail
    assert "Title" not in done.failure.detail


def test_a_subclass_of_the_announced_error_will_do():
    done, _ = run('# %% a raises="ArithmeticError: division"\n1 / 0\n')
    assert done.failure is None


def test_cells_after_a_failure_do_not_run():
    done, module = run("# %% a\n1 / 0\n# %% b\ny = 1\n")
    assert not hasattr(module, "y")
    assert done.cell("b")["outputs"] == []


def test_an_error_whose_str_raises_is_still_reported():
    done, _ = run(
        "# %% a\nclass E(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise E\n"
    )
    assert done.failure.line == 5
    assert "own str() raised RuntimeError" in done.failure.message


def test_traces_keep_frames_of_local_modules_and_no_machine_path(tmp_path):
    (tmp_path / "beside.py").write_text("def fail():\n    raise OSError('no')\n")
    (tmp_path / "s.py").write_text("# %% a\nimport beside\nbeside.fail()\n")
    from livecells.notebook.percent import read

    done, _ = execute(read(tmp_path / "s.py"))
    assert str(tmp_path) not in done.failure.detail
    assert 'File "beside.py", line 2, in fail' in done.failure.detail
    assert "IPython" not in done.failure.detail
    sys.modules.pop("beside")


def test_values_at_the_end_and_after_a_cell():
    queries = [Query("x", "03d"), Query("x", after="a"), Query("missing"), Query("x", "zz")]
    done, _ = run("# %% a\nx = 1\n# %% b\nx = 7\n", queries=queries)
    assert done.value(queries[0]) == "007"
    assert done.value(queries[1]) == "1"
    for query, error in ((queries[2], "NameError"), (queries[3], "ValueError")):
        with pytest.raises(Exception, match=error):
            done.value(query)


def test_dataclasses_and_pickle_find_their_module():
    assert (
        only(
            "import pickle\nfrom dataclasses import dataclass\n\n"
            "@dataclass\nclass P:\n    x: 'int'\n\nprint(pickle.loads(pickle.dumps(P(3))))"
        )[0]["text"]
        == "P(x=3)\n"
    )


def test_the_output_limit_ends_the_cell_with_a_note():
    done, _ = run("# %% a\nwhile True:\n    print('x' * 99)\n", limit=1000)
    assert (done.failure.kind, done.failure.line) == ("output", 3)
    assert "more than 1000 bytes printed" in done.cell("a")["outputs"][0]["text"]


def test_a_figure_is_svg_and_the_same_each_time():
    text = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    first, second = only(text), only(text)
    assert first[0]["data"]["image/svg+xml"] == second[0]["data"]["image/svg+xml"]


def test_an_unseeded_generator_differs_from_run_to_run():
    text = "# %% a\nimport torch\nx = torch.rand(4)\n"
    assert not run(text)[1].x.equal(run(text)[1].x)


def test_a_warning_that_quotes_frames_keeps_those_of_the_snippet():
    done, _ = run(
        '"""D."""\n# %% a\nimport torch\n\nx = torch.zeros(1, requires_grad=True)\n'
        "with torch.autograd.set_detect_anomaly(True):\n    y = (x.sqrt() * 0).sum()\n"
        '# %% b raises="RuntimeError: returned nan"\n'
        "with torch.autograd.set_detect_anomaly(True):\n    y.backward()\n"
    )
    text = "".join(o["text"] for o in done.cell("b")["outputs"] if o["output_type"] == "stream")
    assert '  File "story.py", line 7, in <module>\n    y = (x.sqrt() * 0).sum()\n' in text
    assert text.count('  File "') == 1


def test_an_error_below_time_is_at_its_line():
    text = "x = 1\n# %% a\n%%time\ndef f():\n    return 1 / 0\n\nf()\n"
    run, _ = execute(parse(text, "t.py", "t.py"))
    assert run.failure is not None
    assert (run.failure.line, run.failure.cell) == (5, "a")


def test_the_last_result_is_none_of_a_run_before():
    for _ in range(2):
        run, _ = execute(parse("# %% a\n[_]\n# %% b\n5\n# %% c\n_ + 1\n", "t.py", "t.py"))
        assert [run.text(name) for name in "abc"] == ["", "", ""]
        values = [cell["outputs"][0]["data"]["text/plain"] for cell in run.cells()]
        assert values == ["['']", "5", "6"]
