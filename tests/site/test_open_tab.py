"""The tab that is open in a browser follows each save, and a run that goes on holds up nobody."""

import contextlib
import time

import pytest

from .conftest import CHROMIUM, CONFIG
from .served import PATIENCE, serving
from .watched import Watched, wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
    pytest.mark.turns(4),
]

WHOLE = "# %% a\nprint('whole', 'again')\n"  # before and after each test
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
    site.write("mkdocs.yml", "INHERIT: base.yml\nextra_css: [own.css]\nsite_name: Small\n")
    site.write("docs/own.css", "h1 { color: rgb(1, 2, 3) }\n")
    site.write("snippets/constants.py", "NUMBER = 1\n")
    site.write("snippets/near.txt", "near one")
    site.write("data/far.txt", "far one")
    site.snippet("reads", READS)
    site.snippet("edited", WHOLE)
    site.page("index", "edited", "reads")
    site.page("other", "edited")
    with serving(site) as made:
        made.shows(">whole again</pre>")
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
    sees("whole again")
    site.snippet("edited", "# %% a\nprint('revision', 2)\n")
    sees("revision 2")
    site.snippet("edited", WHOLE)
    sees("whole again")
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
    colour = (  # between two pages there is no heading
        "(h1 => h1 && getComputedStyle(h1).color == 'rgb(3, 2, 1)')(document.querySelector('h1'))"
    )
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
    server.site.snippet("edited", WHOLE)
    sees("whole again", without="ZeroDivisionError")


def test_a_page_that_comes_and_goes_shows_in_the_navigation_of_the_tab(server, sees):
    server.site.write("docs/added.md", "# A page that was added\n")
    sees("A page that was added")
    (server.site.root / "docs" / "added.md").unlink()
    sees(without="A page that was added")


BEFORE = "The site could not be built. Its pages are those from before."


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("theme: [\n", "mkdocs.yml:4: this is not YAML: "),
        ("theme: {name: nowhere}\n", "mkdocs.yml:4: Config value 'theme': Unrecognised theme"),
        ("extra: {livecells: {timeot: 3}}\n", "mkdocs.yml:4: extra.livecells.timeot: unknown"),
        ("plugins: [nowhere]\n", "mkdocs.yml:4: Config value 'plugins': The \"nowhere\" plugin"),
        ("nav: {index.md: [\n", "mkdocs.yml:4: this is not YAML: "),
    ],
)
def test_where_a_build_fails_the_tab_says_why_on_the_last_pages(server, sees, tab, more, said):
    whole = (server.site.root / "mkdocs.yml").read_text()
    log = len(server.log)
    server.site.write("mkdocs.yml", whole + more)
    try:
        sees(said)
        assert BEFORE in tab.inner_text("body")
        start = time.monotonic()
        other = server.fetch("other/")
        assert time.monotonic() - start < 5
        assert "whole again" in other
        assert BEFORE in other, "it belongs to no page, and so to each"
        found = "\n".join(server.log[log:])
        # A save may be noticed twice; a build that finds nothing changed says nothing again.
        assert 0 < found.count(said) <= found.count("Building documentation..."), found
        assert "Traceback" not in found
    finally:
        server.site.write("mkdocs.yml", whole)
    sees("whole again", without=BEFORE)


FRONT = "---\ntitle: [\n---\n"
FAULTS = {
    "a name that is not there": ("{0}\n[[edited:nope]]\n", ": 'nope' in edited.py: NameError"),
    "a value that fails": ("{0}\n[[edited:1/0]]\n", "'1/0' in edited.py: ZeroDivisionError"),
    "an unknown snippet": ("{0}\n[[nowhere:x]]\n", "unknown snippet: 'nowhere'"),
    "bad TeX": ("{0}\nIt is $\\foo$.\n", "TeX: Undefined control sequence \\foo"),
    "a misspelt block": ("{0}\n/// liv | edited\n///\n", "unknown block: 'liv'"),
    "front matter": (FRONT + "{0}", "index.md:3: the front matter is not YAML"),
    "no end": ("{0}\n/// live | edited\n", "block 'live' has no closing ///"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_page_shows_once_on_that_page_alone_until_it_is_mended(
    server, sees, tab, fault
):
    path = server.site.root / "docs" / "index.md"
    whole, (text, said) = path.read_text(), FAULTS[fault]
    path.write_text(text.format(whole))
    sees(said)
    assert tab.inner_text("body").count(said) == 1
    assert "docs/index.md:" in tab.inner_text("body")
    assert said not in server.fetch("other/")
    path.write_text(whole)
    sees("whole again", without=said)
    assert tab.locator(".lc-faults").count() == 0


def test_a_page_with_any_name_has_its_own_faults(server):
    path = server.site.root / "docs" / "Grüße & mehr.md"
    path.write_text("# Names\n\n[[edited:nope]]\n")
    server.shows("&amp; mehr.md:3: &#x27;nope&#x27;", "Gr%C3%BC%C3%9Fe%20%26%20mehr/")
    assert "lc-faults" not in server.fetch("other/")
    path.unlink()
    server.shows("whole again", without="Names")


def test_a_fault_in_the_menu_shows_on_every_page(server, sees):
    whole = (server.site.root / "mkdocs.yml").read_text()
    server.site.write("mkdocs.yml", f"{whole}nav:\n- index.md\n- 'It is [[edited:x]]': other.md\n")
    sees("mkdocs.yml:6: live values cannot stand in the menu")
    assert "live values cannot stand in the menu" in server.fetch("other/")
    server.site.write("mkdocs.yml", whole)
    sees("whole again", without="cannot stand in the menu")


def test_what_was_opened_by_hand_stays_open_and_what_was_closed_stays_closed(server, sees, tab):
    path = server.site.root / "docs" / "index.md"
    whole = path.read_text()
    folds = "<details {1}><summary>{0}</summary>The text of {0}.</details>\n\n"
    folds = "".join(folds.format(*one) for one in (("a", ""), ("b", ""), ("c", "open"), ("d", "")))
    path.write_text(f"{whole}\n{folds}Folds are here.\n")
    sees("Folds are here.")
    tab.click("summary:text-is('b')")
    tab.click("summary:text-is('c')")
    for text in ("More.", "Even more."):
        path.write_text(f"{whole}\n{folds}{text}\n")
        sees(text)
        opened = "() => [...document.querySelectorAll('details[open] > summary')]"
        opened += ".map(e => e.innerText).filter(text => text.length == 1).join() == 'b'"
        tab.wait_for_function(opened, timeout=5000)
    path.write_text(whole)
    sees(without="Even more.")


def visit(tab, address):
    """Open a page: the browser drops what asks for one while the tab loads a fresh page itself."""
    lost = pytest.importorskip("playwright.sync_api").Error

    def opened():
        with contextlib.suppress(lost):
            return tab.goto(address, timeout=10_000)

    assert wait_until(opened, PATIENCE), tab.url


def test_a_tab_whose_page_is_gone_says_so_leads_on_and_comes_back_with_it(server, sees, tab):
    old, new = (server.site.root / "docs" / f"{name}.md" for name in ("passing", "passed"))
    old.write_text("# A page that passes\n")
    server.shows("A page that passes", "passing/")
    visit(tab, f"http://127.0.0.1:{server.port}/passing/")
    old.rename(new)
    sees("No page has this address now")
    new.rename(old)
    sees("A page that passes", without="No page has this address")
    old.unlink()
    sees("No page has this address now")
    tab.click("text=Go to the first page")
    sees("whole again")


@pytest.mark.parametrize("code", ["while True:\n    pass\n", "import time\ntime.sleep(600)\n"])
def test_a_cell_that_does_not_end_holds_up_neither_pages_nor_the_next_save(server, sees, code):
    runs = "edited: its text has changed"
    before = server.said().count(runs)
    server.site.snippet("edited", f"# %% a timeout=600\n{code}")
    assert wait_until(lambda: server.said().count(runs) > before, PATIENCE)
    start = time.monotonic()
    assert ">number " in server.fetch()
    assert time.monotonic() - start < 5
    server.site.snippet("edited", f"# %% a\nprint('ended', {len(code)})\n")
    sees(f"ended {len(code)}")
    assert "cell 'a': the run was" not in server.said()
    assert "Something was saved meanwhile" in server.said()
    server.site.snippet("edited", WHOLE)
    sees("whole again")


def test_a_site_that_is_published_has_nothing_of_what_open_tabs_show(tmp_path):
    site = Watched(tmp_path)
    site.snippet("edited", "# %% a\nprint('revision', 1)\n")
    site.page("index", "edited")
    site.good()
    made = "".join(path.read_text() for path in (site.root / "site").rglob("*.html"))
    assert "revision 1" in made
    for said in ("lc-faults", "lc-late", "lc-gone", "livecells folds"):
        assert said not in made


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
            server.shows("The value is 48.", "other/")
            assert "livereload(" in server.fetch()
            assert "Content-Security-Policy" not in server.fetch()
            assert ("--dirty changes nothing" in server.said()) == (argument == "--dirty")
        site.snippet("edited", "# %% a\nx = 6 * 7\nprint(x)\n")
    site.good("--dirty")
    site.snippet("edited", "# %% a\nx = 6 * 9\nprint(x)\n")
    assert "--dirty changes nothing" in site.good("--dirty")
    assert ">54</pre>" in site.html()
    assert "The value is 54." in site.html("other/index.html")
