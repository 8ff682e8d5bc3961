"""A snippet that reads its own file, where a page runs it with other values than stand there."""

import pytest

from livecells.notebook.percent import parse
from livecells.pool.pool import Pool
from livecells.run.job import Job

HEAD = '"""D."""\n# %% a\nk = {}\n'
BY_NAME = {
    "open": "print(open('story.py').read().split('k = ')[1][0])",
    "pathlib": "from pathlib import Path\nprint(Path('story.py').read_text().split('k = ')[1][0])",
    "its folder": "import glob\nprint(open(glob.glob('*.py')[0]).read().split('k = ')[1][0])",
    "a process": "!cut -c 5 story.py | tail -n +3 | head -1",
    "a process of all": "!grep -rh '^k = ' . | cut -c 5",
    "inspect": "import inspect\nf = lambda: k\nprint(len(inspect.getsource(f)) and k)",
}
BY_PATH = {
    "open": "print(open({path!r}).read())",
    "built up": "import sys, os\nprint(open(os.path.join(sys.path[0], 'story.py')).read())",
    "a process": "!cat {path}",
}


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as made:
        yield made


def run(pool, folder, body, value):
    path = folder / "story.py"
    (folder / "data.txt").write_text("")
    path.write_text(HEAD.format(1) + body + "\n")
    text = HEAD.format(value) + body + "\n"
    snippet = parse(text, "story.py", "snippets/story.py", str(path))
    return pool.submit(Job(snippet)).result(60).run


@pytest.mark.parametrize("way", BY_NAME)
def test_by_its_name_it_finds_the_values_with_which_it_runs(pool, tmp_path, way):
    for value in (1, 2):
        made = run(pool, tmp_path, BY_NAME[way], value)
        assert made.failure is None
        assert made.text("a").strip() == str(value)
    assert (tmp_path / "story.py").read_text().splitlines()[2] == "k = 1"


@pytest.mark.parametrize("way", BY_PATH)
def test_by_its_path_it_would_find_others_and_is_refused(pool, tmp_path, way):
    body = BY_PATH[way].format(path=str(tmp_path / "story.py"))
    assert run(pool, tmp_path, body, 1).failure is None
    failure = run(pool, tmp_path, body, 2).failure
    assert failure is not None
    assert failure.kind == "own-file"
    assert failure.line >= 3
    assert "read it by its name alone, 'story.py'" in failure.message
