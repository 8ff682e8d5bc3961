"""Saves that follow each other: each is shown at once, and what is served in the end is right."""

import random
import re
import shutil
import time

import pytest

from .served import PATIENCE, serving
from .watched import Watched, first_difference, wait_until

pytestmark = pytest.mark.turns(2)

SLOW = """\
# %% a timeout=600
import time
from pathlib import Path

kind = Path(__file__).with_name("kind.txt").read_text()
time.sleep(600 if kind == "slow" else 0)
print("it was", kind)
"""


@pytest.fixture
def site(tmp_path):
    made = Watched(tmp_path)
    made.snippet("waits", SLOW)
    made.write("snippets/kind.txt", "quick")
    made.snippet("edited", "# %% a\nx = 6 * 7\nprint('revision', x)\n")
    made.page("index", "waits")
    made.page("other", "edited")
    for number in range(12):
        made.write(f"docs/page{number}.md", f"# Page {number}\n\n{number}, [[edited:x]].\n")
    return made


def more(site, page, text):
    path = site.root / "docs" / f"{page}.md"
    path.write_text(f"{path.read_text()}\n{text}\n")


def test_what_is_saved_while_a_build_waits_for_a_run_is_shown_though_the_run_never_ends(site):
    with serving(site) as server:
        server.shows(">it was quick</pre>")
        site.write("snippets/kind.txt", "slow")
        assert wait_until(lambda: "waits: " in "\n".join(server.log[-3:]), PATIENCE), server.said()
        for text in ("The first.", "The second.", "The third."):
            more(site, "page3", text)
            server.shows(text, "page3/")
            assert "it was quick" in server.fetch(), "no build has ended since"
        site.snippet("edited", "# %% a\nprint('revision', 5)\nx = 5\n")
        server.shows(">revision 5</pre>", "other/")
        site.write("snippets/kind.txt", "fast")
        server.shows(">it was fast</pre>")
        assert "The third." in server.fetch("page3/")
        assert "4, 5." in server.fetch("page4/")
        assert "Error building" not in server.said()


LOOP = "# %% a timeout={}\nx = 1\nprint('revision', x)\nwhile True:\n    pass\n"
LATE = "Saved, but not in these pages yet, for it is still being built: {}"


def test_an_endless_loop_holds_up_no_page_and_what_is_not_built_yet_is_named(site):
    with serving(site) as server:
        server.shows(">revision 42</pre>", "other/")
        site.snippet("edited", LOOP.format(600))
        assert wait_until(lambda: "edited: " in "\n".join(server.log[-3:]), PATIENCE)
        late = LATE.format("snippets/edited.py")
        more(site, "index", "Beside a loop.")  # the first save while the loop runs for its page
        server.shows("Beside a loop.")
        assert "Beside a loop." in server.shows(late)
        more(site, "other", "On the loop's own page.")
        server.shows("On the loop's own page.", "other/")
        page = server.shows(late, "other/")  # its output is the old one
        assert "On the loop's own page." in page
        assert ">revision 42</pre>" in page
        site.snippet("edited", "# %% a\nx = 7\nprint('revision', x)\n")
        page = server.shows(">revision 7</pre>", "other/", without=late)
        assert "On the loop's own page." in page
        assert "Beside a loop." in server.shows("Beside a loop.", without=late)
        server.shows("3, 7.", "page3/")


def test_a_page_is_shown_at_once_that_is_saved_together_with_a_loop_of_another(site):
    with serving(site) as server:
        server.shows(">revision 42</pre>", "other/")
        site.snippet("edited", LOOP.format(600))
        more(site, "index", "Saved with a loop.")
        assert ">it was quick</pre>" in server.shows("Saved with a loop.")
        server.shows(LATE.format("snippets/edited.py"))


def test_each_of_many_saves_is_shown_while_a_loop_runs(site):
    with serving(site) as server:
        server.shows(">revision 42</pre>", "other/")
        site.snippet("edited", LOOP.format(600))
        for number in range(8):
            more(site, "index", f"Save {number}.")
            server.shows(f"Save {number}.")
        for number in range(8):
            site.snippet("edited", LOOP.format(601 + number))
            more(site, "index", f"Loop {number}.")
            server.shows(f"Loop {number}.")
        site.snippet("edited", "# %% a\nx = 7\nprint('revision', x)\n")
        server.shows(">revision 7</pre>", "other/")
        server.shows("3, 7.", "page3/")


def test_a_page_is_shown_at_once_also_after_a_loop_has_met_its_limit(site):
    with serving(site) as server:
        server.shows(">revision 42</pre>", "other/")
        site.snippet("edited", LOOP.format(4))
        server.shows("ran longer than its limit of 4 s", "other/")
        start = time.monotonic()
        more(site, "index", "After a loop.")
        page = server.shows("After a loop.")
        assert time.monotonic() - start < 3.5, "it waited for the loop again"
        assert "ran longer" not in page, "it is a fault of another page"
        assert "ran longer" in server.fetch("other/")


def pages_of(server, names):
    """All pages as they are served, without times, port, and what tells a tab to load again."""
    own = re.compile(
        rb"livereload\([\d, ]*\)|127.0.0.1:\d+|<details class=.lc-made.*?</details>|Date UTC.*"
    )
    return {name: own.sub(b"", server.fetch(f"{name}/").encode()) for name in names}


def save_something(site, draw):
    """Save a page, a snippet, what a snippet reads, or a new page."""
    match draw.randrange(6):
        case 0:
            site.snippet("edited", f"# %% a\nx = {draw.random()}\nprint('revision', x)\n")
        case 1:
            site.write("snippets/kind.txt", f"kind {draw.random()}")
        case 2:
            site.write(f"docs/new{draw.randrange(3)}.md", f"# New\n\n{draw.random()}\n")
        case _:
            more(site, f"page{draw.randrange(12)}", str(draw.random()))


def test_after_a_burst_of_saves_what_is_served_is_what_a_new_server_makes(site, tmp_path):
    draw = random.Random(time.time_ns())
    with serving(site) as server:
        server.shows(">it was quick</pre>")
        for _ in range(25):
            save_something(site, draw)
            time.sleep(draw.choice([0, 0.02, 0.1, 0.4, 0.9]))
        more(site, "index", "All is saved.")
        server.shows("All is saved.")
        ended = ("Detected file changes", "Reloading browsers")
        time.sleep(1)
        assert wait_until(lambda: len({server.said().count(said) for said in ended}) == 1, PATIENCE)
        names = [path.stem for path in (site.root / "docs").glob("*.md") if path.stem != "index"]
        found = pages_of(server, [".", *names])
        assert "begins anew" in server.said(), "no save has met a build"
    again = Watched(tmp_path, "again")
    for folder in ("docs", "snippets"):
        shutil.copytree(site.root / folder, again.root / folder)
    with serving(again) as server:
        server.shows("All is saved.")
        made = pages_of(server, [".", *names])
        assert first_difference(made, found) == ""


FAR = """\
# %% a
import time
from pathlib import Path

root = Path(__file__).parents[1]
print("far", (root / "far.txt").read_text(), {})
(root.parent / "read").touch()
time.sleep(1.5)
"""


def test_what_a_run_has_read_is_followed_though_it_is_saved_before_the_run_has_ended(site):
    """Nobody knew before that run that there is such a file, so nobody watches it yet."""
    read = site.home / "read"
    site.write("far.txt", "one")
    site.snippet("edited", FAR.format(1))
    with serving(site) as server:  # the first build
        assert wait_until(read.exists, PATIENCE)
        site.write("far.txt", "two")
        server.shows(">far two 1</pre>", "other/")
    read.unlink()
    site.snippet("edited", "# %% a\nprint('near')\n")
    with serving(site) as server:  # one that follows a save
        server.shows(">near</pre>", "other/")
        site.snippet("edited", FAR.format(2))
        assert wait_until(read.exists, PATIENCE)
        site.write("far.txt", "three")
        server.shows(">far three 2</pre>", "other/")
