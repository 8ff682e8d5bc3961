"""What a run had given when its process ended, and texts that no file could hold."""

from __future__ import annotations

import pytest

from livecells.notebook.percent import parse
from livecells.notebook.surrogates import whole
from livecells.pool.pool import Pool
from livecells.run.job import Job, Limits
from livecells.run.journal import Journal, replayed
from livecells.run.outputs import Outputs

STORY = """\
# %% displays
from IPython.display import HTML, clear_output, display
shown = display(HTML("old"), display_id=True)
41 + 1

# %% raises tags=["raises-exception"]
print("before")
1 / 0

# %% cleared
print("gone")
clear_output()
print("stays")

# %% ends timeout=1
import os, sys
shown.update(HTML("new"))
print("one")
print("two", file=sys.stderr)
os.write(1, b"three\\n")
print("four")
os.write(2, b"five \\xff\\n")
{end}

# %% after
print("never")
"""
ENDS = {
    "while True: pass": "timeout",
    "os._exit(0)": "died",
    "os.kill(os.getpid(), 9)": "died",
    "os.abort()": "died",
}


def brief(outputs):
    return [
        output.get("text") or output.get("evalue") or sorted(output["data"].items())
        for output in outputs
    ]


@pytest.mark.slow
@pytest.mark.parametrize("fork", [True, False])
def test_all_that_cells_gave_outlives_the_process(fork):
    with Pool(2, Limits(seconds=20), fork=fork) as pool:
        ends = ENDS if fork else list(ENDS)[:2]
        jobs = [
            Job(parse(STORY.replace("{end}", end), f"{n}.py", "x")) for n, end in enumerate(ends)
        ]
        futures = [pool.submit(job) for job in jobs]
        runs = [future.result(60).run for future in futures]
    for run, end in zip(runs, ends, strict=True):
        assert (run.failure.kind, run.failure.cell) == (ENDS[end], "ends")
        assert run.failure.detail.endswith("one\ntwo\nthree\nfour\nfive \\xff")
        cells = list(run.cells())
        assert [cell["execution_count"] for cell in cells] == [1, 2, 3, 4, None]
        html = ("text/html", "new")
        assert brief(cells[0]["outputs"])[0][0] == html
        assert brief(cells[0]["outputs"])[1] == [("text/plain", "42")]
        assert brief(cells[1]["outputs"]) == ["before\n", "division by zero"]
        assert brief(cells[2]["outputs"]) == ["stays\n"]
        assert brief(cells[3]["outputs"]) == ["one\n", "two\n", "three\nfour\n", "five \\xff\n"]
        assert cells[4]["outputs"] == []


def test_a_record_that_was_cut_short_is_passed_over(tmp_path):
    journal = Journal(str(tmp_path))
    journal.note("cell", [1, 1])
    journal.note("stdout", b"whole\n")
    journal.note("stdout", b"cut\n")
    path = tmp_path / "journal"
    path.write_bytes(path.read_bytes()[:-2])
    (tmp_path / "2").write_bytes(b"of C\n")
    kept = replayed(str(tmp_path))[1]
    assert [(one["name"], one["text"]) for one in kept.outputs] == [
        ("stdout", "whole\n"),
        ("stderr", "of C\n"),
    ]
    assert replayed(str(tmp_path / "nowhere")) == {}


def test_a_journal_ends_at_its_limit(tmp_path):
    journal = Journal(str(tmp_path), 100)
    for _ in range(100):
        journal.note("stdout", b"x" * 20)
    assert (tmp_path / "journal").stat().st_size <= 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain \N{GRINNING FACE}", "plain \N{GRINNING FACE}"),
        ("\udc80", "\ufffd"),
        ("caf\udcc3\udca9", "caf\N{LATIN SMALL LETTER E WITH ACUTE}"),  # of bytes that were UTF-8
        ("x\ud83d", "x\ufffd"),
        ("\ud83d\ude00", "\ufffd\ufffd"),
        ("a\ud83d\udcc3\udca9b", "a\ufffd\N{LATIN SMALL LETTER E WITH ACUTE}b"),
    ],
)
def test_a_lone_surrogate_is_read_again_or_lost(text, expected):
    assert whole(text) == expected


def test_streams_stand_in_the_order_written_and_displays_between():
    outputs = Outputs()
    for name, data in [("stdout", b"a"), ("stderr", b"b"), ("stdout", b"c"), ("stdout", b"d\n")]:
        outputs.write(name, data)
    outputs.display({"text/plain": "shown"}, {})
    outputs.write("stderr", b"e")
    outputs.clear(wait=True)
    outputs.write("stdout", b"f")
    outputs.write("stderr", b"g")
    outputs.flush()
    assert brief(outputs.items) == ["f", "g"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), "nan"),
        (
            {"a": [1, float("-inf")], (1, 2): None, 3: True},
            {"a": [1, "-inf"], "(1, 2)": None, "3": True},
        ),
        ((b"\0", 2.5), ["AA==", 2.5]),
    ],
)
def test_what_json_cannot_hold_is_shown_as_a_kernel_shows_it(value, expected):
    outputs = Outputs()
    outputs.display({"application/json": value}, {})
    assert outputs.items[0]["data"] == {"application/json": expected}


def test_what_is_no_json_at_all_is_an_error():
    with pytest.raises(ValueError, match="Can't clean for JSON: <object object at"):
        Outputs().display({"application/json": {"a": float("nan"), "b": object()}}, {})
