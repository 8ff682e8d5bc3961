"""Fixtures that give tests the same snippets, and the same engine, as the pages."""

from __future__ import annotations

import contextlib
import datetime
import gc
import os
import random
import re
import shutil
import subprocess
import sys
import types
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from livecells.notebook.executed import Run
from livecells.notebook.percent import Snippet, read
from livecells.run.execute import execute

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """See `test_golden.py`, and `Drawn` below."""
    parser.addoption(
        "--update-golden", action="store_true", help="accept the outputs of all snippets as good"
    )
    parser.addoption(
        "--all", action="store_true", help="try all cases of each corpus; without it, a sample"
    )
    parser.addoption(
        "--sample",
        metavar="SEED",
        default="",
        help="draw the samples by this seed (default: another one each day and each commit)",
    )
    parser.addoption(
        "--judged", metavar="FILE", help="write the answers that labs are given, and what was said"
    )


@cache
def snippet(name: str) -> Snippet:
    """A snippet of the site by the name that pages use."""
    return read(ROOT / "snippets" / f"{name}.py", f"{name}.py", f"snippets/{name}.py")


def in_its_folder(name: str, upto: str | None = None) -> tuple[Run, types.ModuleType]:
    """The run of a snippet of the site, with what lies beside it, and the module that it leaves."""
    file = snippet(name)
    with contextlib.chdir(Path(file.file).parent):
        return execute(file, upto=upto)


@pytest.fixture
def run() -> Callable[..., types.ModuleType]:
    """`run("chain_rule", upto="backward")`: a new module, the file run up to and with that cell."""

    def fresh(name: str, upto: str | None = None) -> types.ModuleType:
        done, module = in_its_folder(name, upto)
        assert done.failure is None, done.failure
        return module

    return fresh


@pytest.fixture
def outputs() -> Callable[[str], dict[str, str]]:
    """`outputs("chain_rule")["backward"]`: what the cell printed on stdout."""

    def printed(name: str) -> dict[str, str]:
        done, _ = in_its_folder(name)
        assert done.failure is None, done.failure
        return {cell: done.text(cell) for cell in done.names()}

    return printed


@pytest.fixture
def cells() -> Callable[[str], dict[str, str]]:
    """`cells("labs/sum_of_entries")["check"]`: the source of a cell."""
    return lambda name: {cell.name: cell.source for cell in snippet(name).code}


@pytest.fixture
def executed() -> Callable[[str], Run]:
    """The executed notebook of a snippet of the site."""
    return lambda name: in_its_folder(name)[0]


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run of the tests; with `-n` its processes share it."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder that the first process to ask for it makes; the others wait and use the same."""
    made = folder.with_name(f"{folder.name}.made")
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a failed attempt has left
            folder.mkdir(parents=True)
            make(folder)
            made.touch()
    return folder


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """The engine's setting, so that tests and pages compute alike."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


# ----- Corpora: hundreds of cases of one kind, of which a sample tells nearly as much -----


class Drawn:
    """`drawn(kind, cases, most)`: the cases of a corpus that are tried, in their order.

    With `--all` these are all; otherwise so many, by a seed that every process has.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.seed = "" if config.option.all else config.option.sample

    def __call__(self, kind: str, cases: Sequence[Any], most: int) -> list[Any]:
        if not self.seed or len(cases) <= most:
            return list(cases)
        places = random.Random(f"{self.seed} {kind}").sample(range(len(cases)), most)
        return [cases[place] for place in sorted(places)]

    def __str__(self) -> str:
        return f"--sample {self.seed}" if self.seed else "--all"


@pytest.fixture(scope="session")
def drawn(request: pytest.FixtureRequest) -> Drawn:
    """The sample of a corpus within a test; where cases are parameters, mark it `corpus`."""
    return Drawn(request.config)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed; with `-n`, the processes are given it."""
    if not config.getoption("numprocesses", None):  # else this process collects no tests
        gc.disable()  # until `set_aside`: nothing that comes first is garbage
    # Hundreds of processes start in these tests: each would compile the same files once more.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not config.option.sample:
        command = ["git", "rev-parse", "--short", "HEAD"]
        with contextlib.suppress(OSError):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            day = datetime.datetime.now(datetime.UTC).date().isoformat()
            config.option.sample = "-".join([day, *done.stdout.split()])


def pytest_report_header(config: pytest.Config) -> str:
    """Say which cases are tried."""
    drawn = Drawn(config)
    return f"corpora: {f'a sample of each, {drawn}' if drawn.seed else 'all cases'}"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which cases were tried, and how to try again what failed."""
    drawn = Drawn(config)
    if drawn.seed:
        terminalreporter.write_line(f"corpora: a sample of each, {drawn}; --all tries all cases")
    bad = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    for name in dict.fromkeys(report.nodeid for report in bad):
        terminalreporter.write_line(f"again: .venv/bin/python -m pytest {drawn} '{name}'")


MANY = 100  # modules that were imported since, for which a collection is worth its time
seen_modules = 0


def set_aside() -> None:
    """Leave what is there for good out of all later collections of garbage.

    With torch and thousands of tests these are a million objects, and to look at them takes a
    third of a second: in each collection that a snippet asks for, and in those of Python itself.
    """
    global seen_modules
    if len(sys.modules) > seen_modules + MANY:
        if seen_modules:
            gc.collect()
        seen_modules = len(sys.modules)
        gc.freeze()


def pytest_collection_finish() -> None:
    """All that is imported first is there, and all tests are."""
    set_aside()
    gc.enable()


def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """A test may have imported as much again, such as what torch loads later."""
    if nextitem is not None:
        set_aside()


def draw(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not drawn, unless a test is asked for by its name."""
    if any("::" in argument for argument in config.args):
        return
    drawn = Drawn(config)
    left_out = _not_drawn(drawn, items, "corpus", _function)
    if not any(argument.endswith(".py") for argument in config.args):
        left_out |= _not_in_turn(drawn, items)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def _not_drawn(
    drawn: Drawn, items: list[pytest.Item], mark: str, kind: Callable[[pytest.Item], str]
) -> set[pytest.Item]:
    """The items with a mark that are not in the sample of their kind."""
    corpora: dict[str, list[pytest.Item]] = defaultdict(list)
    most: dict[str, int] = {}
    for item in items:
        if marked := item.get_closest_marker(mark):
            corpora[kind(item)].append(item)
            most[kind(item)] = marked.args[0]
    return {
        item
        for name, cases in corpora.items()
        for item in set(cases) - set(drawn(name, cases, most[name]))
    }


def _function(item: pytest.Item) -> str:
    """The name of a test without its case."""
    return item.nodeid.partition("[")[0]


def _not_in_turn(drawn: Drawn, items: list[pytest.Item]) -> set[pytest.Item]:
    """The tests of files that take turns whose turn it is not; each goes with all its cases."""
    one_of_each = list({_function(item): item for item in items}.values())
    waiting = _not_drawn(drawn, one_of_each, "turns", lambda item: item.location[0])
    names = set(map(_function, waiting))
    return {item for item in items if _function(item) in names}


# Begun first, so that no process is left alone with a long one at the end. The first of them builds
# the real site; what comes second is for the other process meanwhile, and does without that.
LONGEST = (
    "tests/pages/test_equation_mutations.py",
    "tests/site/test_faults.py",
    "tests/test_golden.py",
    "tests/site/test_cluster.py",
    "tests/test_bench_smoke.py",
    "tests/engine/run/test_like_jupyter.py",
    "tests/site/test_browser.py",
    "tests/site/test_run.py",
    "tests/site/test_looks.py",
    "tests/site/test_run_pages.py",
    "tests/site/test_reader.py",
    "tests/site/test_learn.py",
    "tests/site/test_published.py",
    "tests/site/test_networks.py",
    "tests/site/test_mirror.py",
    "tests/site/test_take_home.py",
    "tests/engine/cli/test_misbehaving_files.py",
    "tests/engine/cli/test_drift.py",
    "tests/engine/run/test_foreign_files.py",
    "tests/engine/browser/test_programs.py",
    "tests/engine/cli/test_new_and_check.py",
    "tests/site/test_serve.py",
)
WIDTH = re.compile(r"tests/site/test_browser\.py::.*-(\d+)\]")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Draw samples; with `-n`, long files come first, then those that need a built site."""
    draw(config, items)
    if hasattr(config, "workerinput"):
        in_browser = {item.location[0] for item in items if item.get_closest_marker("browser")}
        items.sort(key=lambda item: _place(item.location[0], in_browser))


def _place(file: str, in_browser: Container[str]) -> int:
    """Files in the browser follow each other, so that it stays open."""
    if file in LONGEST:
        return LONGEST.index(file)
    if file.startswith("tests/site/"):
        return len(LONGEST) + (file not in in_browser)
    return len(LONGEST) + 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `-n`, a file stays in one process, for its fixtures build sites.

    All pages in the browser are the longest by far: they may go apart by the width of the window.
    """
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            width = WIDTH.match(nodeid)
            file: str = super()._split_scope(nodeid)
            return f"{file} {width[1]}" if width else file

    config.option.loadscopereorder = False
    return Scheduling(config, log)
