"""The bench measures what it says: same code for every tool, checked pages, honest tables."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from livecells.notebook.house_rules import check_house_rules
from livecells.notebook.percent import parse

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))  # pytest's importlib mode does not put the root there

from tests.bench import in_page  # noqa: E402
from tests.bench.__main__ import repeat  # noqa: E402
from tests.bench.builds import BuildError, OutputError, Work, check, run  # noqa: E402
from tests.bench.dialects import DIALECTS, files, put, snippet  # noqa: E402
from tests.bench.peers import PEERS, UnavailableError, _run, python_of  # noqa: E402
from tests.bench.prerender import printed  # noqa: E402
from tests.bench.rounds import Plan, Ready, Record  # noqa: E402
from tests.bench.tables import report, spread, update  # noqa: E402
from tests.bench.workload import WORKLOADS, edited, lessons  # noqa: E402

pytestmark = pytest.mark.turns(4)

FENCE = re.compile(r"^```(?:python exec=[^\n]*|\{code-cell\} ipython3)\n(.*?)^```$", re.M | re.S)
PAGES = {
    "markdown-exec": "docs/{}.md",
    "mkdocs-nbsync": "docs/{}.md",
    "zensical-exec": "docs/{}.md",
    "mkdocs-jupyter": "docs/{}.ipynb",
    "sphinx-gallery": "examples/{}.py",
    "myst-nb": "{}.md",
    "ours": "snippets/{}.py",
}
PRERENDERED = ("floor", "zensical")


def code_of(dialect, text):
    """The cells of a page, read back without the writer."""
    if dialect == "mkdocs-jupyter":
        cells = json.loads(text)["cells"]
        return [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    if dialect in ("ours", "sphinx-gallery"):
        return [
            "\n".join(line for line in cell.splitlines()[1:] if not line.startswith("#")).strip()
            for cell in re.split(r"^(?=# %%)", text, flags=re.M)[1:]
        ]
    return [code.rstrip() for code in FENCE.findall(text)]


@pytest.mark.parametrize("name", WORKLOADS)
def test_workload_has_its_size_and_valid_cells(name):
    workload = WORKLOADS[name]
    made = lessons(workload)
    assert len(made) == workload.pages
    for lesson in made:
        assert len(lesson.steps) == workload.cells
        for step in lesson.steps:
            ast.parse(step.code)
        assert not list(check_house_rules(parse(snippet(lesson), "x.py", "x.py")))


@pytest.mark.parametrize("name", WORKLOADS)
def test_marks_differ_and_stand_in_no_source(name):
    made = lessons(WORKLOADS[name])
    marks = [lesson.mark for lesson in made]
    assert len(set(marks)) == len(marks)
    everything = "".join(step.code for lesson in made for step in lesson.steps)
    assert not any(mark in everything for mark in marks)


@pytest.mark.parametrize("name", WORKLOADS)
def test_an_edit_changes_one_line_of_one_cell(name):
    before, after = lessons(WORKLOADS[name], 1), lessons(WORKLOADS[name], 2)
    lines = [
        (old, new)
        for one, other in zip(before, after, strict=True)
        for old_step, new_step in zip(one.steps, other.steps, strict=True)
        for old, new in zip(old_step.code.splitlines(), new_step.code.splitlines(), strict=True)
        if old != new
    ]
    assert len(lines) == 1
    assert edited(before).mark != edited(after).mark


@pytest.mark.parametrize("name", ["W1", "W20"])
@pytest.mark.parametrize("dialect", PAGES)
def test_dialects_hold_the_same_code(dialect, name):
    made = lessons(WORKLOADS[name])
    written = files(dialect, made)
    for lesson in made:
        text = written[PAGES[dialect].format(lesson.name)]
        assert code_of(dialect, text) == [step.code for step in lesson.steps]


@pytest.mark.parametrize("dialect", PAGES)
def test_generator_is_deterministic(dialect):
    workload = WORKLOADS["W20"]
    assert files(dialect, lessons(workload)) == files(dialect, lessons(workload))


def test_ours_asks_for_every_cell():
    lesson = lessons(WORKLOADS["W20"])[3]
    written = files("ours", [lesson])
    asked = re.findall(rf"^/// live \| {lesson.name}:(.+)$", written["docs/lesson_003.md"], re.M)
    cells = parse(written["snippets/lesson_003.py"], "x.py", "x.py").code
    assert asked == [cell.name for cell in cells]


@pytest.mark.parametrize("dialect", PRERENDERED)
def test_what_runs_nothing_shows_code_and_outputs(dialect):
    made = lessons(WORKLOADS["W1"])
    page = files(dialect, made)["docs/autograd.md"]
    assert all(step.code in page for step in made[0].steps)
    assert made[0].mark in page
    assert "tensor([[4.5000, 4.5000]," in page


def test_cells_run_and_print_the_mark():
    made = lessons(WORKLOADS["W20"])[:10]  # every cell at every place
    outputs = printed({lesson.name: [step.code for step in lesson.steps] for lesson in made})
    for lesson in made:
        assert all(outputs[lesson.name])
        assert f"mark {lesson.mark}\n" in outputs[lesson.name][5]


def test_every_peer_has_a_dialect():
    assert set(PEERS) == set(DIALECTS) == {*PAGES, *PRERENDERED}


def test_put_touches_only_what_differs(tmp_path):
    put(tmp_path, {"a/b.md": "1", "c.md": "2"})
    before = (tmp_path / "c.md").stat().st_mtime_ns
    put(tmp_path, {"a/b.md": "3", "c.md": "2"})
    assert (tmp_path / "a/b.md").read_text() == "3"
    assert (tmp_path / "c.md").stat().st_mtime_ns == before


def page_with(tmp_path, text):
    page = tmp_path / "site" / "autograd" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text)


def test_stale_missing_and_fresh_pages_are_told_apart(tmp_path):
    old, new = lessons(WORKLOADS["W1"], 1), lessons(WORKLOADS["W1"], 2)
    with pytest.raises(OutputError, match="no page of autograd"):
        check(PEERS["ours"], tmp_path, new, old[0].mark)
    page_with(tmp_path, f"<p>mark {old[0].mark}")
    with pytest.raises(OutputError, match="still shows the output from before"):
        check(PEERS["ours"], tmp_path, new, old[0].mark)
    page_with(tmp_path, "<p>mark")
    with pytest.raises(OutputError, match="lacks its output"):
        check(PEERS["ours"], tmp_path, new, old[0].mark)
    cut = f"<span>{new[0].mark[:3]}</span><span>{new[0].mark[3:]}</span>"
    page_with(tmp_path, cut)
    check(PEERS["ours"], tmp_path, new, old[0].mark)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["zensical", "zensical-exec"])
def test_zensical_shows_what_the_code_prints_and_an_edit(name, tmp_path):
    venvs = ROOT / ".cache" / "bench"
    if not (venvs / PEERS[name].environment / "installed.txt").is_file():
        pytest.skip(f"`python -m tests.bench --peers {name}` has not installed it here")
    python = python_of(PEERS[name].environment, venvs)
    work = Work(PEERS[name], python, WORKLOADS["W1"], tmp_path / "w", 60.0)
    assert min(work.cold(), work.warm(), work.edit()) > 0


def test_a_build_that_fails_or_hangs_is_an_error(tmp_path):
    python = Path(sys.executable)
    with pytest.raises(BuildError, match="exit status 3: boom"):
        run([sys.executable, "-c", "print('boom'); raise SystemExit(3)"], tmp_path, python, 20)
    with pytest.raises(BuildError, match="not done after 1 s"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, python, 1)


def test_what_cannot_be_installed_says_why():
    with pytest.raises(UnavailableError, match="no such thing"):
        _run([sys.executable, "-c", "import sys; sys.exit('no such thing')"])


def test_kernel_peers_are_kept_from_many_pages():
    slow = Ready(PEERS["mkdocs-nbsync"], Path(sys.executable), 5.0)
    assert slow.reason_against(WORKLOADS["W20"], 300) is None
    assert "about 1000 s" in (slow.reason_against(WORKLOADS["W200"], 300) or "")
    quick = Ready(PEERS["markdown-exec"], Path(sys.executable), 5.0)
    assert quick.reason_against(WORKLOADS["W200"], 300) is None


def test_spread_leaves_rejected_builds_out():
    assert spread([3.0, None, 1.0, 2.0]) == "2.00 (1.00 to 3.00)"
    assert spread([None]) == "–"


def test_ratios_are_taken_within_a_round(tmp_path):
    peers = (PEERS["floor"], PEERS["ours"])
    plan = Plan((WORKLOADS["W1"],), peers, ("cold",), 3, 9.0, tmp_path, tmp_path)
    record = Record()
    record.seconds["W1", "cold", "floor"] = [1.0, 2.0, 4.0]
    record.seconds["W1", "cold", "ours"] = [2.0, None, 4.0]
    text = report(plan, record, [], "command")
    assert "| ours | 3.00 (2.00 to 4.00) | 1.50 (1.00 to 2.00) | – |" in text
    assert "| floor | 2.00 (1.00 to 4.00) | – | 1.50 (1.00 to 2.00) |" in text
    assert text.index("| W1 | Cold build | floor | 1.50 (1.00 to 2.00) |") < text.index("### W1")


def test_where_ours_is_behind_comes_first_and_the_worst_of_it_on_top(tmp_path):
    peers = tuple(PEERS[name] for name in ("floor", "ours", "zensical", "markdown-exec"))
    plan = Plan((WORKLOADS["W1"],), peers, ("cold", "warm"), 1, 9.0, tmp_path, tmp_path)
    record = Record()
    record.seconds["W1", "cold", "ours"] = record.seconds["W1", "warm", "ours"] = [2.0]
    record.seconds["W1", "cold", "zensical"] = [1.0]
    record.seconds["W1", "warm", "zensical"] = [0.5]
    record.seconds["W1", "cold", "markdown-exec"] = [4.0]
    text = report(plan, record, [], "command")
    rows = re.findall(r"^\| W1 \| (.*?) \| (\S+) \| (\S+) ", text, re.M)
    assert rows == [("Nothing changed", "zensical", "4.00"), ("Cold build", "zensical", "2.00")]
    record.seconds["W1", "cold", "ours"] = record.seconds["W1", "warm", "ours"] = [0.1]
    assert "is behind" not in report(plan, record, [], "command")


def test_a_visit_is_told_beside_what_is_wanted():
    rounds = [
        in_page.Round(0, 4_880_000, 1500.0, [4.0, 3.0, 9.0], [40.0, 30.0, 90.0], 900.0),
        in_page.Round(0, 4_880_000, 2500.0, [2.0, 1.0, 3.0], [20.0, 10.0, 30.0], 1100.0),
    ]
    text = in_page.report(rounds, 0.5, "python -m tests.bench.in_page")
    assert "at a load of 0.5" in text
    assert "| Bytes for running before the first press | 0 B | 0 B |" in text
    assert "| Bytes after it | 4.88 MB | 5.5 MB |" in text
    assert "| 2.00 s (1.50 s to 2.50 s) | 2 s |" in text
    assert "| A run a second later, median of ten | 3 ms (2 ms to 4 ms) | 50 ms |" in text
    assert "| A run at once, median of ten | 30 ms (20 ms to 40 ms) | 50 ms |" in text


def test_the_page_changes_between_its_markers_only(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- bench:peers -->\nold\n<!-- /bench:peers -->\nafter\n")
    assert update(page, "new\n")
    assert page.read_text() == (
        "before\n<!-- bench:peers -->\n\nnew\n\n<!-- /bench:peers -->\nafter\n"
    )
    page.write_text("no markers\n")
    assert not update(page, "new\n")
    assert page.read_text() == "no markers\n"


def test_the_command_to_repeat_names_no_folder(tmp_path):
    words = ["--work", "somewhere", "--rounds", "5", "--venvs=there", "--table", "page.md"]
    assert repeat(words) == "python -m tests.bench --rounds 5"
    assert repeat(words, ROOT / "docs" / "page.md").endswith(" --rounds 5 --table docs/page.md")
    assert repeat(words, tmp_path / "page.md").endswith(" --rounds 5")


def test_a_removed_folder_is_all_that_cold_needs(tmp_path, monkeypatch):
    monkeypatch.setattr(Work, "_timed", lambda *_: 0.0)
    work = Work(PEERS["ours"], Path(sys.executable), WORKLOADS["W1"], tmp_path / "w", 9.0)
    work.cold()
    left = tmp_path / "w" / ".cache" / "left"
    left.parent.mkdir()
    left.write_text("")
    work.cold()
    assert not left.exists()
    assert work.revision == 2


@pytest.mark.slow
def test_ours_and_the_floor_through_the_command(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- bench:peers -->\n<!-- /bench:peers -->\n")
    options = "--workloads W1 --peers floor,ours --cases cold --rounds 1"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *options.split(), "--table", str(page)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert "rejected" not in done.stderr
    text = page.read_text()
    assert re.search(r"^\| ours \| \d+\.\d\d ", text, re.M)
    assert str(tmp_path) not in text
