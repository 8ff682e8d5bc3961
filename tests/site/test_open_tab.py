"""The tab that is open in a browser follows each save, and a run that goes on holds up nobody."""

import time

import pytest

from .conftest import CHROMIUM, CONFIG
from .served import PATIENCE, serving
from .watched import Watched, wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]

READS = """\
# %% a
from pathlib import Path

import constants

print("number", constants.NUMBER)
print(Path(__file__).with_name("near.txt").read_text())
print((Path(__file__).parents[1] / "data" / "far.txt").read_text())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    site = Watched(tmp_path_factory.mktemp("tab"))
    site.write("base.yml", CONFIG.replace("watch: [snippets]\n", "copyright: First owner\n"))
    site.write("mkdocs.yml", "INHERIT: base.yml\nextra_css: [own.css]\n")
    site.write("docs/own.css", "h1 { color: rgb(1, 2, 3) }\n")
    site.write("snippets/constants.py", "NUMBER = 1\n")
    site.write("snippets/near.txt", "near one")
    site.write("data/far.txt", "far one")
    site.snippet("reads", READS)
    site.snippet("edited", "# %% a\nprint('revision', 1)\n")
    site.page("index", "edited", "reads")
    site.page("other", "edited")
    with serving(site) as made:
        made.shows(">revision 1</pre>")
        yield made


@pytest.fixture(scope="module")
def tab(server, chromium):
    """The home page, opened once; nothing here ever reloads it."""
    page = chromium.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(f"http://127.0.0.1:{server.port}/")
    yield page
    page.close()


@pytest.fixture
def sees(server, tab):
    """`sees(text)`: wait until the open tab shows a text; `sees(without=text)`, no more."""

    def wait(text="", without=None):
        probe = "([text, gone]) => document.body && document.body.innerText.includes(text)" + (
            " && !(gone && document.body.innerText.includes(gone))"
        )
        try:
            tab.wait_for_function(probe, arg=[text, without], timeout=PATIENCE * 1000)
        except Exception:
            raise AssertionError(f"{tab.inner_text('body')}\n{tab.said}\n{server.said()}") from None

    return wait


def test_an_edit_of_each_kind_of_file_reaches_the_tab(server, sees, tab):
    site = server.site
    sees("revision 1")
    site.snippet("edited", "# %% a\nprint('revision', 2)\n")
    sees("revision 2")
    path = site.root / "docs" / "index.md"
    path.write_text(path.read_text() + "\nNew prose.\n")
    sees("New prose.")
    site.write("snippets/constants.py", "NUMBER = 22\n")
    sees("number 22")
    site.write("snippets/near.txt", "near two")
    sees("near two")
    site.write("data/far.txt", "far two")
    sees("far two")
    site.write("docs/own.css", "h1 { color: rgb(3, 2, 1) }\n")
    colour = "getComputedStyle(document.querySelector('h1')).color == 'rgb(3, 2, 1)'"
    tab.wait_for_function(colour, timeout=PATIENCE * 1000)
    site.write("mkdocs.yml", "INHERIT: base.yml\nextra_css: [own.css]\nsite_name: Renamed\n")
    sees("Renamed")
    text = (site.root / "base.yml").read_text()
    site.write("base.yml", text.replace("First owner", "Second owner"))
    sees("Second owner")
    assert not [said for said in tab.said if "Content Security" in said or "violates" in said]


def test_a_fault_shows_in_the_tab_and_goes(server, sees):
    server.site.snippet("edited", "# %% a\nprint(1 / 0)\n")
    sees("ZeroDivisionError")
    server.site.snippet("edited", "# %% a\nprint('whole', 'again')\n")
    sees("whole again", without="ZeroDivisionError")


def test_a_page_that_comes_and_goes_shows_in_the_navigation_of_the_tab(server, sees):
    server.site.write("docs/added.md", "# A page that was added\n")
    sees("A page that was added")
    (server.site.root / "docs" / "added.md").unlink()
    sees(without="A page that was added")


def test_where_a_build_fails_the_last_pages_are_served_and_the_next_build_mends_it(server, sees):
    whole = (server.site.root / "mkdocs.yml").read_text()
    server.site.write("mkdocs.yml", f"{whole}theme: [\n")
    assert wait_until(lambda: "An error happened during" in server.said(), PATIENCE)
    start = time.monotonic()
    assert "whole again" in server.fetch("other/")
    assert time.monotonic() - start < 5
    server.site.write("mkdocs.yml", whole.replace("Renamed", "Mended"))
    sees("Mended")


@pytest.mark.parametrize("code", ["while True:\n    pass\n", "import time\ntime.sleep(600)\n"])
def test_a_cell_that_does_not_end_holds_up_neither_pages_nor_the_next_save(server, sees, code):
    runs = "edited: its text has changed"
    before = server.said().count(runs)
    server.site.snippet("edited", f"# %% a timeout=600\n{code}")
    assert wait_until(lambda: server.said().count(runs) > before, PATIENCE)
    start = time.monotonic()
    assert "number 22" in server.fetch()
    assert time.monotonic() - start < 5
    server.site.snippet("edited", f"# %% a\nprint('ended', {len(code)})\n")
    sees(f"ended {len(code)}")
    assert "cell 'a': the run was" not in server.said()
    assert "Something was saved meanwhile" in server.said()


def test_what_is_saved_during_the_first_build_is_not_lost(tmp_path):
    site = Watched(tmp_path)
    begun = tmp_path / "begun"
    site.snippet(
        "edited", f"# %% a timeout=600\nopen({str(begun)!r}, 'w')\nwhile True:\n    pass\n"
    )
    site.page("index", "edited")
    with serving(site) as server:
        assert wait_until(begun.exists, PATIENCE), server.said()
        site.snippet("edited", "# %% a\nprint('in', 'time')\n")
        server.shows(">in time</pre>")


def test_folders_and_files_that_come_later_are_watched_too(tmp_path):
    """As for one who begins with a page, and has no snippet yet."""
    site = Watched(tmp_path)
    site.write("mkdocs.yml", CONFIG.replace("watch: [snippets]\n", ""))
    site.write("docs/index.md", "# Home\n\nNothing yet.\n")
    site.write("far.txt", "one")
    with serving(site) as server:
        server.shows("Nothing yet.")
        far = "# %% a\nfrom pathlib import Path\n"
        far += "print('far', (Path(__file__).parents[1] / 'far.txt').read_text())\n"
        site.snippet("first", far)
        site.page("index", "first")
        server.shows(">far one</pre>")
        site.snippet("first", f"{far}print('more')\n")
        server.shows(">far one\nmore</pre>")
        site.write("far.txt", "two")
        server.shows(">far two\nmore</pre>")
        site.write("text/index.md", "# Elsewhere\n\nOne.\n")
        site.write("mkdocs.yml", f"{CONFIG}docs_dir: text\n")
        server.shows("One.")
        site.write("text/index.md", "# Elsewhere\n\nTwo.\n")
        server.shows("Two.")


def test_a_snippet_that_writes_into_its_own_folder_is_not_run_for_ever(tmp_path):
    site = Watched(tmp_path)
    code = (
        "# %% a\nfrom pathlib import Path\nimport time\nat = Path(__file__).with_name('log.txt')\n"
    )
    code += "at.write_text(str(time.time_ns()))\ntime.sleep(2)\nprint('written', {})\n"
    site.snippet("writes", code.format(1))
    site.page("index", "writes")
    with serving(site) as server:
        server.shows(">written 1</pre>")
        site.snippet("writes", code.format(2))
        server.shows(">written 2</pre>")


def test_dirty_is_as_true_as_clean(tmp_path):
    site = Watched(tmp_path)
    site.snippet("edited", "# %% a\nx = 6 * 7\nprint(x)\n")
    site.page("index", "edited")
    site.write("docs/other.md", "# Other\n\nThe value is [[edited:x]].\n")
    for argument in ("--dirty", "--clean"):
        with serving(site, argument) as server:
            server.shows(">42</pre>")
            site.snippet("edited", "# %% a\nx = 6 * 8\nprint(x)\n")
            server.shows(">48</pre>")
            assert "The value is 48." in server.fetch("other/")
            assert "livereload(" in server.fetch()
            assert "Content-Security-Policy" not in server.fetch()
            assert ("--dirty changes nothing" in server.said()) == (argument == "--dirty")
        site.snippet("edited", "# %% a\nx = 6 * 7\nprint(x)\n")
    site.good("--dirty")
    site.snippet("edited", "# %% a\nx = 6 * 9\nprint(x)\n")
    assert "--dirty changes nothing" in site.good("--dirty")
    assert ">54</pre>" in site.html()
    assert "The value is 54." in site.html("other/index.html")
