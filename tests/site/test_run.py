"""Code that a reader changes and runs in the page, in real Chromium, on a small site."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .axe import violations
from .conftest import PLAIN, Quiet, Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(5),
]
START = 60_000  # milliseconds: what Python may take to begin on a busy machine
STORY = '''\
r"""The slope of a mean."""
# %% make
import torch

x = torch.ones(2, 2, requires_grad=True)
print(x)

# %% add
y = x + 2
print(y)

# %% slope
out = (3 * y * y).mean()
out.backward()
print(x.grad)

# %% twice raises="RuntimeError: Trying to backward through the graph a second time"
out.backward()

# %% end
print("The end.")
'''
FIGURE = '''\
r"""Something to look at."""
# %% shown
import matplotlib.pyplot as plt
points = [1, 2]
plt.plot(points)
plt.show()
print("sum", sum(points))
'''
LAB = '''\
r"""Lab: double it."""
# %% start
import torch

x = torch.tensor(3.0, requires_grad=True)
# TODO: y = ...

# %% solution
y = 2 * x
y.backward()
print(x.grad)

# %% check
assert "y" in globals(), "There is no `y` yet."
assert torch.equal(y.detach(), torch.tensor(6.0)), f"`y` should be 6, not {y.item():g}."
print("All checks passed.")
'''
PAGE = """\
# Home

/// live | story:make..add
///

/// live | story:slope
///

/// graph | story:out
///

/// live | story:twice
///

/// live | story:make..slope
    show: code
    title: "All of it"
///

/// live | figure
    alt: "A line from 1 to 2."
///

/// live | figure
    show: code
    title: "Its code again"
///

//// exercise | double
    title: "Double it"

Double `x`.

/// solution
So.
///
////
"""
OPTIONS = "extra: {livecells: {run_in_page: true, csp: true, prune_css: true, offline: true}}\n"
CONFIG = PLAIN.replace("plugins: []", f"{OPTIONS}plugins: []")


class Hosted(Quiet):
    """A host that reads `_headers`, as some do."""

    def end_headers(self) -> None:
        text = Path(self.directory, "_headers").read_text("utf-8")
        for name, value in re.findall(r"^  (\S+): (.*)$", text, re.MULTILINE):
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built."""
    site = Site(tmp_path_factory.mktemp("run"))
    site.write("mkdocs.yml", CONFIG)
    site.write("snippets/story.py", STORY)
    site.write("snippets/figure.py", FIGURE)
    site.write("snippets/labs/double.py", LAB)
    site.write("docs/index.md", PAGE)
    done = site.build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    return site.root / "site"


@pytest.fixture(scope="module")
def base(made: Path) -> Iterator[str]:
    """Where it is served, with headers."""
    handler = functools.partial(Hosted, directory=str(made))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Reader:
    """A page as somebody uses it, and what the browser asked for and complained of."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(address)
        self.said.clear()  # a theme may say something of its own

    def cell(self, number: int) -> Any:
        return self.page.locator("[data-run] .lc-cell:has(> .highlight)").nth(number)

    def press(self, within: Any, name: str) -> None:
        within.get_by_role("button", name=name, exact=True).first.click()

    def note(self, within: Any, *words: str) -> str:
        """What stands beside an output, when it has one of these words."""
        either = re.compile("|".join(words))
        note = within.locator(".lc-run-note").filter(has_text=either)
        note.wait_for(timeout=START)
        return str(note.inner_text())

    def type(self, within: Any, text: str) -> None:
        """Put text into the editor."""
        within.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def run(self, number: int, text: str, *words: str) -> str:
        """Change code and run it; gives what it printed."""
        cell = self.cell(number)
        if not cell.locator(".cm-content").is_visible():
            self.press(cell, "Edit")
        self.type(cell, text)
        assert "Yours" not in cell.locator(".lc-run-note").inner_text()
        self.page.keyboard.press("Shift+Enter")
        self.note(cell, *(words or ("Yours",)))
        shown = cell.locator(".lc-run-output")
        return str(shown.inner_text()) if shown.count() else ""

    def start_over(self) -> None:
        """All code as the page has it; nothing is said of any."""
        self.page.evaluate(START_OVER)
        self.page.wait_for_function("() => !document.querySelector('.lc-run-result > *')")
        self.asked.clear()
        self.said.clear()


PHONE = {"width": 390, "height": 844}
START_OVER = """() => {
  const buttons = name => [...document.querySelectorAll(".lc-run-tools button")].filter(
    button => button.textContent === name && !button.disabled);
  for (const name of ["Reset", "Show as on the page"])
    for (const button of buttons(name)) button.click();
  document.querySelectorAll(".lc-run-note").forEach(note => note.replaceChildren());
}"""


@pytest.fixture
def reader(chromium: Any, base: str) -> Iterator[Reader]:
    """A reader who has just come, with a browser that keeps nothing of others."""
    context = chromium.new_context(viewport=PHONE)
    yield Reader(context.new_page(), base)
    context.close()


@pytest.fixture(scope="module")
def visit(chromium: Any, base: str) -> Iterator[Reader]:
    """A reader who stays: Python begins once, for the first code that is run."""
    context = chromium.new_context(viewport=PHONE)
    yield Reader(context.new_page(), base)
    context.close()


@pytest.fixture
def staying(visit: Reader) -> Reader:
    """The reader who stays, with nothing changed in the page."""
    visit.start_over()
    assert visit.page.evaluate("() => Object.values(localStorage).join()") in ("", "{}")
    return visit


def test_nothing_is_loaded_before_a_button_is_pressed(reader: Reader) -> None:
    reader.page.wait_for_load_state("networkidle")
    assert not [url for url in reader.asked if "/run" in url]
    names = reader.page.locator(".lc-run-first").all_inner_texts()
    assert names == ["Run", "Edit"] * 7 + ["Work on it here"]


def test_only_what_the_stand_in_gives_as_torch_did_has_buttons(made: Path) -> None:
    html = (made / "index.html").read_text("utf-8")
    assert re.findall(r'data-run(?:-\w+)?="([^"]*)"', html) == [
        "story make add",
        "story slope",
        "story out",
        "story twice",
        "story make add slope",
        "figure shown",
        "figure shown",
        "labs/double",
    ]
    told = json.loads((made / "run.json").read_text("utf-8"))["snippets"]
    assert list(told) == ["story", "figure", "labs/double"]
    assert told["figure"]["cells"][0]["figure"] is True
    assert [cell["name"] for cell in told["labs/double"]["cells"]] == ["start", "check"]
    assert told["story"]["file"] == "downloads/story.py"


def test_run_edit_reset_and_the_graph(reader: Reader) -> None:
    add, slope = reader.cell(1), reader.cell(2)
    reader.press(slope, "Run")
    assert "printed the same as real torch" in reader.note(slope, "same")
    assert slope.locator(".lc-run-output").count() == 0  # the output of the build still stands

    assert reader.run(1, "y = x + 3\nprint(y)") == (
        "tensor([[4., 4.],\n        [4., 4.]], grad_fn=<AddBackward0>)"
    )
    assert not add.locator(".lc-output:not(.lc-run-output)").is_visible()
    graph = reader.page.locator(".lc-graph")
    graph.locator("figcaption").get_by_text("Drawn from your code").wait_for(timeout=START)
    assert "48" in graph.locator(".lc-drawing").text_content()
    graph.get_by_role("button", name="Next step").click()  # it can be walked through
    assert "Step 1 of" in graph.locator(".lc-walk-count").inner_text()

    reader.press(slope.locator(".lc-run-tools"), "Run")
    assert "Yours" in reader.note(slope, "Yours")  # for what stands above it has changed
    assert "6." in slope.locator(".lc-run-output").inner_text()

    reader.press(add, "Reset")
    assert add.locator(".cm-content").inner_text() == "y = x + 2\nprint(y)"
    assert add.locator(".lc-output:not(.lc-run-output)").is_visible()
    assert "when this page was built" in add.locator(".lc-run-note").inner_text()
    assert "27" in graph.locator(".lc-drawing").text_content()
    assert reader.said == []


FROM_THE_BUILD = "This figure is from the build"


def test_a_figure_stays_that_of_the_build_and_says_so(staying: Reader) -> None:
    figure = staying.cell(5)
    plot = figure.locator("svg.lc-plot")
    printed = figure.locator(".lc-output:not(.lc-run-output) .lc-text")
    staying.press(figure, "Run")
    assert "printed the same as real torch" in staying.note(figure, "same")
    mark = figure.locator(".lc-figure .lc-run-origin")
    assert FROM_THE_BUILD in mark.inner_text()
    assert "It is not drawn again in the page" in mark.inner_text()
    assert mark.is_visible()
    assert plot.is_visible()
    assert printed.is_visible()

    code = "import matplotlib.pyplot as plt\npoints = [1, 5]\nplt.plot(points)\nplt.show()\n"
    assert staying.run(5, code + 'print("sum", sum(points))') == "sum 6"
    assert plot.is_visible()
    assert mark.is_visible()
    assert not printed.is_visible()  # it is of other code
    assert "Yours" in staying.note(figure, "Yours")

    unknown = code.replace("points)", "points, colour='red')").rstrip()
    staying.run(5, unknown, "Not run to the end")
    assert "a figure with colour as it is used here" in figure.inner_text()
    assert mark.is_visible()

    staying.press(figure, "Reset")
    assert FROM_THE_BUILD not in figure.inner_text()
    assert printed.is_visible()
    assert "Made by real torch and matplotlib" in figure.inner_text()
    again = staying.cell(6)  # the code alone: the figure stands elsewhere
    staying.press(again, "Run")
    assert "on the page is from the build, and is not drawn again" in staying.note(again, "same")
    # Chromium would keep the colour of the first word when text is put in the place of all.
    assert [text for text in staying.said if "inline style" not in text] == []


def test_run_up_to_here_shows_what_stands_above(staying: Reader) -> None:
    staying.run(0, "import torch\nx = torch.zeros(1, requires_grad=True)\nx")
    slope = staying.cell(2)
    staying.press(slope, "Run")
    staying.note(slope, "Yours")
    staying.press(slope, "Run up to here")
    assert "Yours" in staying.note(staying.cell(1), "Yours")
    assert "tensor([2.]" in staying.cell(1).locator(".lc-run-output").inner_text()
    assert "tensor([0.], requires_grad=True)" in staying.cell(0).inner_text()  # the last expression


def test_cells_that_stand_as_one_are_changed_as_one(staying: Reader) -> None:
    text = (
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\n(x * x).backward()\nprint(x.grad)"
    )
    assert staying.run(4, text) == "tensor(4.)"


def test_an_expected_error_is_the_same_and_others_name_the_line(staying: Reader) -> None:
    twice = staying.cell(3)
    staying.press(twice, "Run")
    assert "the same" in staying.note(twice, "same")
    shown = staying.run(1, "y = x + 2\n\nprint(y.nothing)")
    assert 'File "<cell add>", line 3' in shown
    assert "AttributeError: 'Tensor' object has no attribute 'nothing'" in shown
    staying.press(staying.cell(2), "Run")
    assert "cell add, above, ends with this" in staying.note(staying.cell(2), "above")


def test_a_run_finds_nothing_of_the_run_before(staying: Reader) -> None:
    staying.run(1, "import os, time\nopen('left', 'w').close()\nos.mkdir('a')\nos.chdir('/')")
    shown = staying.run(1, "import os, time\ntime.sleep(0.01)\nprint(os.getcwd(), os.listdir())")
    assert shown == "/home/reader []"


LATER = """\
import io, threading
from torch import special
file = io.BytesIO()
torch.save({"x": x, "layer": torch.nn.PReLU().state_dict()}, file)
print(len(file.getvalue()), file.seek(0), torch.load(file)["x"].sum())
print(special.i0e(x)[0], torch.nn.PReLU()(-x)[0], x.quantile(0.5))
found = []
thread = threading.Thread(target=lambda: found.append(torch.is_grad_enabled()))
with torch.no_grad():
    thread.start()
    thread.join()
print(found, torch.nn.modules.linear.Linear, torch.optim.Adagrad([x]).defaults["lr"])"""


def test_what_few_need_is_loaded_when_it_is_named(staying: Reader) -> None:
    assert staying.run(1, LATER).splitlines() == [
        "1893 0 tensor(4., grad_fn=<SumBackward0>)",
        "tensor([0.4658, 0.4658], grad_fn=<SelectBackward0>) "
        "tensor([-0.2500, -0.2500], grad_fn=<SelectBackward0>) "
        "tensor(1., grad_fn=<SqueezeBackward4>)",
        "[True] <class 'torch.nn.modules.linear.Linear'> 0.01",
    ]


def test_what_is_not_there_is_refused_with_a_way_on(reader: Reader) -> None:
    shown = reader.run(1, "try:\n    torch.stft(x)\nexcept:\n    print('caught')", "Not run")
    note = reader.cell(1).locator(".lc-run-note")
    assert "Not run to the end" in note.inner_text()
    assert note.get_by_role("link", name="Download the file").get_attribute("href") == (
        "downloads/story.py"
    )
    assert "Yours" not in note.inner_text()
    assert shown in ("", "caught")
    reader.run(1, "input('name')", "Not run")
    reader.run(1, "import numpy.linalg", "Not run")
    reader.run(1, "import asyncio", "Not run")
    missing = "try:\n    import nothing_of_the_kind\nexcept ImportError:\n    print('none')"
    assert reader.run(1, missing) == "none"
    reader.run(1, "[0] * 10**9", "more memory")
    reader.run(1, "torch.ones(10**9)", "Not run", "20 seconds")


def test_what_never_ends_is_stopped_and_the_page_lives(reader: Reader) -> None:
    add = reader.cell(1)
    reader.press(add, "Run")
    reader.note(add, "same")
    reader.run(1, "while True:\n    print('x' * 100)", "60,000")
    assert add.locator(".lc-run-output").inner_text().startswith("x" * 100)
    reader.run(
        1,
        "while True:\n    try:\n        print('x')\n    except BaseException:\n        pass",
        "Running",
    )
    reader.press(add, "Stop")
    assert reader.note(add, "Stopped") == "Stopped."
    assert reader.run(1, "y = x\nprint('again')") == "again"


def test_edits_stay_on_the_device_and_nothing_comes_from_an_address(
    reader: Reader, base: str
) -> None:
    reader.run(1, "y = x + 5\nprint(y)")
    reader.page.goto(f"{base}?code=print(1)#print(2)")
    assert "x + 5" not in reader.cell(1).inner_text()  # the page is the build's, until it is asked
    reader.press(reader.cell(1), "Edit")
    reader.cell(1).locator(".cm-content").wait_for()
    assert "x + 5" in reader.cell(1).locator(".cm-content").inner_text()
    reader.press(reader.cell(1), "Run")
    assert "6." in reader.cell(1).inner_text() if reader.note(reader.cell(1), "Yours") else False
    reader.press(reader.cell(1), "Reset")
    assert reader.page.evaluate("() => Object.values(localStorage).join()") == "{}"


def test_all_of_it_can_be_saved_as_a_script(staying: Reader) -> None:
    staying.run(1, "y = x + 3\nprint(y)")
    with staying.page.expect_download() as saved:
        staying.press(staying.cell(1), "Save as a script")
    text = Path(saved.value.path()).read_text("utf-8")
    assert saved.value.suggested_filename == "story.py"
    assert "y = x + 3\nprint(y)\n" in text
    assert text.index("# %% make") < text.index("# %% add") < text.index("# %% end")


def test_a_lab_is_done_by_keyboard_alone(reader: Reader) -> None:
    page = reader.page
    page.get_by_role("button", name="Work on it here").focus()
    page.keyboard.press("Enter")
    work = page.locator(".lc-run-work")
    work.locator(".cm-editor.cm-focused").wait_for(timeout=START)
    page.keyboard.press("Control+End")
    page.keyboard.type("\ny = 5 * x")
    page.keyboard.press("Shift+Enter")
    reader.note(work, "Yours")
    assert work.locator(".lc-run-output").inner_text() == "AssertionError: `y` should be 6, not 15."
    page.keyboard.press("Control+a")
    page.keyboard.type("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = 2 * x\n")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Check"
    page.keyboard.press("Enter")
    assert reader.note(work, "Done").startswith("Done.")
    assert work.locator(".lc-run-output").inner_text() == "All checks passed."


def test_an_open_editor_is_accessible_and_fits_a_phone(reader: Reader) -> None:
    reader.run(1, "y = x + 3\nprint(y)")
    reader.press(reader.page, "Work on it here")
    reader.page.locator(".lc-run-work .cm-editor").wait_for(timeout=START)
    assert violations(reader.page, ".lc-live-block") == []
    assert violations(reader.page, ".lc-run-work") == []
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert reader.page.evaluate(wide) <= 0


WAYS_OUT = """\
import gc, sys, types

found = []
def attempt(act):
    try:
        found.append((act.__name__, str(act())[:80]))
    except BaseException as error:
        pass

def javascript(): import js; return js
def its_api(): import pyodide_js; return pyodide_js
def callbacks(): from pyodide_js._api import scheduleCallback; return scheduleCallback
def evaluated(): from pyodide.code import run_js; return run_js("1 + 1")
def fetched(): from pyodide.http import pyfetch; return pyfetch
def waited(): from pyodide.ffi import run_sync; return run_sync
def core(): import _pyodide_core; return _pyodide_core
def base(): import _pyodide._base; return _pyodide._base
def loop(): import pyodide.webloop; return pyodide.webloop
def socket_(): import socket; return socket.create_connection(("127.0.0.1", 80), 1)
def opened(): import urllib.request; return urllib.request.urlopen("http://127.0.0.1/")
def process(): import subprocess; return subprocess.run(["ls"])
def system(): import os; return 1 / 0 if os.system("ls") == -1 else "a shell"
def fork(): import os; return os.fork()
def thread(): import threading; t = threading.Thread(target=print); t.start(); return t
def library(): import ctypes; return ctypes.CDLL(None)
def proxies(): return [o for o in gc.get_objects() if type(o).__name__ == "JsProxy"] or 1 / 0
def again(): import importlib; return importlib.import_module("js")
def finders():
    for finder in sys.meta_path:
        spec = getattr(finder, "find_spec", lambda *a: None)("js", None)
        if spec is not None:
            return spec.loader.load_module("js")
    1 / 0
def dug_out():
    kinds = (types.FunctionType, types.BuiltinFunctionType)
    wanted = ("run_js", "pyfetch", "open_url", "eval_code", "to_js", "create_proxy", "run_sync")
    for one in gc.get_objects():
        theirs = str(getattr(one, "__module__", "")).startswith(("pyodide", "_pyodide"))
        if isinstance(one, kinds) and theirs and one.__name__ in wanted:
            try:
                return one.__name__, one({"1": "+ 1"} if one.__name__ == "to_js" else "1 + 1")
            except NotImplementedError:
                pass
    1 / 0
for act in (javascript, its_api, callbacks, evaluated, fetched, waited, core, base, loop, socket_,
            opened, process, system, fork, thread, library, proxies, again, finders, dug_out):
    attempt(act)
print(found)
"""


def test_nothing_leads_out_of_the_worker(staying: Reader) -> None:
    staying.press(staying.cell(1), "Run")
    staying.note(staying.cell(1), "same")
    staying.run(1, "print(1)")
    before = list(staying.asked)
    shown = staying.run(1, WAYS_OUT, "Yours", "Not run")
    assert shown == "[]"
    assert staying.asked == before


def test_the_list_of_the_whole_site_leaves_python_out(made: Path) -> None:
    assert not [name for name in json.loads((made / "offline.json").read_text()) if "run/" in name]


def test_a_page_from_a_folder_says_what_to_do(chromium: Any, made: Path) -> None:
    page = chromium.new_page()
    reader = Reader(page, (made / "index.html").as_uri())
    reader.press(reader.cell(0), "Run")
    page.get_by_text("python -m http.server").wait_for(timeout=START)
    page.close()


def test_where_it_is_not_wanted_nothing_is_there(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("mkdocs.yml", PLAIN)
    site.write("snippets/story.py", 'r"""A story."""\n# %% first\nprint(1)\n')
    site.write("docs/index.md", "# Home\n\n/// live | story:first\n///\n")
    assert site.build().returncode == 0
    assert "data-run" not in site.html()
    assert not [name for name in site.files() if "/run" in name]


def test_licences_lie_beside_what_they_are_of(made: Path) -> None:
    texts = {p.name: p.read_text("utf-8") for p in (made / "assets" / "run").rglob("*.txt")}
    assert sorted(texts) == ["LICENSE-python.txt", "LICENSE.txt", "editor-LICENSE.txt"]
    assert "Mozilla Public License" in texts["LICENSE.txt"]


def test_the_policies_let_python_run_in_the_worker_alone(made: Path) -> None:
    page = (made / "index.html").read_text("utf-8")
    assert "wasm-unsafe-eval" not in page
    assert "'wasm-unsafe-eval'" in (made / "_headers").read_text("utf-8")
    assert "'unsafe-eval'" not in (made / "_headers").read_text("utf-8")
