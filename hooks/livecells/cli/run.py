"""`livecells run`: percent-format files to executed notebooks."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from livecells.errors import LiveError, RunError
from livecells.run.job import Job, Limits
from livecells.sizes import in_words, size_of

if TYPE_CHECKING:
    from livecells.errors import Place
    from livecells.notebook.executed import Query
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
  what ran, the error names FILE:LINE, and the other files go on. So it is with a cell that goes
  beyond a limit, and with one whose process dies.

LIMITS
  Each is a size such as `512 MiB` or `4 GiB` (a number alone counts MiB), or `none`.

    --timeout    60       seconds that a cell may take; `timeout=` in its marker goes before
    --memory     4 GiB    what a process may hold beyond what it has at its start; memory that is
                          asked for and not used costs nothing, up to four times as much
    --printed    10 MiB   what a cell may print
    --file-size  4 GiB    what a file may have that a cell writes

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
    limits = Limits()
    for option, name, size in (
        ("--memory", "memory a process may hold", limits.memory),
        ("--printed", "text a cell may print", limits.output),
        ("--file-size", "what a file may have that a cell writes", limits.file),
    ):
        words = f"{name} (default: {in_words(size)})"
        run.add_argument(option, type=_size, default=size, metavar="SIZE", help=words)
    run.add_argument(
        "--twice", action="store_true", help="run each file again and compare what it gives"
    )
    for name in ("docs", "snippets"):
        words = f"with --twice, the folder of the {name}: values in pages are compared, too"
        run.add_argument(f"--{name}", type=Path, metavar="DIR", default=Path(name), help=words)
    run.set_defaults(action=run_files)


def _size(text: str) -> int | None:
    try:
        return size_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _positive(kind: type[int] | type[float]) -> Callable[[str], float]:
    def convert(text: str) -> float:
        number = kind(text)
        if not 0 < number < math.inf:
            raise ValueError(text)
        return number

    convert.__name__ = f"positive {kind.__name__}"
    return convert


def run_files(arguments: argparse.Namespace) -> int:
    """`run`: execute the files, write the notebooks, report what failed."""
    from livecells.pool.pool import Pool
    from livecells.pool.preload import modules_for, texts_of
    from livecells.store.environment import for_runs

    failures: list[LiveError] = [*_no_folder(arguments.out)]
    paths = [] if failures else list(_with_own_names(arguments.files, failures))
    how = (arguments.jobs, _limits(arguments), modules_for(texts_of(paths)))
    good: dict[str, Result] = {}
    asked = _asked(arguments) if arguments.twice else {}
    with Pool(*how) as pool:
        pool.start()  # torch is imported while the files are read
        for result in pool.run(
            Job(one, tuple(asked.get(one.file, ()))) for one in _readable(paths, failures)
        ):
            failures.extend(_written(result, arguments.out))
            if arguments.twice and result.run.failure is None:
                good[result.job.snippet.file] = result
    if good:
        other = {**for_runs(), "PYTHONHASHSEED": "1"}  # so that hashes of texts differ too
        with Pool(*how, environment=other) as pool:
            for again in pool.run([result.job for result in good.values()]):
                file = again.job.snippet.file
                failures.extend(_differences(good[file], again))
                failures.extend(_differing_values(good[file], again, asked.get(file, {})))
    for failure in sorted(failures, key=lambda error: error.places):
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def _asked(arguments: argparse.Namespace) -> Mapping[str, Mapping[Query, Place]]:
    from livecells.cli.asked import asked_by_pages

    return asked_by_pages(arguments.docs, arguments.snippets)


def _differing_values(
    first: Result, again: Result, asked: Mapping[Query, Place]
) -> Iterator[LiveError]:
    from livecells.cli.asked import differing_values

    if again.run.failure is None and asked:
        yield from differing_values(first, again, asked)


def _limits(arguments: argparse.Namespace) -> Limits:
    return Limits(
        arguments.timeout, arguments.memory, arguments.printed, arguments.file_size, "`--{}`"
    )


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
    from livecells.notebook.marker_values import read_or_say, wrong_values

    for path in paths:
        try:
            snippet = read_or_say(path)
        except LiveError as error:
            failures.append(error)
            continue
        wrong = list(wrong_values(snippet))
        failures.extend(wrong)
        if not wrong:
            yield snippet


def _written(result: Result, out: Path) -> Iterator[LiveError]:
    """Write one notebook; yields what is wrong with its run."""
    from livecells.notebook.executed import write

    snippet, failure = result.job.snippet, result.run.failure
    depends = result.run.info.get("depends")
    if depends is not None:  # a notebook is given away, and the store's way to compare is not
        depends["environment"] = {}
    path = out / f"{Path(snippet.path).stem}.ipynb"
    try:
        write(result.run.notebook, path)
    except OSError as error:
        why = error.strerror or error
        yield LiveError(f"{snippet.path}: its notebook {path} cannot be written: {why}")
    except Exception as error:  # such as an output that is nested deeper than JSON can be
        why = f"{type(error).__name__}: {error}"
        yield LiveError(f"{snippet.path}: its notebook {path} cannot be written: {why}")
    if failure is not None:
        message = f"cell {failure.cell!r}: {failure.message}"
        yield RunError(message, [snippet.place(failure.line)], failure.detail)


def _with_own_names(files: Sequence[Path], failures: list[LiveError]) -> Iterator[Path]:
    """The files whose notebooks have a name of their own: none may overwrite another."""
    seen: dict[str, list[Path]] = {}
    for path in dict.fromkeys(files):
        seen.setdefault(path.stem, []).append(path)
    for stem, paths in seen.items():
        if len(paths) == 1:
            yield paths[0]
        else:
            names = " and ".join(map(str, paths))
            failures.append(LiveError(f"{names} would both be written to {stem}.ipynb"))
