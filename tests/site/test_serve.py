"""The edit loop: `mkdocs serve` shows what is saved, bears faults, and ends without a trace."""

import html
import re
import signal
import time

import pytest

from .served import PATIENCE, serving
from .watched import Watched, wait_until

pytestmark = pytest.mark.turns(5)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for all edits; every test leaves the site without a fault."""
    site = Watched(tmp_path_factory.mktemp("serve"))
    site.snippet("torched", "# %% a\nimport torch\nx = torch.ones(2) * 3\nprint(x)\n")
    site.snippet("edited", "# %% a\nprint('revision', 1)\n")
    site.page("index", "torched", "edited")
    site.page("other", "torched")
    with serving(site) as made:
        made.shows(">revision 1</pre>")
        yield made


def test_the_page_shows_what_ran(server):
    page = server.shows(">tensor([3., 3.])</pre>")
    assert ">revision 1</pre>" in page
    assert "livereload(" in page


def test_a_saved_snippet_runs_alone_and_its_page_is_fresh_after_one_build(server):
    for revision in (2, 3):
        mark, before = len(server.log), server.builds()
        server.site.snippet_at_once("edited", f"# %% a\nprint('revision', {revision})\n")
        server.shows(f">revision {revision}</pre>")
        assert server.since(mark) == {"edited": "its text has changed"}
        time.sleep(1.5)  # a build that starts the next one would do so by now
        assert server.builds() == before + 1, server.said()


def test_saved_prose_runs_nothing(server):
    mark = len(server.log)
    path = server.site.root / "docs" / "other.md"
    path.write_text(path.read_text() + "\nSome more prose.\n")
    server.shows("Some more prose.", "other/")
    assert server.since(mark) == {}


def epoch(server, page=""):
    """What the page takes for the last build; a tab loads it again when there is a newer one."""
    return int(re.search(r"livereload\((\d+), ", server.fetch(page))[1])


def rest(server):
    """Wait until all that was saved is built."""
    said = ("Detected file changes", "Reloading browsers")
    time.sleep(1)  # MkDocs looks at files now and then
    assert wait_until(lambda: len({server.said().count(words) for words in said}) == 1, PATIENCE)


def test_what_an_edit_is_about_comes_first_and_tabs_load_again_only_where_more_is_new(server):
    """`shows` asks for the page all the time, as a tab does."""
    path = server.site.root / "docs" / "other.md"
    whole = path.read_text()
    rest(server)
    mark, before = len(server.log), epoch(server)
    path.write_text(whole + "\nThis comes first.\n")
    server.shows("This comes first.", "other/")
    assert wait_until(lambda: epoch(server) > before, PATIENCE), "no tab was told to load it"
    first = epoch(server)
    rest(server)
    assert epoch(server) == first, "the tab was told to load the same once more"
    assert "page other: " not in "\n".join(server.log[mark:]), "it was made twice"

    path.write_text(whole.replace("# Page", "# Another title"))
    server.shows("Another title", "other/")
    server.shows("Another title")
    rest(server)
    assert epoch(server) > first
    path.write_text(whole)
    server.shows("Page", "other/", without="Another title")
    rest(server)


def test_a_failing_snippet_shows_a_box_at_its_place_until_the_fault_goes(server):
    mark, before = len(server.log), server.builds()
    failing = "# %% a\ndef half(n):\n    return n / 0\n\n\nhalf(7)\n"
    server.site.snippet_at_once("edited", failing)
    page = server.shows("ZeroDivisionError")
    box = html.unescape(re.search(r'<div class="lc-failure.*?</div>', page, re.DOTALL)[0])
    assert "snippets/edited.py:4" in box
    assert "cell 'a': ZeroDivisionError: division by zero" in box
    assert 'File "edited.py", line 7, in <module>' in box
    assert "IPython" not in box
    assert str(server.site.home) not in box
    assert page.index("tensor([3., 3.])") < page.index("lc-failure"), "not at its place"
    assert ">tensor([3., 3.])</pre>" in server.fetch("other/")
    said = "\n".join(server.log[mark:])
    assert said.count("snippets/edited.py:4: cell 'a': ZeroDivisionError") == 1
    assert "see docs/index.md:6\n" in said
    assert "return n / 0" in said
    time.sleep(1.5)
    assert server.builds() == before + 1, server.said()
    assert "edited" not in _failing_twice(server)

    server.site.snippet("edited", "# %% a\nprint('whole', 'again')\n")
    server.shows(">whole again</pre>", without="lc-failure")


def test_a_snippet_that_fails_has_run_once_for_a_save_and_again_for_the_next(server):
    runs = server.site.home / "runs"
    noting = f"# %% a\nwith open({str(runs)!r}, 'a') as file:\n    file.write('x')\n"
    for times in (1, 2):
        rest(server)
        server.site.snippet("edited", f"{noting}raise ValueError('fault {times}')\n")
        server.shows(f"fault {times}")
        rest(server)
        assert runs.read_text() == "x" * times
        server.site.snippet("edited", "# %% a\nprint('mended', 'now')\n")
        server.shows(">mended now</pre>", without="lc-failure")
        runs.write_text("x" * times)


def test_a_failure_is_not_told_again_once_what_it_came_from_is_mended(server):
    table = server.site.root / "snippets" / "table.txt"
    table.write_text("0")
    server.site.snippet("edited", "# %% a\nprint(1 / int(open('table.txt').read()))\n")
    server.shows("ZeroDivisionError")
    rest(server)
    table.write_text("4")
    server.shows(">0.25</pre>", without="lc-failure")


def _failing_twice(server):
    """Snippets of which a failed run is kept."""
    return {
        path.name.split(".")[0]
        for path in server.site.store().glob("*.ipynb")
        if "ZeroDivisionError" in path.read_text()
    }


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("# %% a\nx = = 1\n", "SyntaxError: invalid syntax"),
        ("# %% a\nimport os\nos._exit(3)\n", "the process ended itself with status 3"),
        ("# %% a timeout=1\nwhile True:\n    pass\n", "ran longer than its limit of 1 s"),
    ],
)
def test_the_server_outlives_every_fault(server, code, said):
    server.site.snippet("edited", code)
    page = server.shows(said)
    assert ">tensor([3., 3.])</pre>" in page
    server.site.snippet("edited", "# %% a\nprint('fine', 'now')\n")
    server.shows(">fine now</pre>", without="lc-failure")


def test_a_snippet_that_is_asked_for_before_it_is_written_is_shown_once_it_is(server):
    server.site.page("other", "torched", "planned")
    page = server.shows("unknown snippet: 'planned'", "other/")
    assert "docs/other.md:6" in page
    mark = len(server.log)
    server.site.snippet("planned", "# %% a\nprint('planned', 'and', 'done')\n")
    server.shows(">planned and done</pre>", "other/", without="lc-failure")
    assert server.since(mark) == {"planned": "it has not run before"}


def test_a_renamed_snippet_is_missed_and_found_under_its_new_name(server):
    snippets = server.site.root / "snippets"
    server.site.snippet("before", "# %% a\nprint('renamed')\n")
    server.site.page("other", "torched", "before")
    server.shows(">renamed</pre>", "other/")
    (snippets / "before.py").rename(snippets / "after.py")
    server.shows("unknown snippet: 'before'", "other/")
    server.site.page("other", "torched", "after")
    server.shows(">renamed</pre>", "other/", without="lc-failure")


def test_a_deleted_snippet_is_missed_until_the_page_lets_it_go(server):
    server.site.snippet("doomed", "# %% a\nprint('still', 'here')\n")
    server.site.page("other", "torched", "doomed")
    server.shows(">still here</pre>", "other/")
    (server.site.root / "snippets" / "doomed.py").unlink()
    page = server.shows("unknown snippet: 'doomed'", "other/", without="still here")
    assert ">tensor([3., 3.])</pre>" in page
    server.site.page("other", "torched")
    server.shows("tensor([3., 3.])", "other/", without="lc-failure")


@pytest.fixture
def small(tmp_path):
    site = Watched(tmp_path)
    site.snippet("quick", "# %% a\nprint('quick', 1)\n")
    site.page("index", "quick")
    return site


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_all_that_it_started(small, number):
    with serving(small) as server:
        server.shows(">quick 1</pre>")
        assert len(small.processes()) > 1, "no warm worker"
        assert server.end(number) < 5
        assert "Traceback" not in server.said()
        assert small.leavings() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_a_snippet_runs_ends_that_too(small, number):
    small.snippet("quick", "# %% a\nimport os, time\nprint(os.getpid())\ntime.sleep(600)\n")
    with serving(small) as server:
        ready = lambda: len(small.processes()) > 2  # noqa: E731 - MkDocs, the server, the child
        assert wait_until(ready, PATIENCE), server.said()
        time.sleep(0.2)
        assert server.end(number) < 5
        assert small.leavings() == []
