"""What a page's Python says of a run, asked natively in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from livecells.publish.run_archive import run_modules
from livecells.publish.zip_file import zipped

ASK = """\
import json, sys
sys.path.insert(0, sys.argv[1])
from livecells.browser import side
sys.path.pop(0)
side.start(sys.argv[1])
for line in sys.stdin:
    print(side.run(line), flush=True)
    side.prepare()
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive as the worker unpacks it, with modules that this Python can read."""
    path = tmp_path_factory.mktemp("side") / "modules.zip"
    path.write_bytes(zipped(run_modules(), packed=False))
    return path


class Side:
    """The answers to runs, which one process gives one after the other, as the worker of a page."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def all(self, *runs: dict[str, Any]) -> list[dict[str, Any]]:
        return [self._asked(run) for run in runs]

    def _asked(self, run: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(run) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def one(self, *sources: str, **more: Any) -> list[dict[str, Any]]:
        cells = [{"name": f"<cell {n}>", "source": source} for n, source in enumerate(sources)]
        (made,) = self.all({"cells": cells, **more})
        found: list[dict[str, Any]] = made["cells"]
        return found


@pytest.fixture(scope="module")
def side(archive: Path) -> Iterator[Side]:
    """One process for all tests: what a run leaves behind would be found by the next."""
    command = [sys.executable, "-I", "-c", ASK, str(archive)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        yield Side(process)
    assert process.returncode == 0


def test_outputs_stand_in_order_and_the_last_expression_is_shown(side: Side) -> None:
    (made,) = side.one("import sys\nprint('a')\nsys.stderr.write('b')\nprint('c')\n[1, 2]")
    assert made["outputs"] == [
        {"kind": "stdout", "text": "a\n"},
        {"kind": "stderr", "text": "b"},
        {"kind": "stdout", "text": "c\n"},
        {"kind": "result", "text": "[1, 2]"},
    ]
    assert side.one("x = 1", "x;", "None", "def f(): 1\nf()")[1]["outputs"] == []


def test_each_run_begins_afresh(side: Side) -> None:
    def run(source: str) -> dict[str, Any]:
        return {"cells": [{"name": "<cell a>", "source": source}]}

    first = "import torch, random\nx = 1\ntorch.mark = 2\ntorch.manual_seed(1)\nrandom.seed(1)"
    second = "import torch\nprint('x' in globals(), hasattr(torch, 'mark'))"
    noise = "import torch, random\nprint(torch.rand(1).item(), random.random())"
    made = side.all(run(first), run(second), run(noise), run(noise))
    texts = [one["cells"][0]["outputs"] for one in made]
    assert texts[1] == [{"kind": "stdout", "text": "False False\n"}]
    assert texts[2] != texts[3]


PREPARED = """\
import json, sys
sys.path.insert(0, sys.argv[1])
from livecells.browser import side
side.start(sys.argv[1])
ask = json.dumps({"cells": [{"name": "<cell>", "source": "import torch"}]})
kept = []
for _ in range(3):
    ready = sys.modules["torch"]
    side.run(ask)
    assert sys.modules["torch"] is ready, "the run made a torch of its own, and its reader waited"
    side.prepare()
    side.prepare()
    kept.append(ready)
assert len({id(one) for one in [*kept, sys.modules["torch"]]}) == 4, "two runs had one torch"
side.run(ask)
side.run(ask)  # at once
assert sys.modules["torch"] not in kept
"""


def test_a_run_takes_the_torch_that_was_made_for_it(archive: Path) -> None:
    command = [sys.executable, "-I", "-c", PREPARED, str(archive)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_error_names_the_reader_s_lines_alone(side: Side) -> None:
    made = side.one("import torch\ndef f(t):\n    return t.view(7)", "x = torch.ones(2)\nf(x)")
    assert [one["state"] for one in made] == ["ok", "error"]
    text = made[1]["outputs"][0]["text"]
    assert 'File "<cell 1>", line 2, in <module>' in text
    assert 'File "<cell 0>", line 3, in f' in text
    assert "shelf" not in text
    assert made[1]["error"] == "RuntimeError: shape '[7]' is invalid for input of size 2"


def test_a_syntax_error_is_one_of_the_cell(side: Side) -> None:
    (made,) = side.one("x = (1,\nprint(2")
    assert made["state"] == "error"
    assert "<cell 0>" in made["outputs"][0]["text"]
    assert made["error"].startswith("  File") or "SyntaxError" in made["error"]


def test_a_run_goes_on_behind_an_expected_error_alone(side: Side) -> None:
    cells = [{"name": "<cell a>", "source": "1 / 0"}, {"name": "<cell b>", "source": "print(1)"}]
    known = [{**cells[0], "raises": True}, cells[1]]
    ended, whole = side.all({"cells": cells}, {"cells": known})
    assert [one["state"] for one in ended["cells"]] == ["error"]
    assert [one["state"] for one in whole["cells"]] == ["error", "ok"]


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.stft(torch.ones(2))",
        "import torch\ntry:\n    torch.stft(torch.ones(2))\nexcept BaseException:\n    pass",
        "input()",
        "try:\n    input()\nexcept Exception:\n    pass",
        "import numpy.linalg",
        "raise MemoryError",
    ],
)
def test_what_is_not_here_is_refused_and_not_swallowed(side: Side, source: str) -> None:
    (made,) = side.one(source)
    assert made["state"] == "refused"
    assert made["says"]
    if "stft" in source:
        assert made["says"] == "torch.stft is not in the browser's torch"


@pytest.mark.parametrize("wrapped", [False, True])
def test_endless_printing_ends(side: Side, wrapped: bool) -> None:
    source = "for _ in range(10**5):\n    print('x' * 100)"
    if wrapped:
        tried = "try:\n        print('x' * 100)\n    except BaseException:\n        pass"
        source = f"for _ in range(10**3):\n    {tried}"
    (made,) = side.one(source)
    assert made["state"] == "cut"
    assert len(made["outputs"][0]["text"]) <= 60_000


def test_a_graph_is_drawn_by_the_build_s_own_code(side: Side) -> None:
    source = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * 3\ny.backward()"
    cells = [{"name": "<cell a>", "source": source}]
    graphs = [{"name": "y", "ident": "g"}, {"name": "nothing", "ident": "h"}]
    made, plain = side.all({"cells": cells, "graphs": graphs}, {"cells": cells})
    assert list(made["figures"]) == ["g"]
    assert made["figures"]["g"].startswith('<div class="lc-graph" id="g">')
    assert "MulBackward0" in made["figures"]["g"]
    assert plain["figures"] == {}


def test_a_run_is_watched_to_the_cell_whose_graph_is_drawn(side: Side) -> None:
    ask = "import sys\nprint(len(sys.modules['torch._graph'].listeners))"
    drawn = "import torch\nw = torch.ones(2, requires_grad=True)\nout = (w * 2).sum()"
    cells = [
        {"name": "a.py", "source": text, "of": name} for name, text in (("a", drawn), ("b", ask))
    ]
    graphs = [{"name": "out", "ident": "live"}]
    early, late = side.all(
        {"cells": cells, "graphs": [{**graphs[0], "after": "a"}]},
        {"cells": cells, "graphs": graphs},
    )
    watching = [made["cells"][1]["outputs"][0]["text"] for made in (early, late)]
    assert watching == ["0\n", "1\n"]
    assert early["figures"] == late["figures"] != {}


def test_modules_beside_a_snippet_are_there_for_its_runs_alone(side: Side) -> None:
    ask = {"cells": [{"name": "<cell a>", "source": "import helper\nprint(helper.x)"}]}
    one, two, none = side.all(
        {**ask, "modules": {"helper.py": "x = 1"}}, {**ask, "modules": {"helper.py": "x = 2"}}, ask
    )
    assert one["cells"][0]["outputs"][0]["text"] == "1\n"
    assert two["cells"][0]["outputs"][0]["text"] == "2\n"
    assert none["cells"][0]["state"] == "refused"


def test_a_figure_is_taken_and_the_page_says_that_it_is_not_drawn(side: Side) -> None:
    drawing = (
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\n"
        "(line,) = axes.plot([1, 2], [3, 4])\nplt.show()\nprint('done')"
    )
    drawn, after = side.one(drawing, "print(1)")
    assert [one["kind"] for one in drawn["outputs"]] == ["stdout", "note"]
    assert "not drawn" in drawn["outputs"][1]["text"]
    assert after["outputs"] == [{"kind": "stdout", "text": "1\n"}]


@pytest.mark.parametrize(
    "told",
    [
        "print(axes)",
        "axes.get_xlim()",
        "len(axes.lines)",
        "x = axes.plot([1, 2], [1])",
        "axes.plot(torch.ones(2, requires_grad=True))",
        "plt.savefig('a.png')",
        "bool(axes)",
        "axes.plott([1])",
        "axes.plot([1, 2], colour='red')",
        "axes.plot([1, 2], color='read')",
        "axes.plot([1, 2], 'Q-')",
        "axes.plot([1, 2], linestyle='~')",
        "axes.plot([1, 2], alpha=torch.tensor(0.5))",
        "axes.plot([1, 2], alpha=1.5)",
        "axes.legend(ncols=-3)",
        "axes.contour([[1, 2], [3, 4]], levels=[2, 1])",
        "axes.contour(torch.ones(0, 3))",
        "axes.contourf(torch.ones(2), torch.ones(3), torch.ones(2, 3))",
        "plt.subplots(figsize=(0, 3))",
    ],
)
def test_what_a_figure_would_tell_is_refused(side: Side, told: str) -> None:
    head = "import torch\nimport matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\n"
    (made,) = side.one(f"{head}try:\n    {told}\nexcept Exception:\n    print('swallowed')")
    assert made["state"] == "refused"


THREAD = "import threading\n{}\nt = threading.Thread(target=f)\nt.start()\n{}\nt.join()"
WAITING = {
    "a print": ("def f(): print('in the thread')", ""),
    "a barrier": ("b = threading.Barrier(2)\nf = b.wait", "b.wait()"),
    "an event": ("e = threading.Event()\ndef f(): e.wait()", "e.set()"),
    "a queue": ("import queue\nq = queue.Queue()\ndef f(): q.get()", "q.put(1)"),
    "a lock": ("l = threading.Lock()\nl.acquire()\ndef f(): l.acquire()", "l.release()"),
    "a lock of its holder": ("l = threading.RLock()\nl.acquire()\nf = l.acquire", "l.release()"),
    "a semaphore": ("s = threading.Semaphore(0)\nf = s.acquire", "s.release()"),
    "a simple queue": ("import queue\nq = queue.SimpleQueue()\nf = q.get", "q.put(1)"),
    "a wait outside": ("def f(): pass\nthreading.Barrier(2).wait()", ""),
    "sleep": ("import time\ndef f(): time.sleep(0)", ""),
    "its name": ("def f(): threading.current_thread()", ""),
    "an error": ("def f(): 1 / 0", ""),
}


def test_threads_run_in_turn_where_no_other_order_matters(side: Side) -> None:
    found = side.all(
        *({"cells": [{"name": "<cell>", "source": THREAD.format(*t)}]} for t in WAITING.values())
    )
    states = {name: run["cells"][0]["state"] for name, run in zip(WAITING, found, strict=True)}
    assert set(states.values()) == {"refused"}, states
    (done,) = side.one(THREAD.format("def f(): made.append(1)\nmade = []", "print(made)"))
    assert done["outputs"] == [{"kind": "stdout", "text": "[1]\n"}]


def test_a_module_beside_a_snippet_is_read_as_the_text_that_it_is(side: Side) -> None:
    """A word on how a file is written says nothing of a text that has come to the page."""
    modules = {"words.py": "# -*- coding: latin-1 -*-\nWORD = 'caf\u00e9'\n"}
    (made,) = side.one("import words\nprint(words.WORD)", modules=modules)
    assert made["outputs"] == [{"kind": "stdout", "text": "caf\u00e9\n"}]
