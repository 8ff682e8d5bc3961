"""What travels with a job, and what is compared when it comes back."""

import pytest

from livecells.cluster import order, same
from livecells.cluster.order import environment_on, environment_sent, renamed

OWN = {"HOME": "/home/here", "LD_LIBRARY_PATH": "/here", "API_TOKEN": "one", "PYTHONPATH": "/here"}


def test_variables_travel_but_for_places_and_secrets(monkeypatch):
    for name, value in {**OWN, "COURSE": "autograd", "TORCH_SHOW": "1", "TZ": "Asia/Tokyo"}.items():
        monkeypatch.setenv(name, value)
    sent = environment_sent()
    assert {"COURSE": "autograd", "TORCH_SHOW": "1", "TZ": "UTC"}.items() <= sent.items()
    assert sent.keys() & OWN.keys() == set()


def test_a_worker_adds_its_own_places_and_secrets_and_nothing_else(monkeypatch):
    for name, value in {**OWN, "COURSE": "another", "ONLY_THERE": "1"}.items():
        monkeypatch.setenv(name, value)
    found = environment_on({"COURSE": "autograd"})
    assert {**OWN, "COURSE": "autograd"}.items() <= found.items()
    assert "ONLY_THERE" not in found


def test_paths_come_back_as_they_were_sent():
    root = "/tmp/w/livefiles-1"
    given = {
        "files": {f"{root}/home/a.txt": "x"},
        "text": [f"in {root}/home/s.py, line 3", 7, None],
    }
    back = {"files": {"/home/a.txt": "x"}, "text": ["in /home/s.py, line 3", 7, None]}
    assert renamed(given, root) == back


def test_all_programs_that_differ_are_named_with_both_versions():
    here = {"engine": "aa", "torch": "2.13.0", "python": "3.11.7", "system": "linux x86_64"}
    assert same.difference(here, here) == ""
    there = {**here, "torch": "2.12.0", "python": "3.12.1"}
    said = "torch is 2.12.0 there and 2.13.0 here and Python is 3.12.1 there and 3.11.7 here"
    assert same.difference(there, here) == said
    assert same.difference({}, {"torch": "2.13.0"}) == "torch is none there and 2.13.0 here"


@pytest.mark.parametrize("name", ["distributions", "files", "environment"])
def test_what_a_run_has_used_is_compared_with_what_is_here(monkeypatch, tmp_path, name):
    monkeypatch.setenv("COURSE", "here")
    (tmp_path / "d.txt").write_text("here")
    used = {
        "distributions": {"numpy": "0.0.1"},
        "files": {str(tmp_path / "d.txt"): "another digest"},
        "environment": {"COURSE": "there"},
    }
    empty = {"given": {}, "distributions": {}, "files": {}, "environment": {}}
    assert same.first_difference(empty) == ""
    said = same.first_difference({**empty, name: used[name]})
    words = {"distributions": "numpy, which is 0.0.1 on the worker", "files": "d.txt, which is not"}
    assert words.get(name, "COURSE there -> here") in said


def test_an_order_is_plain_data():
    from livecells.notebook.executed import Query
    from livecells.notebook.percent import parse
    from livecells.run.job import Job

    snippet = parse("# %% a\nx = 1\n", "s.py", "s.py", "/home/s.py")
    job = Job(snippet, (Query("x", ""),), "a", for_page=True)
    back = order.job_of({"job": order.fields(job)}, "/root")
    assert back.snippet.file == "/root/home/s.py"
    assert (back.queries, back.upto, back.for_page) == (job.queries, "a", True)
    assert back.snippet.cells == snippet.cells
