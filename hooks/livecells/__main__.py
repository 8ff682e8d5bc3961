"""The command line: `python -m livecells`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from livecells import __version__
from livecells.errors import LiveError, RunError

if TYPE_CHECKING:
    from livecells.cells import Snippet
    from livecells.runner import Result

RUN_TEXT = """\
NAME
  livecells run - run percent-format Python files and write executed notebooks

DESCRIPTION
  Each FILE is cut into cells at its `# %%` lines and run from top to bottom, in a process of its
  own and in one fresh namespace. What every cell printed and displayed is written to
  DIR/NAME.ipynb (nbformat 4), as Jupyter would show it. Files run side by side over the cores.

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
  python -m livecells run lesson.py --out build
  python -m livecells run snippets/*.py --out build --jobs 4 --timeout 120
"""

CLEAN_TEXT = """\
NAME
  livecells clean - forget every run that is kept for later builds

DESCRIPTION
  Removes the folder DIR with the stored runs and formulas. The next build runs every snippet.

EXIT STATUS
  0  the folder is gone, or was not there
  1  it could not be removed
"""

DIFF_TEXT = """\
NAME
  livecells diff - say what changed between two folders of executed notebooks

DESCRIPTION
  DIR_A and DIR_B are as `run --out` writes them (any nbformat 4 notebooks will do). Notebooks are
  matched by file name, cells by name, outputs by kind. Texts are compared number by number: a
  number may differ by RTOL of its size plus ATOL, and by one in its last place where it is printed
  with four decimals or more; integers are exact. A cell's own tolerance stands in its marker:

    # %% name rtol=1e-3 atol=1e-6
    # %% name rtol=0 atol=0                the numbers must be equal

  What differs between any two runs is masked: addresses, ids, durations, clock times, folders,
  lines of code. Of a warning and of an error the type and the first sentence count. Figures are
  compared by their shapes, other pictures byte by byte.

EXIT STATUS
  0  no difference
  1  differences, listed on standard output
  2  the command line was wrong, a folder is missing or without notebooks, or a file is not one

EXAMPLES
  What changed between two versions of torch:

  old/bin/python -m livecells run snippets/*.py --out a
  new/bin/python -m livecells run snippets/*.py --out b
  python -m livecells diff a b
"""

PUBLISH_TEXT = """\
NAME
  livecells publish - put a built site beside those of other releases of torch

DESCRIPTION
  Copies SITE to DIR/RELEASE, where RELEASE is that of the torch which made its outputs (2.13), and
  says so. What DIR had under that name is replaced, whole or not at all. Then it refreshes

    DIR/latest          a copy of the newest release there
    DIR/versions.json   the list of releases, as mike writes it
    DIR/index.html      leads to latest/ without a script
    DIR/_headers        the policy of each release, for hosts that read such a file

  and copies 404.html and robots.txt of the newest release to DIR, where hosts look for them.

EXIT STATUS
  0  the site is in its place
  1  SITE is no built site, or its outputs are not of one release
  2  the command line was wrong

EXAMPLES
  mkdocs build --strict
  python -m livecells publish site --to public
"""


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(
        prog="python -m livecells",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run percent-format Python files and keep pages true to them.",
        epilog="`python -m livecells COMMAND --help` has the manual of each command.",
    )
    top.add_argument("--version", action="version", version=f"livecells {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_run(commands)
    add_diff(commands)
    add_clean(commands)
    add_publish(commands)
    return top


def add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
    run.set_defaults(action=run_files)


def add_clean(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    clean = commands.add_parser(
        "clean",
        help="forget every run that is kept for later builds",
        description=CLEAN_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    clean.add_argument("--store", type=Path, metavar="DIR", default=Path(".cache/livecells"),
                       help="the folder of the store (default: %(default)s)")  # fmt: skip
    clean.set_defaults(action=clean_store)


def clean_store(arguments: argparse.Namespace) -> int:
    """`clean`: remove the store."""
    import shutil

    folder: Path = arguments.store
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    if not folder.is_dir():
        print(f"nothing to remove in {folder}")
        return 0
    try:
        shutil.rmtree(folder)
    except OSError as error:
        print(f"{folder}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"removed {folder} ({count} file{'' if count == 1 else 's'})")
    return 0


def add_publish(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    publish = commands.add_parser(
        "publish",
        help="put a built site beside those of other releases of torch",
        description=PUBLISH_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    publish.add_argument("site", type=Path, metavar="SITE", help="the folder of a built site")
    publish.add_argument("--to", required=True, type=Path, metavar="DIR",
                         help="the folder of all releases; made if it is missing")  # fmt: skip
    publish.set_defaults(action=publish_site)


def publish_site(arguments: argparse.Namespace) -> int:
    """`publish`: copy a built site to its release's folder."""
    from livecells import releases

    try:
        name = releases.add(arguments.site, arguments.to)
    except (LiveError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.site} is now {arguments.to / name}")
    return 0


def add_diff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    diff = commands.add_parser(
        "diff",
        help="say what changed between two folders of executed notebooks",
        description=DIFF_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    diff.add_argument("before", type=Path, metavar="DIR_A", help="executed notebooks")
    diff.add_argument("after", type=Path, metavar="DIR_B", help="executed notebooks, later")
    for name, default in (("rtol", 1e-5), ("atol", 1e-8)):
        kind = "relative" if name == "rtol" else "absolute"
        diff.add_argument(
            f"--{name}",
            type=_tolerance,
            default=default,
            metavar=name.upper(),
            help=f"{kind} tolerance of cells that state none (default: %(default)g)",
        )
    diff.set_defaults(action=diff_folders)


def _tolerance(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 on")
    return number


def _positive(kind: type[int] | type[float]):  # type: ignore[no-untyped-def]
    def convert(text: str) -> float:
        number = kind(text)
        if number <= 0:
            raise ValueError(text)
        return number

    convert.__name__ = f"positive {kind.__name__}"
    return convert


def run_files(arguments: argparse.Namespace) -> int:
    """`run`: execute the files, write the notebooks, report what failed."""
    from livecells.runner import Job, Limits, Pool, modules_for

    failures = [*_clashes(arguments.files), *_no_folder(arguments.out)]
    paths = [] if failures else arguments.files
    texts = [path.read_text("utf-8", "replace") for path in paths if path.is_file()]
    with Pool(arguments.jobs, Limits(arguments.timeout), modules_for(texts)) as pool:
        pool.start()  # torch is imported while the files are read
        for result in pool.run(map(Job, _readable(paths, failures))):
            failures.extend(_written(result, arguments.out))
    for failure in sorted(failures, key=lambda error: error.places):
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def _no_folder(out: Path) -> Iterator[LiveError]:
    """Make the folder for the notebooks; yields why it cannot be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        yield LiveError(f"{out} cannot be the folder for the notebooks: {error.strerror}")


def _readable(paths: Sequence[Path], failures: list[LiveError]) -> Iterator[Snippet]:
    """The files that can be read; for the others a failure is added."""
    from livecells.cells import read

    for path in paths:
        try:
            yield read(path)
        except OSError as error:
            failures.append(LiveError(str(error)))
        except LiveError as error:
            failures.append(error)


def _written(result: Result, out: Path) -> Iterator[LiveError]:
    """Write one notebook; yields what is wrong with its run."""
    from livecells.notebook import write

    snippet, failure = result.job.snippet, result.run.failure
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


def diff_folders(arguments: argparse.Namespace) -> int:
    """`diff`: compare two folders of notebooks, print what changed."""
    from livecells.drift import compare_folders, report
    from livecells.tolerance import Tolerance

    try:
        tolerance = Tolerance(arguments.rtol, arguments.atol)
        found = compare_folders(arguments.before, arguments.after, tolerance)
    except LiveError as error:
        print(error, file=sys.stderr)
        return 2
    print(report(found))
    return 1 if found else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = parser().parse_args(argv)
    return int(arguments.action(arguments))


if __name__ == "__main__":
    sys.exit(main())
