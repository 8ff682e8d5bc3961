"""A file that misbehaves, in whatever way, loses only itself, and its error has its place."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.turns(3)


def livecells_run(
    folder: Path, *files: str, environment: Mapping[str, str] = os.environ, **options: str
) -> subprocess.CompletedProcess[str]:
    given = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    return subprocess.run(
        [sys.executable, "-m", "livecells", "run", *files, "--out", "out", *given],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        cwd=folder,
        env=environment,
    )


def texts(folder: Path, stem: str) -> list[tuple[int | None, str]]:
    """The execution count and the text of each cell of code of a notebook."""
    notebook = nbformat.read(folder / "out" / f"{stem}.ipynb", as_version=4)
    nbformat.validate(notebook)
    return [
        (cell.execution_count, "".join(map(text_of, cell.outputs)))
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def text_of(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    return str(output.evalue) if output.output_type == "error" else str(output.data["text/plain"])


# ----- Twenty files -----

GOOD = {
    **{f"plain{number}": (f"print({number} * 7)", f"{number * 7}\n") for number in range(9)},
    "surrogate": ("print('\\udc80')", "\ufffd\n"),
    "half_an_emoji": ("'\\ud83d'", "'\\ud83d'"),
    "broken_repr": ("type('R', (), {'__repr__': lambda self: 'r\\ud83d'})()", "r\ufffd"),
    "raises": ("# %% tags=['raises-exception']\nraise ValueError('\\udc80')", "\ufffd"),
    "no_number": ("display({'application/json': float('nan'), 'text/plain': 'n'}, raw=True)", "n"),
    "large": ("open('w', 'wb').truncate(200 << 20)", "209715200"),
}
BEFORE = "# %%\nprint('this ran')\n"
BAD = {
    # The code of the cell that misbehaves, the line of the error, its message, and what is kept.
    "late": (
        "# %% timeout=0.5\nprint('so far')\nwhile True:\n    pass",
        4,
        "the cell ran longer than its limit of 0.5 s and was stopped; `timeout=` in its marker or"
        " `--timeout` gives more",
        "so far\n",
    ),
    "segfault": (
        "# %%\nimport ctypes, os\nprint('so far')\nos.write(1, b'and below\\n')\n"
        "ctypes.string_at(0)",
        4,
        "the process was ended by SIGSEGV",
        "so far\nand below\n",
    ),
    "marker": ("# %% timeout='soon'\n1", 3, "cell option timeout must be seconds above 0", None),
    "much": (
        "# %%\nfor _ in range(1 << 10):\n    print('x' * 1023)",
        5,
        "more than 65536 bytes printed [a cell may print 64 KiB; `--printed` allows more]",
        "x" * 1023 + "\n",
    ),
    "exit": (
        "# %%\nimport os, threading\nprint('so far')\n"
        "threading.Thread(target=os._exit, args=(3,)).start()\nwhile True:\n    pass",
        4,
        "the process ended itself with status 3",
        "so far\n",
    ),
}


def test_of_twenty_files_five_misbehave_and_fifteen_are_right(tmp_path: Path) -> None:
    for stem, (code, _) in GOOD.items():
        (tmp_path / f"{stem}.py").write_text(
            f"{BEFORE}# %%\n{code}\n".replace("# %%\n# %%", "# %%")
        )
    for stem, (code, *_) in BAD.items():
        (tmp_path / f"{stem}.py").write_text(f"{BEFORE}{code}\n# %%\nprint('never')\n")
    files = [f"{stem}.py" for pair in zip(GOOD, [*BAD, *BAD, *BAD], strict=True) for stem in pair]
    done = livecells_run(tmp_path, *dict.fromkeys(files), printed="64 KiB")

    assert done.returncode == 1
    for stem, (_, shown) in GOOD.items():
        assert texts(tmp_path, stem) == [(1, "this ran\n"), (2, shown)], stem
    reports = [line for line in done.stderr.splitlines() if re.match(r"\w+\.py:\d+: ", line)]
    assert len(reports) == 5, done.stderr
    for stem, (_, line, message, kept) in BAD.items():
        (report,) = (one for one in reports if one.startswith(f"{stem}.py:{line}: "))
        assert message in report
        if kept is not None:
            first, second, third = texts(tmp_path, stem)
            assert (first, third) == ((1, "this ran\n"), (None, ""))
            assert (second[0], second[1][: len(kept)]) == (2, kept)
    assert not (tmp_path / "out" / "marker.ipynb").exists()
    assert not list((tmp_path / "out").glob("*.part"))


# ----- Limits -----

LIMITED = {
    # File: what its last cell does, and the words that name the limit.
    "held": ("x = []\nwhile True:\n    x.append(bytearray(1 << 20))", "memory"),
    "asked": ("x = bytearray(8 << 30)", "memory"),
    "child": (
        "import subprocess, sys\ncode = 'x = []\\nwhile True: x.append(bytearray(1 << 20))'\n"
        "subprocess.run([sys.executable, '-c', code], check=True)",
        "memory",
    ),
    "written": ("open('w', 'wb').write(bytes(2 << 20))", "file"),
    "saved": ("import numpy as np\nnp.save('w.npy', np.zeros(1 << 18))", "file"),
    "by_a_child": (
        "import subprocess\nsubprocess.run(['dd', 'if=/dev/zero', 'of=w', 'bs=2M', 'count=1'],"
        " check=True, stderr=subprocess.DEVNULL)",
        "file",
    ),
    "hidden": (
        "try:\n    open('w', 'wb').write(bytes(2 << 20))\nexcept OSError:\n"
        "    raise RuntimeError('unexpected pos') from None",
        "file",
    ),
    "below_python": ("import os\nwhile True:\n    os.write(1, b'x' * 4096)", "printed"),
}
SAID = {
    "memory": "a process may hold 256 MiB of memory; `--memory` allows more",
    "file": "a file that a cell writes may have 1 MiB; `--file-size` allows more",
    "printed": "a cell may print 64 KiB; `--printed` allows more",
}


def test_a_message_names_the_limit_that_was_met_and_its_option(tmp_path: Path) -> None:
    for stem, (code, _) in LIMITED.items():
        (tmp_path / f"{stem}.py").write_text(f"{BEFORE}# %%\n{code}\n")
    limits = {"memory": "256MiB", "file_size": "1 MiB", "printed": "64k"}
    done = livecells_run(tmp_path, *(f"{stem}.py" for stem in LIMITED), **limits)
    reports = [line for line in done.stderr.splitlines() if re.match(r"\w+\.py:\d+: ", line)]
    assert len(reports) == len(LIMITED), done.stderr
    for report in reports:
        stem = report.partition(".py:")[0]
        named = {name for name, words in SAID.items() if words in report}
        assert named == {LIMITED[stem][1]}, report
        assert texts(tmp_path, stem)[0] == (1, "this ran\n")


def test_memory_that_is_not_touched_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "zeros.py").write_text("import numpy as np\nnp.zeros(700 << 17).shape\n")
    done = livecells_run(tmp_path, "zeros.py", memory="256")
    assert (done.returncode, done.stderr) == (0, "")
    assert texts(tmp_path, "zeros") == [(1, "(91750400,)")]


@pytest.mark.slow
def test_a_model_compiles_where_none_was_compiled_before(tmp_path: Path) -> None:
    """The compiler's file of prepared headers alone has more than 150 MB."""
    compiler = os.environ.get("CXX", "g++")
    if shutil.which(compiler) is None:
        pytest.skip(f"there is no {compiler}, with which torch.compile makes code")
    pytest.importorskip("torch")
    (tmp_path / "empty").mkdir()
    (tmp_path / "compiled.py").write_text(
        "import torch\n@torch.compile\ndef f(x):\n    return torch.sin(x) + torch.cos(x)\n"
        "f(torch.zeros(3))\n"
    )
    fresh = {k: v for k, v in os.environ.items() if not k.startswith("TORCHINDUCTOR")}
    fresh["TMPDIR"] = str(tmp_path / "empty")
    done = livecells_run(tmp_path, "compiled.py", environment=fresh, timeout="240")
    assert (done.returncode, done.stderr) == (0, "")
    ((cell, text),) = texts(tmp_path, "compiled")
    no_gpu = "No CUDA runtime is found"  # torch's build for a GPU says so where there is none
    said = [line for line in text.splitlines() if no_gpu not in line]
    assert (cell, said) == (1, ["tensor([1., 1., 1.])"])


@pytest.mark.parametrize("size", ["soon", "0", "-1", "nan", "1e3", "4 GB/s", ""])
def test_a_size_that_is_none_is_refused(tmp_path: Path, size: str) -> None:
    done = livecells_run(tmp_path, "x.py", memory=size)
    assert done.returncode == 2
    assert "must be a size such as 512 MiB or 4 GiB, or none, not" in done.stderr


def test_help_has_the_numbers(tmp_path: Path) -> None:
    shown = livecells_run(tmp_path, "x.py", "--help").stdout
    for option, number in [("timeout", "60"), ("memory", "4 GiB"), ("printed", "10 MiB")]:
        assert re.search(rf"--{option} .*\n?.*\(default: {number}\)", shown)
        assert re.search(rf"^    --{option} +{number} ", shown, re.MULTILINE)


# ----- Files and folders -----


def test_whatever_is_wrong_with_files_and_places_ends_one_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("taken.ipynb", "half.ipynb.part"):
        (out / name).mkdir(parents=True)
    (out / "full.ipynb.part").symlink_to("/dev/full")
    for name in ("taken", "half", "full", "good", "nul", "sub/same", "same", "tags"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.py").write_text("# %%\nprint('ran')\n")
    (tmp_path / "nul.py").write_bytes(b"# %%\nx = '\0'\n")
    (tmp_path / "tags.py").write_text("# %%\n1\n# %% tags=5\n2\n")
    (tmp_path / "coded.py").write_bytes(b"# %%\n1\nx = '\xff'\n")
    (tmp_path / "unread.py").symlink_to("/proc/self/mem")
    (tmp_path / "device.py").symlink_to("/dev/zero")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "loop.py").symlink_to("loop.py")
    long = "x" * 300 + ".py"
    files = sorted(path.name for path in tmp_path.glob("*.py"))
    done = livecells_run(tmp_path, *files, "missing.py", long, "sub/same.py", "good.py")

    assert done.returncode == 1
    for report in (
        "coded.py:3: not UTF-8 text",
        "device.py: this is a device; name a file",
        "folder.py: this is a folder; name the files in it",
        "full.py: its notebook out/full.ipynb cannot be written: No space left on device",
        "half.py: its notebook out/half.ipynb cannot be written: Is a directory",
        "taken.py: its notebook out/taken.ipynb cannot be written: Is a directory",
        "loop.py: it cannot be read: Too many levels of symbolic links",
        "missing.py: there is no such file",
        "nul.py:2: ",
        "same.py and sub/same.py would both be written to same.ipynb",
        "tags.py:3: the cells cannot be read: ",
        "unread.py: it cannot be read: Input/output error",
        f"{long}: it cannot be read: File name too long",
    ):
        found = any(line.startswith(report) for line in done.stderr.splitlines())
        assert found, f"{report} is not in\n{done.stderr}"
    assert texts(tmp_path, "good") == [(1, "ran\n")]
    assert sorted(path.name for path in out.glob("*.part")) == ["half.ipynb.part"]  # as it was


# ----- Broken files of all sorts -----

SOUND = """\
# %% first tags=["a"] timeout=20
print("one")
# %% [markdown]
# Some *text*.
# %% second
x = {"a": [1, 2.5, None]}
x
"""
ODDS = [
    *("\0", "\ufeff", "\u2028", "\x0c", "\r", "\t", "\x1b[", "\\", "'" * 3, '"' * 3, "(" * 300),
    *("# %%", "# %% [markdown]", "# %%%%", "# ---", "# +", "%%bash", "%time", "!", "?", "{", "]"),
    *('timeout="x"', "timeout=-1", "timeout=NaN", "timeout=[]", "tags=5", "tags=[1]", "raises=1"),
    *("data=1", 'name="\\ud83d"', "name=5", "cell_depth=9", "region_name=3", "jupyter=1", "a=={"),
    *("# coding: latin-1", "from __future__ import nothing", "return", "yield", "await 1", "🙂"),
]


def broken(dice: random.Random) -> bytes:
    """A sound file with a few odd things put in, cut out or doubled."""
    data = SOUND
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(data))
        kind = dice.randrange(4)
        if kind == 0:
            data = data[:at] + dice.choice(ODDS) + data[at:]
        elif kind == 1:
            data = data[:at] + data[at + dice.randint(1, 30) :]
        elif kind == 2:
            data = data[:at] + data[at // 2 : at] + data[at:]
        else:
            lines = data.split("\n")
            lines[dice.randrange(len(lines))] += " " + dice.choice(ODDS)
            data = "\n".join(lines)
    raw = data.encode()
    if dice.random() < 0.2:
        at = dice.randint(0, len(raw))
        raw = raw[:at] + dice.randbytes(2) + raw[at:]
    return raw


@pytest.mark.slow
def test_broken_files_of_all_sorts_end_alone(tmp_path: Path) -> None:
    dice = random.Random(20)
    names = [f"broken{number}.py" for number in range(150)]
    for name in names:
        (tmp_path / name).write_bytes(broken(dice))
    (tmp_path / "good.py").write_text(SOUND)
    done = livecells_run(tmp_path, *names, "good.py", timeout="20")

    assert done.returncode == 1
    assert texts(tmp_path, "good") == [(1, "one\n"), (2, "{'a': [1, 2.5, None]}")]
    assert "hooks/livecells" not in done.stderr  # no traceback of the engine
    assert "the worker failed" not in done.stderr
    reported = set(re.findall(r"^(broken\d+)\.py:\d+: ", done.stderr, re.MULTILINE))
    for name in names:
        stem = name.removesuffix(".py")
        path = tmp_path / "out" / f"{stem}.ipynb"
        assert path.exists() or stem in reported, name
        if path.exists():
            json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant(stem))
    assert not list((tmp_path / "out").glob("*.part"))


def _no_constant(stem: str) -> Callable[[str], None]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{stem}: {constant} is no JSON")

    return refuse
