"""What the site's own pages offer to run, in real Chromium with the shipped Python."""

from __future__ import annotations

import functools
import gzip
import html
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from livecells.builder import runnable

from ..chromium import CHROMIUM
from ..engine.browser.engines import ADDRESS, on_stand_in
from ..engine.browser.fuzz import SEED, programs
from .axe import violations
from .conftest import PAGES, Quiet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]
START = 60_000  # milliseconds
KEYS = ("source", "line", "raises")
BUDGET = 5_500_000  # bytes of the first run, as they are sent
KEPT = "() => navigator.serviceWorker.controller"
MARK = re.compile(r'data-run="([^"]*)"')
LABS = ("tutorial/chain-rule/", "tutorial/gradients-accumulate/", "tutorial/switching-it-off/")


class Zipped(Quiet):
    """A host that compresses texts, and notes how much it sends."""

    sent = 0

    def do_GET(self) -> None:  # noqa: N802
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        data = path.read_bytes()
        texts = path.suffix in (".js", ".css", ".html", ".json", ".svg")
        body = gzip.compress(data, 6, mtime=0) if texts else data
        type(self).sent += len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        if texts:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


@pytest.fixture(scope="module")
def site(real_site: Any) -> Path:
    """The folder of the built site."""
    folder: Path = real_site.root / "site"
    return folder


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    """The address of the site, compressed on its way."""
    handler = functools.partial(Zipped, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A reader who has not been here, on a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def wait(within: Any, *words: str) -> str:
    """What stands beside an output, when it has one of these words."""
    note = within.locator(".lc-run-note").filter(has_text=re.compile("|".join(words)))
    note.first.wait_for(timeout=START)
    return str(note.first.inner_text())


def runs(site: Path, page: str) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """The snippets of a page and their files, with the cells up to the last that it offers."""
    text = (site / page / "index.html").read_text("utf-8")
    marks = [html.unescape(found).split(" ") for found in MARK.findall(text)]
    if not marks:
        return
    told = json.loads((site / page / "run.json").read_text("utf-8"))["snippets"]
    for name in dict.fromkeys(mark[0] for mark in marks):
        offered = {cell for mark in marks if mark[0] == name for cell in mark[1:]}
        cells = told[name]["cells"]
        last = max(n for n, cell in enumerate(cells) if cell["name"] in offered)
        yield name, told[name]["label"], cells[: last + 1]


@pytest.fixture(scope="module")
def python(chromium: Any, base: str) -> Iterator[Any]:
    """`python(cells)`: what the shipped Python says of a run."""
    page = chromium.new_page()
    page.goto(f"{base}tutorial/chain-rule/")
    page.get_by_role("button", name="Run", exact=True).first.click()
    wait(page, "same")
    yield lambda cells: page.evaluate("(cells) => lcRun.python.run({ cells })", cells)
    page.close()


@pytest.mark.corpus(4)
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_offers_gives_in_the_browser_what_torch_gave(
    python: Any, site: Path, page: str
) -> None:
    for name, label, cells in runs(site, page):
        asked = [
            {"name": label, "raises": False, **{k: c[k] for k in KEYS if k in c}} for c in cells
        ]
        made = python(asked)["cells"]
        assert [one["state"] for one in made if one["state"] not in ("ok", "error")] == [], name
        for cell, one in zip(cells, made, strict=True):
            printed = "".join(o["text"] for o in one["outputs"] if o["kind"] == "stdout")
            if not cell.get("tolerance"):
                assert printed == cell["stdout"], (name, cell["name"])
            assert one["error"] == cell.get("error", ""), (name, cell["name"])


def printed(cell: dict[str, Any]) -> tuple[str, str]:
    """What a cell printed in the browser, and how it ended."""
    text = "".join(one["text"] for one in cell["outputs"] if one["kind"] == "stdout")
    return ADDRESS.sub("0x", text), cell["state"]


def test_the_browser_computes_what_the_gate_computed(python: Any, drawn: Any) -> None:
    """Programs of learners and changed snippets, in the shipped Python and in that of the build."""
    texts = drawn("in the browser", list(programs(str(drawn.seed), 240).items()), 8)
    native = on_stand_in({name: [SEED, text] for name, text in texts})
    for name, text in texts:
        ours = native[name][-1]
        if (ours["error"] or [""])[0] == "Late":
            continue
        asked = [{"name": n, "raises": False, "source": s} for n, s in (("0", SEED), ("1", text))]
        found, state = printed(python(asked)["cells"][-1])
        assert state in (ours["state"], "cut"), (name, text)
        wanted = ADDRESS.sub("0x", ours["stdout"])
        assert wanted.startswith(found) if state == "cut" else found == wanted, (name, text)


def test_half_of_the_blocks_of_the_site_and_more_are_offered(site: Path) -> None:
    shown, offered = 0, 0
    for path in site.rglob("index.html"):
        text = path.read_text("utf-8")
        shown += len(re.findall(r'data-snippet="', text))
        offered += len(MARK.findall(text))
    assert offered >= 0.5 * shown


def test_ninety_eight_of_a_hundred_cells_may_run(real_site: Any) -> None:
    kept = (real_site.root / ".cache/livecells/runnable.json").read_text("utf-8")
    table = json.loads(kept.partition("\n")[2])  # behind its digest
    cells = [[why for _, why in snippet["cells"]] for snippet in table.values()]
    found = [why for each in cells for why in each]
    slow = found.count(runnable.SLOW)  # the longest few, where this machine has much else to do
    in_time = [
        each[: each.index(runnable.SLOW)] if runnable.SLOW in each else each for each in cells
    ]
    not_there = [why for each in in_time for why in each if why]
    assert len(found) > 1000
    assert len(not_there) <= 0.02 * len(found), not_there
    assert slow <= 0.004 * len(found)
    # Where one would print anything else than torch did, the page itself says `browser: no`.
    assert not set(found) & {runnable.OTHER, runnable.OTHER_ERROR, runnable.OTHER_STDERR}


def test_the_first_run_stays_within_the_budget(tab: Any, base: str) -> None:
    tab.goto(f"{base}tutorial/chain-rule/", wait_until="networkidle")
    before = Zipped.sent
    cell = tab.locator("[data-run] .lc-cell").nth(1)
    cell.get_by_role("button", name="Edit").click()
    cell.locator(".cm-content").click()
    tab.keyboard.press("Control+End")
    tab.keyboard.type("\nprint('/sfs/')")  # letters that are short cuts of the page
    tab.keyboard.press("Shift+Enter")
    wait(cell, "Yours")
    assert 4_500_000 < Zipped.sent - before <= BUDGET


def test_what_ran_once_runs_without_a_network(tab: Any, base: str) -> None:
    tab.goto(f"{base}tutorial/chain-rule/")
    tab.wait_for_function(KEPT, timeout=START)
    tab.get_by_role("button", name="Run", exact=True).first.click()
    wait(tab, "same")
    tab.get_by_role("button", name="Edit", exact=True).first.click()
    tab.locator(".cm-content").first.wait_for()
    tab.context.set_offline(True)
    tab.reload()
    tab.get_by_role("button", name="Run", exact=True).first.click()
    assert "the same" in wait(tab, "same")
    tab.get_by_role("button", name="Edit", exact=True).first.click()
    tab.locator(".cm-content").first.wait_for(timeout=START)
    tab.context.set_offline(False)


@pytest.mark.corpus(1)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_editor_is_accessible_in_both_colours(tab: Any, base: str, scheme: str) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{base}tutorial/chain-rule/")
    cell = tab.locator("[data-run] .lc-cell").nth(1)
    cell.get_by_role("button", name="Edit").click()
    cell.locator(".cm-content").click()
    tab.keyboard.press("Control+End")
    tab.keyboard.insert_text("\nif True:  # said\n    print('é', 1.5, None)\n1 / 0")
    tab.keyboard.press("Shift+Enter")
    wait(cell, "Yours")
    assert violations(tab, ".lc-live-block:has(.lc-run-editor)") == []
    assert violations(tab, ".lc-graph") == []
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.evaluate(wide) <= 0


@pytest.mark.corpus(1)
@pytest.mark.parametrize("page", LABS)
def test_a_lab_is_done_in_the_page_and_ticked(tab: Any, base: str, page: str) -> None:
    tab.goto(base + page)
    exercise = tab.locator("[data-run-lab]").first
    lab = exercise.get_attribute("data-run-lab")
    exercise.get_by_role("button", name="Work on it here").focus()
    tab.keyboard.press("Enter")
    work = exercise.locator(".lc-run-work")
    work.locator(".cm-editor.cm-focused").wait_for(timeout=START)
    tab.keyboard.press("Shift+Enter")  # nothing is filled in yet
    wait(work, "Yours")
    assert "Error" in work.locator(".lc-run-output").inner_text()
    solution = exercise.locator("details.lc-solution .lc-cell code").first.text_content()
    tab.keyboard.press("Control+End")
    tab.keyboard.insert_text("\n" + str(solution))
    tab.keyboard.press("Shift+Enter")
    assert wait(work, "Done").startswith("Done.")
    assert "All checks passed." in work.locator(".lc-run-output").inner_text()
    tab.goto(f"{base}{lab}/")
    tab.locator(".lc-progress-end button[aria-pressed=true]").wait_for()


PAST = """box => [...box.querySelectorAll(".c1")].filter(
  text => text.getBoundingClientRect().right > box.getBoundingClientRect().right + 1).length"""


def test_on_a_phone_the_task_of_an_exercise_is_not_cut(tab: Any, base: str) -> None:
    """It stands in comments, which go on in the line below, also where they can be edited."""
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(base + LABS[0])
    exercise = tab.locator("[data-run-lab]").first
    assert exercise.locator("pre").first.evaluate(PAST) == 0
    exercise.get_by_role("button", name="Work on it here").click()
    work = exercise.locator(".lc-run-work .cm-scroller")
    work.wait_for(timeout=START)
    assert work.evaluate("box => box.scrollWidth - box.clientWidth") <= 1
