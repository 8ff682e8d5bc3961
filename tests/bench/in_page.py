"""Code that runs in a page of this site: what a reader loads for it, and waits for.

    python -m tests.bench.in_page [--site DIR] [--rounds 5] [--table docs/about/performance.md]

One page on a phone's screen, served compressed from this machine, each round in a browser that has
kept nothing: bytes before the first press of Run and after it, the time until Python has answered,
ten more runs, each a second after the last answer, ten that are pressed at once, and the time from
Stop until Python is there again. Takes Chromium. Run it on a quiet machine from the root of the
repository.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..chromium import CHROMIUM, FLAGS
from .gzipped import Handler, served
from .lighthouse import build
from .tables import spread, table, update

PAGE = "tutorial/chain-rule/"
AGAIN = 10
PAUSE = 1000  # milliseconds in which a reader looks at an output, at least
PARTS = "/assets/run/"  # where all lies that only a run needs
RUN = """async block => {
  const first = block.querySelector(".lc-run-first");
  const go = () => block.querySelector(".lc-run-tools button") ?? first;
  const said = () => block.querySelector(".lc-run-note")?.textContent ?? "";
  const busy = () => !go() || go().disabled || /Loading|Running|when this page|^$/.test(said());
  const begun = performance.now();
  go().click();
  while (busy()) await new Promise((resolve) => setTimeout(resolve, 1));
  return [performance.now() - begun, said()];
}"""
STOP = """async () => {
  const run = lcRun.python.run({ cells: [{ name: "<endless>", source: "while True: pass" }] });
  const ended = run.catch((error) => error.message);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const begun = performance.now();
  lcRun.python.stop();
  const says = await ended;
  await lcRun.python.run({ cells: [{ name: "<after>", source: "1 + 1" }] });
  return [performance.now() - begun, says];
}"""


@dataclasses.dataclass(frozen=True)
class Round:
    """One reader's first visit; times in milliseconds, sizes in bytes."""

    before: int
    after: int
    ready: float
    later: Sequence[float]
    again: Sequence[float]
    stop: float


AIMS: dict[str, tuple[str, Callable[[Round], float], float]] = {
    "Bytes for running before the first press": ("B", lambda r: r.before, 0),
    "Bytes after it": ("MB", lambda r: r.after / 1e6, 5.5),
    "From the first press to the answer": ("s", lambda r: r.ready / 1000, 2.0),
    "A run a second later, median of ten": ("ms", lambda r: statistics.median(r.later), 50),
    "A run at once, median of ten": ("ms", lambda r: statistics.median(r.again), 50),
    "From Stop to the next answer": ("s", lambda r: r.stop / 1000, 2.0),
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m tests.bench.in_page",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("--site", type=Path, metavar="DIR", help="a built site; default: build it")
    add("--rounds", type=int, default=5, help="default: %(default)s")
    add("--table", type=Path, help="a page whose part between the in-page markers is replaced")
    return made


# ----- One reader -----


def visit(browser: Any, address: str, page: str = PAGE) -> Round:
    """What one reader loads and waits for, who has not been here before."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    try:
        return _measured(context.new_page(), address, page)
    finally:
        context.close()


def _measured(tab: Any, address: str, page: str) -> Round:
    start = len(Handler.sent)
    tab.goto(address + page, wait_until="networkidle")
    before = _bytes(start, PARTS)
    start = len(Handler.sent)
    block = tab.locator("[data-run] .lc-cell:has(> .highlight)").first.element_handle()
    ready = _run(block)
    after = _bytes(start, "")
    later = [_run_later(tab, block) for _ in range(AGAIN)]
    again = [_run(block) for _ in range(AGAIN)]
    stop, says = tab.evaluate(STOP)
    if says != "Stopped.":
        raise SystemExit(f"Stop did not end the run: {says}")
    return Round(before, after, ready, later, again, stop)


def _bytes(start: int, part: str) -> int:
    return sum(size for path, size in Handler.sent[start:] if part in path)


def _run(block: Any) -> float:
    """Milliseconds of one run, which has to give what torch gave."""
    passed, says = block.evaluate(RUN)
    if "the same" not in says:
        raise SystemExit(f"the run did not give what torch gave: {says}")
    return float(passed)


def _run_later(tab: Any, block: Any) -> float:
    tab.wait_for_timeout(PAUSE)
    return _run(block)


# ----- What was seen -----


def report(rounds: Sequence[Round], load: float, command: str) -> str:
    """The generated part of the page."""
    rows = [
        [name, _shown([of(one) for one in rounds], unit), f"{aim:g} {unit}"]
        for name, (unit, of, aim) in AIMS.items()
    ]
    today = datetime.date.today().isoformat()
    return (
        f"Measured on {today} on {os.cpu_count()} cores, {len(rounds)} rounds, "
        f"at a load of {load:.1f} before the first."
        "\nA figure is the median of the rounds, with the least and the greatest behind it where"
        f" they differ.\n\n```sh\n{command}\n```\n\n"
        f"{table(['What', 'Median', 'At most wanted'], rows)}\n"
    )


def _shown(values: Sequence[float], unit: str) -> str:
    digits = {"B": 0, "MB": 2, "ms": 0, "s": 2}[unit]
    if len({round(value, digits) for value in values}) == 1:
        return f"{values[0]:.{digits}f} {unit}"
    return spread(values, lambda value: f"{value:.{digits}f} {unit}")


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser of the tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the table where asked."""
    given = parser().parse_args(arguments)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="in-page-", ignore_cleanup_errors=True) as name:
        site = given.site or build(Path(name))
        with served(site) as address, chromium() as browser:
            rounds = [visit(browser, address) for _ in range(given.rounds)]
    text = report(rounds, load, f"python -m tests.bench.in_page --rounds {given.rounds}")
    print(text)
    if given.table is not None and not update(given.table, text, "in-page"):
        print(f"{given.table} has no in-page markers, nothing was written", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
