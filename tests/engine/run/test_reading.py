"""What a page asks of a run leaves the run as it was: no output is other for it."""

import pytest

from livecells.notebook.executed import ARRAY, TENSORS, TYPED, Query
from livecells.notebook.percent import read
from livecells.pool.pool import Pool
from livecells.run.job import Job, Limits

pytestmark = pytest.mark.turns(2)

STORY = '''"""D."""
# %% first
import os, random
from collections import defaultdict
import torch
torch.manual_seed(0); random.seed(0)
it, stack, d, x = iter([1, 2, 3]), [1, 2], defaultdict(int), torch.ones(2, requires_grad=True)
y, rows = (x * x).sum(), open("rows.txt")
class Counting:
    seen = 0
    @property
    def next(self):
        self.seen += 1
        return self.seen
    __str__ = lambda self: f"seen {self.next}"
c = Counting()
# %% second
_ = print(torch.rand(2), random.random(), next(it), stack, dict(d), x, x.grad, y)
_ = print(c.seen, rows.readline(), os.environ.get("NEW"), sorted(os.listdir()))
'''
READINGS = {
    "a random number": ("torch.rand(1).item()", ".4f", "0.4963"),
    "of Python": ("random.random()", ".4f", "0.8444"),
    "the next one": ("next(it)", "", "1"),
    "the last one": ("stack.pop()", "", "2"),
    "a missing key": ("d['q']", "", "0"),
    "backward": ("y.backward(retain_graph=True) or x.grad.tolist()", "", "[2.0, 2.0]"),
    "in place": ("x.data.fill_(7).sum().item()", "", "14.0"),
    "a new name": ("(it := 5)", "", "5"),
    "a property": ("c.next", "", "1"),
    "how it is written": ("c", "", "seen 1"),
    "a line of a file": ("rows.readline().strip()", "", "one"),
    "the environment": ("os.environ.setdefault('NEW', 'v')", "", "v"),
    "a seed": ("torch.manual_seed(7).initial_seed()", "", "7"),
    "numbers": ("torch.rand(1)", ARRAY, [0.49625658988952637]),
    "typed": ("next(it)", TYPED, None),
    "tensors": ("x.data.zero_()", TENSORS, None),
}
REFUSED = {
    "print": ("print('forged') or 0", "it prints 'forged\\n', and a value is only read"),
    "below Python": ("os.write(1, b'forged')", "it prints 'forged'"),
    "display": ("__import__('IPython').display.display(5)", "it displays something"),
    "a new file": ("open('new.txt', 'w').write('a')", "it changes a file or a folder, 'new.txt'"),
    "a file and no word": (
        "[0 for _ in [0] if not __import__('contextlib').suppress(OSError).__enter__()]"
        " and os.path.exists('x') or os.mkdir('new')",
        "it changes a file or a folder, 'new'",
    ),
    "removed": ("os.remove('rows.txt')", "it changes a file or a folder, 'rows.txt'"),
    "a process": ("os.system('touch new.txt')", "it begins or ends a process"),
    "the end": ("__import__('sys').exit(3)", "SystemExit: 3"),
    "a hard end": ("os._exit(3)", "the process that read it ended itself with status 3"),
    "a signal": ("os.abort()", "the process that read it ended by signal 6"),
    "an error": ("1 / 0", "ZeroDivisionError: division by zero"),
}


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as made:
        yield made


@pytest.fixture
def snippet(tmp_path):
    (tmp_path / "rows.txt").write_text("one\ntwo\n")
    (tmp_path / "story.py").write_text(STORY)
    return read(tmp_path / "story.py", "story.py", "snippets/story.py")


def run(pool, snippet, *queries):
    made = pool.submit(Job(snippet, tuple(queries), for_page=True)).result(60).run
    assert made.failure is None, made.failure
    return made


def printed(made):
    return [made.text(name) for name in made.names()]


@pytest.mark.slow
def test_no_reading_changes_what_is_printed_and_none_what_another_reads(pool, snippet):
    asked = {name: Query(text, spec, "first") for name, (text, spec, _) in READINGS.items()}
    alone = printed(run(pool, snippet))
    made = run(pool, snippet, *asked.values())
    assert printed(made) == alone
    assert "two" not in alone[1]
    found = {name: made.value(query) for name, query in asked.items()}
    wanted = {name: value for name, (*_, value) in READINGS.items() if value is not None}
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.slow
def test_what_reading_must_not_do_is_said_and_undone(pool, snippet):
    asked = {name: Query(text, "", "first") for name, (text, _) in REFUSED.items()}
    alone = printed(run(pool, snippet))
    made = run(pool, snippet, *asked.values())
    assert printed(made) == alone
    for name, query in asked.items():
        answer = made.info["values"][query.key]
        assert REFUSED[name][1] in answer.get("error", ""), (name, answer)


@pytest.mark.slow
def test_what_a_value_reads_is_a_dependency_of_the_run(pool, tmp_path, snippet):
    (tmp_path / "beside.py").write_text("import json\nNAME = json.loads(open('n.json').read())\n")
    (tmp_path / "n.json").write_text("4")
    query = Query("__import__('beside').NAME + len(os.environ.get('SOME', ''))", "", "first")
    depends = run(pool, snippet, query).info["depends"]
    assert {str(tmp_path / name) for name in ("beside.py", "n.json")} <= set(depends["files"])
    assert "SOME" in depends["environment"]
    assert "SOME" not in run(pool, snippet).info["depends"]["environment"]


@pytest.mark.slow
def test_a_value_is_held_to_the_time_of_its_cell(snippet):
    with Pool(1, Limits(seconds=3)) as pool:
        query = Query("[0 for _ in iter(int, 1)]", "", "first")
        made = pool.submit(Job(snippet, (query,), for_page=True)).result(60).run
    assert made.failure is not None
    assert (made.failure.kind, made.failure.cell) == ("timeout", "first")


@pytest.mark.slow
def test_a_value_may_be_the_first_to_load_a_part_of_torch_that_makes_a_folder(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "compiled"))
    (tmp_path / "sine.py").write_text("# %% first\nimport torch\nx = torch.zeros(())\n")
    query = Query("torch.func.grad(torch.sin)(x).item()", "", "first")
    with Pool(1) as pool:
        made = run(pool, read(tmp_path / "sine.py", "sine.py", "snippets/sine.py"), query)
    assert made.value(query) == "1.0"
    written = Query("__import__('os').mkdir('own')", "", "first")
    with Pool(1) as pool:
        made = run(pool, read(tmp_path / "sine.py", "sine.py", "snippets/sine.py"), written)
    assert "it changes a file or a folder, 'own'" in made.info["values"][written.key]["error"]
