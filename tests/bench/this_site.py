"""This very site: whole builds, and from saving a file to the changed text in an open tab.

    python -m tests.bench.this_site [--rounds 3] [--edits 10] [--table docs/about/performance.md]

Builds: from nothing, with nothing changed, with one word changed, and with one snippet changed.
Then, here and on the 200 pages of W200, `mkdocs serve` with a page open in headless Chromium; the
time ends when the tab shows the new text. Works on a copy. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..chromium import CHROMIUM, FLAGS
from .builds import end_group, run
from .dialects import files, put
from .peers import surroundings
from .serve import command, fetched, free_port
from .tables import spread, table, update
from .workload import WORKLOADS, edited, lessons

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.executable)
PATIENCE = 120.0
FIRST = 101  # the number of the first edit in a tab: whole builds have shown lower ones
BUDGET = 900.0
GOALS = {"this site": 0.5, "W200": 1.0}  # seconds from save to the text in the tab
BUILT = "Documentation built in"
SNIPPET = '"""A number."""\n# %% a\nprint("the number is", {})\n'
BUILDS = ("from nothing", "nothing changed", "one word changed", "one snippet changed")


@dataclass(frozen=True)
class Edited:
    """A site's folder, the address of a page, and the two files of it that are edited."""

    name: str
    folder: Path
    page: str
    prose: Path
    code: Path

    def change_word(self, number: int) -> str:
        """Change a word of the page; gives what it shows then."""
        text = self.prose.read_text(encoding="utf-8").partition("\n\nThe edit called ")[0]
        put(self.folder, {self._name(self.prose): f"{text}\n\nThe edit called w{number}w.\n"})
        return f"w{number}w"

    def change_code(self, number: int) -> str:
        """Change the snippet; gives what the page shows then."""
        code, shown = SNIPPET.format(900_000 + number), f"the number is {900_000 + number}"
        if self.name in WORKLOADS:
            lesson = edited(lessons(WORKLOADS[self.name], number))
            code = files("ours", [lesson])[f"snippets/{lesson.name}.py"]
            shown = f"mark {lesson.mark}"
        put(self.folder, {self._name(self.code): code})
        return shown

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def this_site(folder: Path) -> Edited:
    """A copy of this site, with one snippet more at the end of a lesson."""
    for name in ("docs", "snippets", "hooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    prose = folder / "docs" / "tutorial" / "chain-rule.md"
    with prose.open("a", encoding="utf-8") as file:
        file.write("\n/// live | measured\n///\n")
    code = folder / "snippets" / "measured.py"
    made = Edited("this site", folder, "tutorial/chain-rule/", prose, code)
    made.change_code(0)
    return made


def workload(name: str, folder: Path) -> Edited:
    """A workload of the bench as our engine reads it."""
    written = lessons(WORKLOADS[name])
    put(folder, files("ours", written))
    middle = edited(written).name
    prose, code = folder / "docs" / f"{middle}.md", folder / "snippets" / f"{middle}.py"
    return Edited(name, folder, f"{middle}/", prose, code)


def builds(site: Edited, rounds: int) -> dict[str, list[float]]:
    """Seconds of whole processes, by what has changed."""
    found: dict[str, list[float]] = {case: [] for case in BUILDS}
    for number in range(1, rounds + 1):
        for case in BUILDS:
            if case == "from nothing":
                shutil.rmtree(site.folder / ".cache", ignore_errors=True)
                shutil.rmtree(site.folder / "site", ignore_errors=True)
            elif case == "one word changed":
                site.change_word(number)
            elif case == "one snippet changed":
                site.change_code(number)
            start = time.perf_counter()
            run([str(PYTHON), "-m", "mkdocs", "build"], site.folder, PYTHON, BUDGET)
            found[case].append(time.perf_counter() - start)
            print(f"{case}: {found[case][-1]:.2f} s", file=sys.stderr, flush=True)
    return found


def in_a_tab(site: Edited, edits: int) -> dict[str, list[float]]:
    """Seconds from save to the text in an open tab, for prose and for a snippet."""
    found: dict[str, list[float]] = {"prose": [], "snippet": []}
    log = site.folder.with_suffix(".log")
    with served(site, log) as address, opened(address + site.page) as tab:
        for number in range(FIRST, FIRST + edits):
            for kind, change in (("prose", site.change_word), ("snippet", site.change_code)):
                time.sleep(0.5 + 0.137 * number % 0.5)  # at any moment of what looks for changes
                ended = log.read_text(errors="replace").count(BUILT)
                start = time.perf_counter()
                shown = change(number)
                tab.wait_for_function(
                    "text => document.body && document.body.innerText.includes(text)",
                    arg=shown,
                    timeout=PATIENCE * 1000,
                )
                found[kind].append(time.perf_counter() - start)
                seconds = found[kind][-1]
                print(f"{site.name} {kind} {number}: {seconds:.2f} s", file=sys.stderr, flush=True)
                _wait_for_build(log, ended)
    return found


def _wait_for_build(log: Path, ended: int) -> None:
    """Wait until the build that follows an edit has ended too, so that the next one meets rest."""
    end = time.monotonic() + PATIENCE
    while log.read_text(errors="replace").count(BUILT) == ended and time.monotonic() < end:
        time.sleep(0.1)


@contextlib.contextmanager
def served(site: Edited, log: Path) -> Iterator[str]:
    """The address of a running `mkdocs serve`, once the page is there; `log` is what it says."""
    port = free_port()
    with log.open("wb") as said:
        process = subprocess.Popen(
            command(PYTHON, port),
            cwd=site.folder,
            env=surroundings(PYTHON),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            text=True,
            start_new_session=True,
        )
    address, end = f"http://127.0.0.1:{port}/", time.monotonic() + BUDGET
    try:
        while not fetched(address + site.page):
            if time.monotonic() > end or process.poll() is not None:
                raise SystemExit(f"mkdocs serve has not served {site.page}")
            time.sleep(0.2)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        end_group(process)


@contextlib.contextmanager
def opened(address: str) -> Iterator[Any]:
    """A tab with a page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            tab = browser.new_page()
            tab.goto(address)
            yield tab
        finally:
            browser.close()


def report(found: dict[str, list[float]], tabs: dict[str, dict[str, list[float]]], how: str) -> str:
    """What was measured, as Markdown."""
    load = os.getloadavg()[0]
    head = (
        f"Measured on {datetime.date.today().isoformat()} on {os.cpu_count()} cores, with a load of"
        f" {load:.1f} at the end; the median, with the least and the greatest behind it.\n\n"
        f"```sh\npython -m tests.bench.this_site {how}\n```"
    )
    rows = [[case, spread(times)] for case, times in found.items() if times]
    parts = [head, table(["This site, whole builds", "Seconds"], rows)] if rows else [head]
    loops = [
        [f"{name}, {kind}", spread(times), f"{GOALS[name]:.1f}"]
        for name, kinds in tabs.items()
        for kind, times in kinds.items()
    ]
    if loops:
        parts.append(table(["From save to the open tab", "Seconds", "At most wanted"], loops))
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--edits", type=int, default=10)
    parser.add_argument("--sites", default="this site,W200")
    parser.add_argument("--table", type=Path)
    given = parser.parse_args(arguments)
    found: dict[str, list[float]] = {}
    tabs = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for site in given.sites.split(","):
            folder = Path(name) / site.replace(" ", "-")
            made = workload(site, folder) if site in WORKLOADS else this_site(folder)
            if site not in WORKLOADS:
                found = builds(made, given.rounds)
            if given.edits:
                tabs[site] = in_a_tab(made, given.edits)
    text = report(found, tabs, f"--rounds {given.rounds} --edits {given.edits}")
    print(text)
    if given.table is not None and not update(given.table, text, "site"):
        raise SystemExit(f"{given.table} has no markers `bench:site`, so nothing was written")


if __name__ == "__main__":
    main()
