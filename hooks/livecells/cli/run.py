"""`livecells run`: percent-format files to executed notebooks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from livecells.errors import LiveError, RunError

if TYPE_CHECKING:
    from livecells.notebook.percent import Snippet
    from livecells.run.job import Result


RUN_TEXT = """\
NAME
  livecells run - run percent-format Python files and write executed notebooks

DESCRIPTION
  Each FILE is cut into cells at its `# %%` lines and run from top to bottom, in a process of its
  own and in one fresh namespace. What every cell printed and displayed is written to
  DIR/NAME.ipynb (nbformat 4), as Jupyter would show it. Files run side by side over the cores.

  A file finds what lies beside it, as in Jupyter: open("x.csv"), !cat ../data/x.csv and
  %run clean.py work, whatever folder the command is called in. It works in a copy of its folder,
  which is thrown away at the end: what it writes there changes nothing of yours and no other run.
  What it shows of its paths are those of the folder itself. Files of more than 64 MiB, and what is
  beyond 128 MiB or a thousand files, are not copied but linked. Python replaces a link by a copy
  before it writes; other programs write through it, and then the run fails and says so. __file__
  and what stands relative to it are the folder itself.

  Options stand in a cell's marker:

    # %% name                              a cell with a name
    # %% name raises="TypeError: text"     this error must be raised, with this text in it
    # %% name tags=["raises-exception"]    any error may be raised
    # %% name timeout=5                    seconds that the cell may take
    # %% [markdown]                        a text cell

  A cell that raises, or that does not raise what it announces, ends its file: the notebook keeps
  what ran, the error names FILE:LINE, and the other files go on.

EXIT STATUS
  0  every cell of every file did what it must
  1  a cell failed, or a file could not be read
  2  the command line was wrong

EXAMPLES
  livecells run lesson.py --out build
  livecells run snippets/*.py --out build --jobs 4 --timeout 120
  livecells run snippets/*.py --out build --twice
"""


def add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `run` with its arguments."""
    run = commands.add_parser(
        "run",
        help="run files and write one executed notebook each",
        description=RUN_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="percent-format Python files"
    )
    run.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="DIR",
        help="folder for the notebooks; made if it is missing",
    )
    run.add_argument(
        "--jobs", type=_positive(int), metavar="N", help="files at a time (default: cores)"
    )
    run.add_argument(
        "--timeout",
        type=_positive(float),
        default=60.0,
        metavar="SECONDS",
        help="time a cell may take (default: %(default)g)",
    )
    run.add_argument(
        "--twice", action="store_true", help="run each file again and compare what it gives"
    )
    run.set_defaults(action=run_files)


def _positive(kind: type[int] | type[float]) -> Callable[[str], float]:
    def convert(text: str) -> float:
        number = kind(text)
        if number <= 0:
            raise ValueError(text)
        return number

    convert.__name__ = f"positive {kind.__name__}"
    return convert


def run_files(arguments: argparse.Namespace) -> int:
    """`run`: execute the files, write the notebooks, report what failed."""
    from livecells.pool.pool import Pool
    from livecells.pool.preload import modules_for
    from livecells.run.job import Job, Limits

    failures: list[LiveError] = [*_clashes(arguments.files), *_no_folder(arguments.out)]
    paths = [] if failures else arguments.files
    texts = [path.read_text("utf-8", "replace") for path in paths if path.is_file()]
    how = (arguments.jobs, Limits(arguments.timeout), modules_for(texts))
    good: dict[str, Result] = {}
    with Pool(*how) as pool:
        pool.start()  # torch is imported while the files are read
        for result in pool.run(map(Job, _readable(paths, failures))):
            failures.extend(_written(result, arguments.out))
            if arguments.twice and result.run.failure is None:
                good[result.job.snippet.file] = result
    if good:
        with Pool(*how) as pool:  # another interpreter, so that hashes of texts differ too
            for again in pool.run([result.job for result in good.values()]):
                failures.extend(_differences(good[again.job.snippet.file], again))
    for failure in sorted(failures, key=lambda error: error.places):
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def _differences(first: Result, again: Result) -> Iterator[LiveError]:
    """The first cell of a file that gave other outputs when it ran again."""
    from livecells.notebook.cell_text import output_text
    from livecells.notebook.schema import cell_info, cell_name

    snippet, failure = first.job.snippet, again.run.failure
    if failure is not None:
        message = f"cell {failure.cell!r} failed when it ran again: {failure.message}"
        yield RunError(message, [snippet.place(failure.line)], failure.detail)
        return
    for one, other in zip(first.run.cells(), again.run.cells(), strict=True):
        if one["outputs"] != other["outputs"]:
            texts = [
                "".join(map(output_text, cell["outputs"])).split("\n") for cell in (one, other)
            ]
            pairs = [pair for pair in zip(*texts, strict=False) if pair[0] != pair[1]]
            words = f": {pairs[0][0]!r}, then {pairs[0][1]!r}" if pairs else ""
            message = (
                f"cell {cell_name(one)!r} gave something else when it ran again{words}; set the"
                " seeds, sort sets, and print no clocks"
            )
            yield RunError(message, [snippet.place(cell_info(one)["line"])])
            return


def _no_folder(out: Path) -> Iterator[LiveError]:
    """Make the folder for the notebooks; yields why it cannot be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        yield LiveError(f"{out} cannot be the folder for the notebooks: {error.strerror}")


def _readable(paths: Sequence[Path], failures: list[LiveError]) -> Iterator[Snippet]:
    """The files that can be read; for the others a failure is added."""
    from livecells.notebook.percent import read

    for path in paths:
        try:
            yield read(path)
        except OSError as error:
            failures.append(LiveError(f"{path}: {_unreadable(error)}"))
        except LiveError as error:
            failures.append(error)


def _unreadable(error: OSError) -> str:
    """What is wrong with a file that cannot be read, and what would help."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check its name, and the folder that you run this in"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name the files in it"
    return f"it cannot be read: {error.strerror}"


def _written(result: Result, out: Path) -> Iterator[LiveError]:
    """Write one notebook; yields what is wrong with its run."""
    from livecells.notebook.executed import write

    snippet, failure = result.job.snippet, result.run.failure
    depends = result.run.info.get("depends")
    if depends is not None:  # a notebook is given away, and the store's way to compare is not
        depends["environment"] = {}
    write(result.run.notebook, out / f"{Path(snippet.path).stem}.ipynb")
    if failure is not None:
        message = f"cell {failure.cell!r}: {failure.message}"
        yield RunError(message, [snippet.place(failure.line)], failure.detail)


def _clashes(files: Sequence[Path]) -> list[LiveError]:
    """Two files whose notebooks would have one name: neither may overwrite the other."""
    seen: dict[str, Path] = {}
    found: list[LiveError] = []
    for path in files:
        other = seen.setdefault(path.stem, path)
        if other is not path:
            found.append(
                LiveError(f"{other} and {path} would both be written to {path.stem}.ipynb")
            )
    return found
