"""Every snippet still says what was accepted, number by number.

`tests/golden/NAME.txt` has the accepted outputs of `snippets/NAME.py` and the values that pages
show of it. After a change that is right, accept the new ones and read the diff in git:

    pytest tests/test_golden.py --update-golden

syrupy and pytest-regressions were looked at and left: the first compares serialised texts for
equality, the second has tolerances for tables of numbers only (and needs pandas). With either, the
reading, the comparison and the report would still be ours, and what is left is this file.
"""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from livecells.blocks.scan import scan
from livecells.compare.notebooks import compare, report
from livecells.compare.records import Cell, Record, cells_of
from livecells.errors import LiveError
from livecells.kinds import KINDS
from livecells.notebook import schema
from livecells.notebook.executed import Query
from livecells.notebook.percent import read
from livecells.notebook.schema import Notebook
from livecells.pool.pool import Pool
from livecells.pool.preload import modules_for
from livecells.run.job import Job, Result
from livecells.store.digest import slug_of

if (Path(__file__).parent / "site").is_dir():  # not where a project has these tests alone
    from .site.conftest import real_site

__all__ = ["real_site"]  # a fixture here too

ROOT = Path(__file__).resolve().parent.parent
SNIPPETS = ROOT / "snippets"
GOLDEN = ROOT / "tests" / "golden"
ACCEPT = "pytest tests/test_golden.py --update-golden"


def names(folder: Path, suffix: str) -> list[str]:
    """All files of a folder by the name that pages use."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob(f"*{suffix}"))
    return sorted(path.removesuffix(suffix) for path in paths)


def dump(name: str, cells: list[Cell]) -> str:
    """Outputs as text that reads well in a diff: a heading a cell, a heading an output."""
    lines = [f"# What snippets/{name}.py says; accept changes with: {ACCEPT}"]
    for cell in cells:
        lines += ["", f"== {cell.name}"]
        for record in cell.records:
            lines.append(f"-- {record.what}")
            lines += [f"| {line}".rstrip() for line in record.text.split("\n")]
    return "\n".join(lines) + "\n"


def load(text: str) -> list[Cell]:
    """The inverse of `dump`."""
    blocks = [block.split("\n-- ") for block in ("\n" + text).split("\n== ")[1:]]
    return [Cell(name.strip(), tuple(map(_record, records))) for name, *records in blocks]


def _record(block: str) -> Record:
    what, *lines = block.rstrip("\n").split("\n")
    return Record(what, "\n".join(line.removeprefix("|").removeprefix(" ") for line in lines))


@pytest.fixture(scope="module")
def queries() -> dict[str, set[Query]]:
    """The values that pages ask for, by snippet."""
    found = defaultdict(set)
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for value in scan(page.read_text(encoding="utf-8"), str(page), KINDS).values:
            found[value.snippet].add(value.query)
    return found


def asked_for(session: pytest.Session) -> Iterator[str]:
    """The snippets whose outputs are asked for in this process, in their order."""
    for item in session.items:
        if item.path == Path(__file__) and hasattr(item, "callspec"):
            yield item.callspec.params["name"]


@pytest.fixture(scope="module")
def ran(request: pytest.FixtureRequest) -> Path | None:
    """The store with the runs of the real site, if other tests have that built from nothing."""
    if not any("real_site" in getattr(item, "fixturenames", ()) for item in request.session.items):
        return None
    try:
        return Path(request.getfixturevalue("real_site").root, ".cache", "livecells")
    except AssertionError:  # those tests say how it fails; the snippets are run all the same
        return None


def kept_by(store: Path, name: str, queries: set[Query]) -> list[Cell] | None:
    """What a snippet said in a build, with no more of its values than pages show as text."""
    runs = sorted(store.glob(f"{slug_of(name)}.*.ipynb"), key=lambda path: path.stat().st_mtime)
    if not runs:
        return None  # no page shows it yet
    notebook: Notebook = json.loads(runs[-1].read_text(encoding="utf-8"))
    values, shown = schema.values_of(notebook), {query.key for query in queries}
    for key in values.keys() - shown:
        del values[key]
    return cells_of(notebook, digested=True)


@pytest.fixture(scope="module")
def fresh(
    ran: Path | None, queries: dict[str, set[Query]], request: pytest.FixtureRequest
) -> Callable[[str], list[Cell]]:
    """What a snippet says now, run by a build or as a build runs it."""

    def said(name: str) -> list[Cell]:
        kept = kept_by(ran, name, queries[name]) if ran else None
        return kept or request.getfixturevalue("runner")(name)

    return said


@pytest.fixture(scope="module")
def runner(
    queries: dict[str, set[Query]], request: pytest.FixtureRequest
) -> Iterator[Callable[[str], list[Cell]]]:
    """Runs each snippet as a build does."""
    files = [SNIPPETS / f"{name}.py" for name in names(SNIPPETS, ".py")]
    with Pool(2, modules=modules_for([file.read_text(encoding="utf-8") for file in files])) as pool:

        def begin(name: str) -> Future[Result]:
            snippet = read(SNIPPETS / f"{name}.py", f"{name}.py", f"snippets/{name}.py")
            asked = tuple(sorted(queries.get(name, ()), key=lambda query: query.key))
            return pool.submit(Job(snippet, asked))

        begun = {}  # while a test reads one run, the next are under way
        for name in asked_for(request.session):
            with contextlib.suppress(LiveError):  # the test of that snippet says it
                begun[name] = begin(name)

        def run(name: str) -> list[Cell]:
            done = (begun.pop(name, None) or begin(name)).result().run
            assert done.failure is None, done.failure
            return cells_of(done.notebook, digested=True)

        yield run


@pytest.fixture
def accept(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path, str | None, str], None] | None:
    """Write (or, with None, remove) an accepted file and say why; None unless that is asked for."""
    if not request.config.getoption("--update-golden"):
        return None

    def write(path: Path, text: str | None, why: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
        with capsys.disabled():  # what is accepted unseen is not accepted
            print(f"\naccepted {path.relative_to(ROOT)}: {why}")

    return write


@pytest.mark.parametrize("name", names(SNIPPETS, ".py"))
def test_a_snippet_says_what_was_accepted(name, fresh, accept):
    path = GOLDEN / f"{name}.txt"
    now = fresh(name)
    if path.is_file():
        differences = compare(f"snippets/{name}.py", load(path.read_text(encoding="utf-8")), now)
        why = report(differences) if differences else ""
    else:
        why = f"there is no {path.relative_to(ROOT)} yet"
    if why and accept:
        accept(path, dump(name, now), why)
    elif why:
        pytest.fail(f"{why}\n\nIf that is right: {ACCEPT}", pytrace=False)


def test_no_accepted_file_has_lost_its_snippet(accept):
    for name in sorted(set(names(GOLDEN, ".txt")) - set(names(SNIPPETS, ".py"))):
        why = f"there is no snippets/{name}.py any more"
        if accept:
            accept(GOLDEN / f"{name}.txt", None, why)
        else:
            stale = f"tests/golden/{name}.txt is stale: {why}"
            pytest.fail(f"{stale}\n\nTo remove it: {ACCEPT}", pytrace=False)


def test_an_accepted_file_is_read_as_it_was_written():
    text = "\n two\n\n== no heading\n-- nor this\n| bar"
    cells = [Cell("a", (Record("stdout", text), Record("error", ""))), Cell("b", ())]
    assert load(dump("story", cells)) == cells
