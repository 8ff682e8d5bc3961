"""`python -m livecells run` gives what nbclient gives with a real kernel, over a varied corpus.

Both sides run the same cells, as the engine's `read` cuts them: a docstring at the top is a text
cell for both. The kernel draws figures with the engine's settings (SVG, fixed ids, no date), and it
sends off each text when it is written. By itself it does so after a fifth of a second, stream by
stream: `test_at_the_kernels_own_timer` compares with that.

Compared are kinds, order, text, data, metadata and execution counts of all outputs, and the tail of
every traceback. Not compared, since they are addresses, times or places:

- addresses of objects;
- the place that a warning or a syntax error names, `/tmp/ipykernel_1/2.py:3` against `file.py:17`:
  ours is the true line of the file;
- the frames of tracebacks that a cell prints itself (`traceback.print_exc()`, threads, `__del__`):
  a kernel's have its own frames among them and no source line of an error in `__del__`;
- how consecutive pieces of one stream are cut;
- in `descriptors.py` and `children.py`, where text written below Python or by another process
  stands: a kernel reads it in another thread, at any time, and ours stands where it was written.

`known_differences.py` has what differs on purpose; `DIFFERENT` pins both sides of each.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from livecells.notebook.executed import blank
from livecells.notebook.percent import read
from livecells.notebook.schema import cell_name
from livecells.run.shell import _CONFIG

from ...kernels import ONE_THREAD, Kernels

FOLDER = Path(__file__).resolve().parent / "like_jupyter"
CORPUS = sorted(path for path in FOLDER.glob("*.py") if path.stem != "known_differences")

# `flush` waits until all of both streams has been sent.
SEND_EACH = """
from ipykernel.iostream import OutStream
write = OutStream.write
def send(self, text):
    size = write(self, text)
    self.flush()
    return size
OutStream.write = send
"""

pytestmark = pytest.mark.slow

# Cell: what the kernel shows, what the engine shows, and why.
DIFFERENT: dict[str, tuple[list[str], list[str]]] = {
    # IPython cannot format groups and prints them on stderr; a failed cell shows an error.
    "group": (
        ["stderr: + Exception Group Traceback (most recent call last):"],
        ["error: ExceptionGroup: several (2 sub-exceptions)"],
    ),
    # IPython fails twice while it formats the error; the error that was raised is what matters.
    "str-raises": (
        ["error: ValueError: no str"] * 2,
        ["error: Mute: <the error's own str() raised ValueError>"],
    ),
    # Nobody is there to type. Ours is what the file raises as a script with no input.
    "input": (
        [
            "error: StdinNotImplementedError: "
            "raw_input was called, but this frontend does not support input requests."
        ],
        ["stdout: name?", "error: EOFError: EOF when reading a line"],
    ),
    # A kernel runs no loop inside its own; a script may.
    "asyncio-run": (
        ["error: RuntimeError: asyncio.run() cannot be called from a running event loop"],
        ["execute_result: 42"],
    ),
    # The warning itself is the same; Python's advice about tracemalloc after it is left out.
    "never-awaited": (
        ["stderr: RuntimeWarning: Enable tracemalloc to get the object allocation traceback"],
        ["stderr: answer();"],
    ),
    # The kernel's stream has no bytes below it; a script's has.
    "buffer": (
        ["error: AttributeError: 'OutStream' object has no attribute 'buffer'"],
        ["stdout: bytes", "execute_result: 6"],
    ),
    # The kernel's own stream and Python's word it differently.
    "bytes": (
        ["error: TypeError: write() argument must be str, not <class 'bytes'>"],
        ["error: TypeError: write() argument must be str, not bytes"],
    ),
    # The cells are a file, and a module with that file's docstring.
    "file": (
        ["error: NameError: name '__file__' is not defined"],
        ["execute_result: 'known_differences.py'"],
    ),
    "docstring": (
        ["execute_result: 'Automatically created module for IPython interactive environment'"],
        [
            "execute_result: 'Where the engine differs from a kernel on purpose; "
            "test_like_jupyter.py says why.'"
        ],
    ),
    "class-source": (
        ["error: OSError: source code not available"],
        ['execute_result: \'class Point:\\n    """A class."""\\n\''],
    ),
    # `%history -l` reads the history of earlier sessions; a build keeps none.
    "history": (["stdout: __doc__"], []),
}


def run_cli(out: Path, *files: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "livecells", "run", *map(str, files), "--out", str(out)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def ours(tmp_path_factory) -> Path:
    """The folder with the engine's notebooks of the whole corpus, from one call."""
    out = tmp_path_factory.mktemp("ours")
    done = run_cli(out, *FOLDER.glob("*.py"), cwd=out)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    return out


@pytest.fixture(scope="module")
def ipython_folder(tmp_path_factory) -> Path:
    """A configuration for kernels: the engine's figures, and each text sent when it is written."""
    return profile_for_kernels(tmp_path_factory.mktemp("ipython"), SEND_EACH)


def profile_for_kernels(folder: Path, more: str = "") -> Path:
    """A configuration for kernels, in this folder: the engine's figures, and more lines."""
    profile = folder / "profile_default"
    profile.mkdir()
    lines = [f"c.InlineBackend.{key} = {value!r}" for key, value in _CONFIG.InlineBackend.items()]
    lines += [more]
    lines += ["c.InteractiveShell.xmode = 'Minimal'"]  # only the tails of tracebacks are compared
    (profile / "ipython_kernel_config.py").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def kernels(tmp_path_factory) -> Iterator[Kernels]:
    """Kernels with the engine's number of threads."""
    folder = tmp_path_factory.mktemp("kernels")
    with Kernels(folder, ["torch"], {**os.environ, **ONE_THREAD}) as forked:
        yield forked


def by_kernel(
    path: Path, folder: Path, ipython_folder: Path, kernels: Kernels
) -> list[dict[str, Any]]:
    """The code cells of a file after a kernel of its own has run them."""
    notebook = nbformat.from_dict(blank(read(path)))
    environment = {**os.environ, **ONE_THREAD, "IPYTHONDIR": str(ipython_folder)}
    asyncio.run(kernels.run(notebook, folder, environment))
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def by_engine(path: Path, ours: Path) -> list[dict[str, Any]]:
    """The code cells of a file in the notebook that the command line wrote."""
    notebook = nbformat.read(ours / f"{path.stem}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def masked(text: str) -> str:
    """Text without addresses and places."""
    text = re.sub(r"0x[0-9a-f]{6,}", "0xADDRESS", text)
    text = re.sub(r"(?m)^\S+\.py:\d+: (?=\w+: )", "FILE:LINE: ", text)
    return re.sub(r"(Traceback \(most recent call last\):\n)(?:  .*\n)+", r"\1", text)


def comparable(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs without what may differ; see the module's text."""
    plain: list[dict[str, Any]] = []
    for output in json.loads(json.dumps(outputs)):
        if output["output_type"] == "stream" and plain and plain[-1].get("name") == output["name"]:
            plain[-1]["text"] += output["text"]
        else:
            plain.append(output)
    for output in plain:
        if output["output_type"] == "stream":
            output["text"] = masked(output["text"])
        elif output["output_type"] == "error":
            output["evalue"] = masked(re.sub(r" \(\S+\.py, line \d+\)$", "", output["evalue"]))
            output["traceback"] = tail(output)
        else:
            output["data"]["text/plain"] = masked(output["data"].get("text/plain", ""))
    return plain


def tail(output: dict[str, Any]) -> str:
    """What a traceback ends with: the error's type, its message and its notes."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output["traceback"])).rstrip()
    # Python shows the qualified name and no colon before an empty message; IPython does neither.
    name = rf"(?m)^(?:[ |+]+)?(?:\S+\.)?(?={re.escape(output['ename'])}\b)"  # bars: of a group
    *_, start = re.finditer(name, text)
    return masked(text[start.end() :].removesuffix(":"))


def without_order(outputs: list[dict[str, Any]]) -> list[Any]:
    """Outputs with the lines of the streams in any order."""
    lines = [
        (output["name"], line)
        for output in outputs
        if output["output_type"] == "stream"
        for line in output["text"].splitlines()
    ]
    return [sorted(lines), *(output for output in outputs if output["output_type"] != "stream")]


def stretches(outputs: list[dict[str, Any]]) -> list[Any]:
    """Outputs with the streams between two others each in one piece."""
    found: list[Any] = [{}]
    for output in outputs:
        if output["output_type"] == "stream":
            name = output["name"]
            found[-1][name] = found[-1].get(name, "") + output["text"]
        else:
            found += [*comparable([output]), {}]
    return found


def brief(outputs: list[dict[str, Any]]) -> list[str]:
    """Each output in a line."""
    return [
        {
            "stream": lambda o: f"{o['name']}: {o['text'].strip().splitlines()[-1].strip()}",
            "error": lambda o: f"error: {o['ename']}: {o['evalue']}",
        }.get(output["output_type"], lambda o: f"{o['output_type']}: {o['data']['text/plain']}")(
            output
        )
        for output in outputs
    ]


def test_the_corpus_is_large():
    assert len(CORPUS) >= 36


@pytest.mark.corpus(8)
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_same_outputs_as_a_kernel(path, ours, ipython_folder, kernels, tmp_path):
    shutil.copytree(FOLDER / "beside", tmp_path / "beside")
    kernel, engine = by_kernel(path, tmp_path, ipython_folder, kernels), by_engine(path, ours)
    assert [cell["source"] for cell in engine] == [cell["source"] for cell in kernel]
    assert [cell["execution_count"] for cell in engine] == [
        cell["execution_count"] for cell in kernel
    ]
    for one, other in zip(engine, kernel, strict=True):
        mine, theirs = comparable(one["outputs"]), comparable(other["outputs"])
        if path.stem in ("descriptors", "children"):
            assert without_order(mine) == without_order(theirs)
        else:
            assert mine == theirs, cell_name(one)


def test_at_the_kernels_own_timer(ours, kernels, tmp_path):
    """A slow cell is the same; of a quick one each stream is, and ours has the order written."""
    plain = profile_for_kernels(tmp_path)
    for stem, order in (("streams_slow", comparable), ("stderr_interleaved", stretches)):
        kernel = by_kernel(FOLDER / f"{stem}.py", tmp_path, plain, kernels)
        engine = by_engine(FOLDER / f"{stem}.py", ours)
        for one, other in zip(engine, kernel, strict=True):
            assert order(one["outputs"]) == order(other["outputs"]), cell_name(one)
    (first,) = (cell for cell in engine if cell_name(cell) == "interleaved")
    assert [output["text"] for output in first["outputs"]] == [
        f"{name} {step}\n" for step in range(3) for name in ("out", "err")
    ]


def test_what_differs_on_purpose(ours, ipython_folder, kernels, tmp_path):
    path = FOLDER / "known_differences.py"
    kernel, engine = by_kernel(path, tmp_path, ipython_folder, kernels), by_engine(path, ours)
    names = [cell_name(cell) for cell in engine]
    found = {
        name: (brief(comparable(other["outputs"])), brief(comparable(one["outputs"])))
        for name, one, other in zip(names, engine, kernel, strict=True)
    }
    assert found == DIFFERENT


def test_tracebacks_name_the_file_and_end_as_pythons(ours):
    (cell,) = (
        c for c in by_engine(FOLDER / "errors_custom.py", ours) if cell_name(c) == "in-functions"
    )
    lines = (FOLDER / "errors_custom.py").read_text().splitlines()
    (output,) = cell["outputs"]
    frames = re.findall(
        r'File "errors_custom.py", line (\d+), in (\S+)', "\n".join(output["traceback"])
    )
    assert [(lines[int(line) - 1].strip(), where) for line, where in frames] == [
        ("outer(3)", "<module>"),
        ("return inner(x - 1)", "outer"),
        ("raise TooSmall(x, 5)", "inner"),
    ]
    assert output["traceback"][0] == "Traceback (most recent call last):"
    assert output["traceback"][-1] == "TooSmall: 2 is below 5"


def test_every_notebook_is_valid(ours):
    notebooks = sorted(ours.glob("*.ipynb"))
    assert len(notebooks) == len(CORPUS) + 1
    for path in notebooks:
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        assert notebook["nbformat"] == 4
        nbformat.validate(notebook)


FAILING = {
    # File: its last cell, the line and message of the report.
    "raised": ("1 / 0", 7, "ZeroDivisionError: division by zero"),
    "in_a_function": (
        "def f():\n    return missing\n\n\nf()",
        8,
        "NameError: name 'missing' is not defined",
    ),
    "syntax": ("x = 1\ny = = 2", 8, "SyntaxError: invalid syntax (syntax.py, line 8)"),
    "exit": ("import sys\nsys.exit(2)", 8, "SystemExit: 2"),
}


def test_files_that_fail(tmp_path):
    for name, (source, _, _) in FAILING.items():
        (tmp_path / f"{name}.py").write_text(
            f'"""Fails."""\n\n# %% before\nprint("ran")\n\n# %% fails\n{source}\n\n'
            '# %% after\nprint("never")\n'
        )
    (tmp_path / "not_raised.py").write_text('# %% fails raises="ValueError: no"\nprint("ran")\n')
    (tmp_path / "good.py").write_text('# %% before\nprint("ran")\n')
    out = tmp_path / "out"
    done = run_cli(out, *sorted(Path(p.name) for p in tmp_path.glob("*.py")), cwd=tmp_path)

    assert done.returncode == 1
    reports = [line for line in done.stderr.splitlines() if re.match(r"\w+\.py:\d+: ", line)]
    assert reports == sorted(
        [
            f"{name}.py:{line}: cell 'fails': {message}"
            for name, (_, line, message) in FAILING.items()
        ]
        + ["not_raised.py:1: cell 'fails': the cell must raise 'ValueError: no' and raised nothing"]
    )
    assert sorted(path.stem for path in out.iterdir()) == sorted([*FAILING, "not_raised", "good"])
    for name in FAILING:
        notebook = nbformat.read(out / f"{name}.ipynb", as_version=4)
        nbformat.validate(notebook)
        before, fails, after = notebook.cells[1:]
        assert before.outputs[0].text == "ran\n"
        assert fails.execution_count == 2
        assert fails.outputs[0].output_type == "error"
        assert (after.execution_count, after.outputs) == (None, [])
