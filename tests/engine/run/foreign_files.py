"""Run the files of `foreign/` in the engine and in kernels, and compare them cell by cell."""

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

from livecells.notebook.executed import blank
from livecells.notebook.percent import read
from livecells.run.shell import _CONFIG

from ...kernels import Kernels

FOLDER = Path(__file__).resolve().parent / "foreign"
AT_ONCE = 4
OWN = re.compile(r"(OMP|MKL|OPENBLAS)_NUM_THREADS|PYTEST_.*|FORCE_COLOR|NO_COLOR|COLUMNS")
# What differs between any two runs of a kernel: clocks, addresses, ids, places.
MASKS = (
    (r"\b(0x[0-9a-f]{6,}|(?<=object at )[0-9a-f]{10,})", "ADDRESS"),
    (r"(?m)^\S+\.py:\d+: (?=\w+: )", "FILE:LINE: "),
    (r"\(\S+\.py, line \d+\)", "(FILE, LINE)"),
    (r"\d[\d.]*(e[+-]?\d+)? ?(ns|[μµu]s|ms|s)\b", "TIME"),
    (r"(?m)^((main )?thread id|pid|thread count): \d+", r"\1: NUMBER"),
    (r"/tmp/[\w./-]+(<\.\.\.>[\w./-]*)?", "/tmp/PLACE"),
    (r"(?m)^USDT:.*\n", ""),
    (r"Thread-\d+", "Thread-N"),
    (r"(Traceback \(most recent call last\):\n)(?:  .*\n)+", r"\1"),
)


def by_engine(paths: list[Path], folder: Path) -> dict[str, list[Any]]:
    """The code cells of files after one call of the command line, by the files' stems."""
    here = folder / "engine"
    shutil.copytree(FOLDER / "beside", here)
    copies = [shutil.copy(path, here) for path in paths]
    command = [sys.executable, "-m", "livecells", "run", *copies, "--out", str(here / "out")]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    return {path.stem: _code(_read(here / "out" / f"{path.stem}.ipynb")) for path in paths}


def by_kernels(paths: list[Path], folder: Path, settings: dict[str, str]) -> dict[str, list[Any]]:
    """The code cells of files, each after a kernel of its own.

    Args:
        paths: The files.
        folder: Where to work; its path is short, for sockets.
        settings: The folder of IPython's settings for each file's stem, or for all as `*`.
    """
    given = {name: value for name, value in os.environ.items() if not OWN.fullmatch(name)}
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path, kernels: Kernels, number: int) -> list[Any]:
        cwd = folder / f"k{number}"
        shutil.copytree(FOLDER / "beside", cwd)
        notebook = nbformat.from_dict(blank(read(path)))
        environment = {**given, "IPYTHONDIR": settings.get(path.stem, settings["*"])}
        async with turn:
            await kernels.run(notebook, cwd, environment)
        return _code(notebook)

    async def every(kernels: Kernels) -> list[list[Any]]:
        return await asyncio.gather(*(one(path, kernels, n) for n, path in enumerate(paths)))

    with Kernels(folder, ["torch"], given) as kernels:
        cells = asyncio.run(every(kernels))
    return {path.stem: found for path, found in zip(paths, cells, strict=True)}


def figure_settings(folder: Path) -> str:
    """A folder of settings for kernels: the engine's figures, and else nothing."""
    profile = folder / "profile_default"
    profile.mkdir(parents=True)
    lines = [f"c.InlineBackend.{key} = {value!r}" for key, value in _CONFIG.InlineBackend.items()]
    (profile / "ipython_kernel_config.py").write_text("\n".join(lines))
    return str(folder)


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def _code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def name_of(cell: Any) -> str:
    """A cell's name, as its marker has it or made of its number."""
    return str(cell.metadata["livecells"]["name"])


def differing(engine: list[Any], kernel: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """The cells that differ, each with what both gave."""
    assert [cell.source for cell in engine] == [cell.source for cell in kernel]
    for one, other in zip(engine, kernel, strict=True):
        mine, theirs = comparable(one), comparable(other)
        if mine != theirs:
            yield name_of(one), mine, theirs


def comparable(cell: Any) -> list[Any]:
    """The count and the outputs of a cell without what differs between two runs of a kernel.

    Of two streams with nothing between them a kernel's timer says which comes first: here they are
    one output, with the text of each. `test_like_jupyter.py` compares their order.
    """
    plain: list[Any] = [cell.execution_count]
    for output in json.loads(json.dumps(cell.outputs)):
        last = plain[-1]
        if output["output_type"] == "error":
            plain.append({"error": [output["ename"], output["evalue"]]})
        elif output["output_type"] != "stream":
            plain.append(output)
        elif isinstance(last, dict) and "stdout" in last:
            last[output["name"]] += output["text"]
        else:
            plain.append({"stdout": "", "stderr": "", output["name"]: output["text"]})
    nothing = {"stdout": "", "stderr": ""}  # of what kineto writes, in a moment of its own
    return [output for output in map(_masked, plain) if output != nothing]


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_masked(entry) for entry in value]
    if isinstance(value, str):
        for pattern, instead in MASKS:
            value = re.sub(pattern, instead, value)
    return value
