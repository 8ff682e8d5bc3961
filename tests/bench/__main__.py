"""This site's engine beside its peers, on the same pages.

    python -m tests.bench [--workloads W1,W20,W200] [--peers floor,ours,...] [--rounds 3]

Whole builds, checked for what they show: cold, with nothing changed and with one cell changed; and
the time from saving a file to the fresh page in `mkdocs serve`. Peers are installed on demand into
environments of their own. Run it on a quiet machine from the root of the repository.
"""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from .builds import BuildError
from .peers import PEERS
from .rounds import CASES, Plan, Record, measure
from .serve import Reload, reloads
from .tables import report, update
from .workload import WORKLOADS

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("--venvs", "--work", "--table")
T = TypeVar("T")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,  # the command that the page shows is made from the words themselves
    )
    add = made.add_argument
    add("--workloads", default=",".join(WORKLOADS), help="default: %(default)s")
    add("--peers", default=",".join(PEERS), help="default: %(default)s")
    add("--cases", default="cold,warm,edit,serve", help="default: %(default)s")
    add("--rounds", type=int, default=3, help="default: %(default)s")
    add("--edits", type=int, default=10, help="edits of the case serve; default: %(default)s")
    add("--budget", type=float, default=300.0, help="seconds a build may take; default: 300")
    add("--venvs", type=Path, default=ROOT / ".cache" / "bench", help="where peers are installed")
    add("--work", type=Path, help="where the workloads are built; default: a temporary folder")
    add("--table", type=Path, help="a page whose part between the bench markers is replaced")
    add("--marker", default="peers", help="which markers of the page; default: %(default)s")
    return made


def chosen(text: str, known: Mapping[str, T]) -> tuple[T, ...]:
    """The named entries; raises SystemExit with the known names."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if wrong := [name for name in names if name not in known]:
        raise SystemExit(f"unknown: {', '.join(wrong)} (there is {', '.join(known)})")
    return tuple(known[name] for name in names)


@contextlib.contextmanager
def workplace(given: Path | None) -> Iterator[Path]:
    """A folder for the builds, kept only where the user named it."""
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def serve_all(plan: Plan, edits: int, record: Record) -> list[Reload]:
    """The case `serve` for every workload."""
    found = []
    for workload in plan.workloads:
        try:
            found.append(reloads(workload, plan.folder / "serve" / workload.name, edits))
        except BuildError as error:
            record.remark(f"{workload.name} serve: {error}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the table where asked."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    given = parser().parse_args(words)
    known_cases = {case: case for case in (*CASES, "serve")}
    cases = chosen(given.cases, known_cases)
    with workplace(given.work) as folder:
        plan = Plan(
            workloads=chosen(given.workloads, WORKLOADS),
            peers=chosen(given.peers, PEERS),
            cases=tuple(case for case in CASES if case in cases),
            rounds=given.rounds,
            budget=given.budget,
            venvs=given.venvs.resolve(),
            folder=folder,
        )
        record = measure(plan)
        served = serve_all(plan, given.edits, record) if "serve" in cases else []
    text = report(plan, record, served, repeat(words, given.table))
    print(text)
    if given.table is not None and not update(given.table, text, given.marker):
        print(f"{given.table} has no bench markers, so nothing was written", file=sys.stderr)
        return 1
    return 0


def repeat(words: Sequence[str], table: Path | None = None) -> str:
    """The command that does this again, without folders of this machine."""
    kept = without_paths(words)
    if table is not None and table.resolve().is_relative_to(ROOT):
        kept += ["--table", table.resolve().relative_to(ROOT).as_posix()]
    return shlex.join(["python", "-m", "tests.bench", *kept])


def without_paths(words: Sequence[str]) -> list[str]:
    """The words but for the options that name a place, and their values."""
    kept, value = [], False
    for word in words:
        option, equals, _ = word.partition("=")
        if option in PLACES:
            value = not equals
        elif value:
            value = False
        else:
            kept.append(word)
    return kept


if __name__ == "__main__":
    sys.exit(main())
