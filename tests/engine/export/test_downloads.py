"""What is made of pages and runs besides HTML: notebooks, labs, plain Markdown, links, archives."""

import io
import json
import re
import zipfile

import nbformat
import pytest
from markdown import Markdown

from livecells.blocks.parser import Block
from livecells.builder import labs
from livecells.builder.build import Build
from livecells.builder.places import Branch, Places, launches
from livecells.errors import PageError
from livecells.export.downloads import Downloads
from livecells.export.lab_notebook import lab_notebook
from livecells.export.llms_txt import Entry, llms
from livecells.export.page_markdown import MarkdownExporter
from livecells.export.page_notebook import page_notebook
from livecells.kinds import KINDS
from livecells.notebook.cell_text import fenced
from livecells.notebook.executed import dump
from livecells.notebook.percent import read
from livecells.options import SiteOptions
from livecells.publish.zip_file import zipped
from livecells.render import jupyter_page
from livecells.render.jupyter_page import jupyter_html
from livecells.run.execute import execute
from mkdocs_site.page_ends import PageEnds

STORY = '''r"""A story."""
# %% first
x = 6 * 7
print(x)

# %% second
x

# %% fails raises="ZeroDivisionError: division"
x / 0
'''
OTHER = 'r"""Another."""\n# %% only\nprint("other")\n'
LAB = '''r"""Lab: say it, then check it."""
# %% start
a = 1
# TODO: b = ...

# %% solution
b = a + 1

# %% check
assert "b" in globals(), "There is no `b` yet."
print("All checks passed.")
'''
GRAPH = '''r"""A graph."""
# %% all
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
q = (w * w).sum()
q.backward()
'''
PAGE = """\
# A *story* { #top }

Begin, see [the other](other.md#part) and [a site](https://example.org).

/// live | story:first
    title: Six times seven
///

It is [[story:x]], and $y = [[story:x]]$.

/// warning | Mind `x`
Text with `[[story:x]]` left alone.

/// live | other:only
///
///
"""


class Home:
    """A folder of pages and snippets, and the build of both with everything run."""

    def __init__(self, folder):
        self.folder, self.texts, self.options = folder, {}, SiteOptions()

    def snippet(self, name, text):
        path = self.folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def page(self, uri, text):
        self.texts[uri] = text

    def build(self):
        build = Build(self.folder, KINDS, options=self.options)
        for uri, text in self.texts.items():
            build.add(uri, uri, text)
        build.resolve()
        build.start(None)
        for story in build.snippets.values():
            queries = sorted(story.queries, key=lambda query: query.key)
            story.run, _ = execute(read(story.file, f"{story.name}.py"), queries)
            assert story.run.failure is None, story.run.failure
            story.run.info["made"] = {"torch": "2.13.0+cpu"}
        assert not build.errors, "\n".join(map(str, build.errors))
        return build

    def places(self, base=""):
        urls = {uri: f"{uri.removesuffix('.md')}/".replace("index/", "") for uri in self.texts}
        return Places(urls, base)

    def take(self, **settings):
        build = self.build()
        places = self.places(settings.pop("base", ""))
        urls = {lab.uri: lab.uri.replace(".md", "/") for lab in labs.labs_of(build)}
        return Downloads(build, Places({**places.urls, **urls}, places.base), **settings)

    def end(self, uri, take=None, notebook=None):
        """What stands below the text of a page."""
        take = take or self.take()
        known = Markdown(
            extensions=["pymdownx.arithmatex"],
            extension_configs={"pymdownx.arithmatex": {"generic": True}},
        )
        return PageEnds(take.build, take, known.convert, {}).html(uri, notebook)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "snippets")
    made.snippet("story", STORY)
    made.snippet("other", OTHER)
    made.page("tutorial/story.md", PAGE)
    made.page("tutorial/other.md", "# Other\n\n## Part\n\n/// live | other\n///\n")
    return made


def words(home, text, link=lambda path: f"to:{path}"):
    """A page with this text, in words."""
    home.page("tutorial/page.md", text)
    return MarkdownExporter(home.build(), "tutorial/page.md", link).page()


def story_sheet(home, text=PAGE, uri="tutorial/story.md"):
    home.page(uri, text)
    made = page_notebook(home.build(), "story", MarkdownExporter(home.build(), uri, str), "Head.")
    nbformat.validate(nbformat.from_dict(json.loads(dump(made))), relax_add_props=False)
    return made["cells"]


def sources(cells, kind):
    return [cell["source"] for cell in cells if cell["cell_type"] == kind]


# ----- Plain Markdown -----


def test_blocks_become_a_tree_with_the_options_that_the_scan_has_read(home):
    home.page(
        "page.md", "a\n\n//// note | N\n/// live | story:first\n    show: code\n///\nb\n////\n"
    )
    root = home.build().pages["page.md"].found.root
    note = root.children[1]
    live = next(child for child in note.children if isinstance(child, Block))
    assert (note.name, note.argument, live.name, live.line) == ("note", "N", "live", 4)
    assert dict(live.options) == {"show": "code"}
    assert note.text().strip() == "b"


def test_blocks_in_code_are_text(home):
    made = words(home, "# T\n\n```\n/// live | story:first\n///\n```\n")
    assert made == "# T\n\n```\n/// live | story:first\n///\n```\n"


def test_a_page_in_words(home):
    made = words(home, PAGE)
    assert made.startswith(
        "# A *story*\n\nBegin, see [the other](to:tutorial/other.md#part) "
        "and [a site](https://example.org).\n\n"
        "*Six times seven*\n\n```python\nx = 6 * 7\nprint(x)\n```\n\n```text\n42\n```\n\n"
        "It is 42, and $y = 42$.\n\n"
        "> **Warning: Mind `x`**\n>\n> Text with `[[story:x]]` left alone.\n>\n"
        "> *other.py · only*\n"
    )
    assert made.endswith("The outputs on this page ran on PyTorch 2.13.0.\n")


def test_errors_and_results_are_text(home):
    made = words(home, "# T\n\n/// live | story:second..fails\n///\n")
    assert "```python\nx\n```\n\n```text\n42\n```" in made
    assert "ZeroDivisionError: division by zero\n```" in made


@pytest.mark.parametrize(
    ("show", "has", "lacks"), [("code", "print(x)", "42"), ("output", "42", "print(x)")]
)
def test_only_what_the_page_shows_is_told(home, show, has, lacks):
    made = words(home, f"# T\n\n/// live | story:first\n    show: {show}\n///\n")
    assert has in made
    assert lacks not in made


def test_folds_and_indented_blocks_keep_their_place(home):
    made = words(
        home,
        "# T\n\n/// details | Answer\nIt is 3.\n///\n\n- item\n\n    /// live | other\n    ///\n",
    )
    assert "**Answer**\n\nIt is 3." in made
    assert '    ```python\n    print("other")\n    ```' in made


def test_the_list_of_checks_says_what_was_compared_with_code_and_powers(home):
    options = "    equals: story:x / 126\n    approx: 0.01\n"
    tex = "o = \\frac{1}{3} \\approx 0.333"
    made = words(home, f"/// equation | near\n{options}$$\n{tex}\n$$\n///\n\n/// checked\n///\n")
    assert "In the run, `x / 126` of story.py has the same number." in made
    assert "Largest difference: 3.3 × 10^-4." in made


def test_an_equation_keeps_its_values(home):
    page = "# T\n\n/// equation | e\n    equals: story:x\n$$ 6 \\cdot 7 = [[story:x]] $$\n///\n"
    assert "\n$$ 6 \\cdot 7 = 42 $$\n" in words(home, page)


def test_a_graph_is_its_steps_in_words_and_tensors_a_table(home):
    home.snippet("graph", GRAPH)
    made = words(
        home,
        "# T\n\n/// graph | graph:q\n    caption: From `w` on.\n///\n\n"
        "/// tensors | graph: w, q\n///\n\n/// live | graph\n///\n",
    )
    assert "*Recorded graph of `q`.* From `w` on.\n\n1. SumBackward0 (q): gradient in 1." in made
    assert "\n| `w` | `True` | `True` | `None` |" in made
    assert "<" not in made


def test_a_prediction_is_asked_before_and_answered_after_the_output(home):
    made = words(
        home,
        '# T\n\n/// live | story:first\n    predict: What is `x`?\n    answer: "story:x"\n'
        '    right: "Six sevens."\n    wrong:\n'
        '      - {guess: 13, because: "That is the sum."}\n///\n',
    )
    parts = [
        "**Predict.** What is `x`?",
        "x = 6 * 7",
        "\n42\n",
        "**Answer:** `42`. Six sevens.",
        "- If you said `13`: That",
    ]
    at = [made.index(part) for part in parts]
    assert at == sorted(at)


def test_an_exercise_has_task_start_hints_solution_and_check_in_order(home):
    home.snippet("labs/say", LAB)
    made = words(home, EXERCISE)
    parts = [
        "### Exercise 1: Say it",
        "Add one, as [there](to:tutorial/other.md).",
        "*Start with*",
        "# TODO: b",
        "**Hint 1**",
        "First.",
        "**Hint 2**",
        "*Solution*",
        "b = a + 1",
        "Because of 42.",
        "*Check your answer*",
        "All checks passed.",
    ]
    at = [made.index(part) for part in parts]
    assert at == sorted(at)


EXERCISE = """\
# Page

//// exercise | say
    title: Say it
Add one, as [there](other.md).
With $a = [[story:x]]$ and `$b`.

/// hint
First.
///

/// hint
Second.
///

/// solution
Because of [[story:x]].
///
////
"""


def test_text_with_fences_gets_a_longer_fence():
    assert fenced("```\na\n```\n", "text") == "````text\n```\na\n```\n````"


def test_llms_txt_lists_pages_by_section():
    entries = [
        Entry("A", "One", "Says one.", "one/index.md"),
        Entry("B", "Two", "", "two/index.md"),
    ]
    assert llms("Site", "About.", entries) == (
        "# Site\n\n> About.\n\n## A\n\n- [One](one/index.md): Says one.\n\n"
        "## B\n\n- [Two](two/index.md)\n"
    )


def test_places_are_seen_from_each_other_or_from_the_web():
    near, far = Places({"a/b.md": "a/b/", "c.md": "c.html"}), Places({}, "https://x.org/")
    assert near.relative("a/b/", "downloads/x.ipynb") == "../a/b/"
    assert near.relative("", "a/b/index.md") == "../../"
    assert near.link("a/b/", "downloads/x.ipynb") == "../a/b/"
    assert far.link("a/b/", "downloads/x.ipynb") == "https://x.org/a/b/"
    assert (near.text("a/b.md"), near.text("c.md")) == ("a/b/index.md", "c.md")


# ----- Notebooks -----


def test_a_notebook_has_title_version_prose_and_every_cell(home):
    cells = story_sheet(home)
    assert cells[0]["source"] == "# A *story*\n\nHead."
    assert cells[1]["source"].startswith("# Made with PyTorch 2.13.0.")
    assert "Begin, see [the other](tutorial/other.md#part)" in cells[2]["source"]
    assert sources(cells, "code")[1:] == ["x = 6 * 7\nprint(x)", "x", "x / 0"]
    assert [c["execution_count"] for c in cells if c["cell_type"] == "code"] == [1, 2, 3, 4]
    assert cells[-2]["outputs"][0]["execution_count"] == 3
    assert cells[-1]["metadata"] == {"name": "fails", "tags": ["raises-exception"]}
    assert 'print("other")' in "".join(sources(cells, "markdown"))


def test_cells_keep_the_order_of_the_file_whatever_the_page_shows_first(home):
    shown = ("second", "first", "second", "fails")
    page = "# T\n\n" + "".join(f"Before {n}.\n\n/// live | story:{n}\n///\n\n" for n in shown)
    cells = story_sheet(home, page)
    kinds = [c["metadata"].get("name") or c["source"] for c in cells[2:]]
    assert kinds == [
        "Before second.",
        "first",
        "second",
        "Before first.\n\nBefore second.\n\nBefore fails.",
        "fails",
    ]


def test_cells_in_boxes_are_cells_of_the_notebook(home):
    cells = story_sheet(home, "# T\n\n//// details | Answer\n/// live | story:first\n///\n////\n")
    assert cells[2]["source"] == "**Answer**"
    assert cells[3]["metadata"]["name"] == "first"


def test_the_version_cell_speaks_on_another_version_only(home, monkeypatch, capsys):
    import torch

    source = story_sheet(home)[1]["source"]
    monkeypatch.setattr(torch, "__version__", "2.13.0+cu130")
    exec(source, {})
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(torch, "__version__", "2.14.0")
    exec(source, {})
    assert capsys.readouterr().out == "Made with PyTorch 2.13.0; this is 2.14.0\n"


def test_a_graph_is_a_cell_whose_output_is_the_drawing(home):
    home.snippet("graph", GRAPH)
    text = "# T\n\n/// graph | graph:q\n///\n\n/// live | graph\n///\n\n/// live | story\n///\n"
    cells = story_sheet(home, text)
    (cell,) = (c for c in cells if c["id"].startswith("_graph"))
    shown = []
    exec(cell["source"], {"display": lambda data, raw: shown.append(data) if raw else None})
    assert shown == [cell["outputs"][0]["data"]]
    assert shown[0]["image/svg+xml"].startswith("<svg")
    assert "1. SumBackward0 (q)" in shown[0]["text/plain"]


def test_an_exercise_in_a_notebook_has_no_solution_and_leads_to_the_lab(home):
    home.snippet("labs/say", LAB)
    text = "\n".join(sources(story_sheet(home, EXERCISE), "markdown"))
    assert "### Exercise 1: Say it" in text
    assert "# TODO: b" in text
    assert "b = a + 1" not in text
    assert "First." not in text
    assert "(labs/say.md)" in text
    assert "(tutorial/story.md#exercise-say)" in text


def test_a_notebook_of_a_story_without_torch_has_no_version_cell(home):
    build = home.build()
    build.snippets["story"].run.info["made"] = {}
    made = page_notebook(build, "story", MarkdownExporter(build, "tutorial/story.md", str), "")
    assert made["cells"][1]["cell_type"] == "code"
    assert made["cells"][1]["id"] == "first-1"


# ----- Labs -----


@pytest.fixture
def lab(home):
    home.snippet("labs/say", LAB)
    home.page("tutorial/story.md", EXERCISE)
    home.page("labs/index.md", "# Labs\n\n<!-- labs -->\n")
    return home


def test_a_lab_has_the_task_and_no_solution(lab):
    build = lab.build()
    (found,) = labs.labs_of(build)
    assert (found.title, found.page, found.anchor) == (
        "Say it",  # the name that the page gives it
        "tutorial/story.md",
        "exercise-say",
    )
    made = lab_notebook(build, found, lab.places())
    nbformat.validate(nbformat.from_dict(made), relax_add_props=False)
    first, *rest = (cell["source"] for cell in made["cells"])
    assert first == (
        "# Say it\n\n"
        "An exercise of the page [Page](../../tutorial/story/#exercise-say).\n\n"
        "Add one, as [there](../../tutorial/other/).\nWith $a = 42$ and `$b`."
    )
    assert rest[0] == "a = 1\n# TODO: b = ..."
    assert rest[1] == "# Your code\n"
    assert "All checks passed." in rest[3]
    assert rest[4] == "Hints and a solution: [Page](../../tutorial/story/#exercise-say)."
    assert "b = a + 1" not in dump(made)
    assert all(not cell.get("outputs") for cell in made["cells"])
    (check,) = (cell for cell in made["cells"] if cell["id"] == "check")
    assert check["metadata"] == {"jupyter": {"source_hidden": True}}


def test_a_lab_taken_home_leads_to_the_site_where_its_address_is_known(lab):
    build, places = lab.build(), lab.places("https://x.org/")
    made = lab_notebook(build, labs.labs_of(build)[0], places, whole=True)
    assert "(https://x.org/tutorial/story/#exercise-say)" in made["cells"][0]["source"]


def test_a_lab_that_only_a_live_block_shows_belongs_to_that_page(home):
    home.snippet("labs/say", LAB)
    home.page("tutorial/story.md", "# Page\n\n/// live | labs/say:start\n///\n")
    (found,) = labs.labs_of(home.build())
    assert (found.page, found.anchor, found.task) == ("tutorial/story.md", "", None)


def test_a_lab_s_page_shows_its_notebook_as_the_site_shows_cells(lab):
    html = lab.end("labs/say.md")
    assert '<div class="highlight"><span class="filename">Start here</span><pre><span>' in html
    assert '<span class="filename">Your code</span>' in html
    assert '<span class="arithmatex">\\(a = 42\\)</span>' in html
    assert "<code>$b</code>" in html
    parts = ("</h1>", "say.ipynb", "An exercise of", "TODO", "Your code", "<h2", "There is no")
    at = [html.index(part) for part in parts]
    assert at == sorted(at)
    assert "b = a + 1" not in re.sub("<[^>]*>", "", html)
    for unwanted in ("<script", "<style", "tabindex", " style="):
        assert unwanted not in html


def test_names_of_torch_in_a_lab_lead_to_their_reference(lab):
    lab.snippet("labs/say", LAB.replace("a = 1", "import torch\n\na = torch.tensor(1.0)"))
    assert 'title="torch.tensor in the reference"' in lab.end("labs/say.md")


# ----- A notebook as Jupyter shows it -----


def in_jupyter(home, kept):
    take = home.take()
    return jupyter_html(take.page_notebook("tutorial/story.md", "story", "as/index.html"), kept)


def test_a_notebook_as_jupyter_shows_it_has_prompts_outputs_and_no_scripts_and_is_kept(
    home, monkeypatch
):
    kept = {}
    html = in_jupyter(home, kept)
    assert "In&nbsp;[2]:" in html
    assert "Out[3]:" in html.replace("&nbsp;", "")
    assert '<div class="highlight"><pre><code><span' in html
    assert "ZeroDivisionError" in html
    assert '<pre class="lc-text" tabindex="0">42' in html
    assert '<h2 id="a-story">' in html
    assert '<span class="arithmatex">\\(y = 42\\)</span>' in html
    for unwanted in ("<script", "<style", "clipboard", "anchor-link", " style=", "<h1"):
        assert unwanted not in html
    monkeypatch.setattr(jupyter_page, "_drawn", lambda _: pytest.fail("drawn again"))
    assert in_jupyter(home, kept) == html


def test_the_users_settings_for_jupyter_do_not_change_a_notebook(home, monkeypatch, tmp_path):
    (tmp_path / "jupyter_nbconvert_config.py").write_text(
        "c.HTMLExporter.exclude_input = True\nc.TemplateExporter.exclude_markdown = True\n"
    )
    plain = in_jupyter(home, {})
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    assert in_jupyter(home, {}) == plain


def test_a_page_that_shows_the_notebook_of_no_page_is_a_fault(home):
    home.page("show.md", "# Show\n")
    take = home.take()
    assert "lc-failure" in home.end("show.md", take, notebook="tutorial/nothing.md")
    (error,) = take.build.errors
    assert "show.md:1" in str(error)
    assert "tutorial/nothing.md" in str(error)


def test_the_list_of_labs_names_each_with_its_exercise(lab):
    take = lab.take()
    take.put_in_order(list(lab.texts))
    made = take.with_list("# Labs\n\n<!-- labs -->\n")
    assert made == (
        "# Labs\n\n## [Page](../tutorial/story.md)\n\n- [Say it](say.md), "
        "[hints and solution](../tutorial/story.md#exercise-say)\n\n"
    )
    assert "say.md" in take.build.pages["labs/index.md"].text
    assert take.lab_link("say", "tutorial/story.md") == "../labs/say.md"
    assert take.lab_link("nothing", "tutorial/story.md") is None


# ----- Files and links -----


def test_the_downloads_of_a_book(lab):
    take = lab.take()
    files = dict(take.files())
    assert set(files) == {
        "downloads/story.py",
        "downloads/other.py",
        "downloads/labs/say.py",
        "downloads/story.ipynb",
        "downloads/other.ipynb",
        "downloads/all.zip",
        "labs/say/say.ipynb",
    }
    assert files["downloads/story.py"] == STORY.encode()
    assert dict(lab.take().files()) == files


def test_an_archive_does_not_depend_on_order_or_time():
    files = {"b.py": b"b" * 99, "a/c.py": b"c"}
    packed = zipped(files)
    assert packed == zipped(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(packed)) as made:
        assert {name: made.read(name) for name in made.namelist()} == files
        assert {entry.date_time for entry in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("repo", "expected"),
    [
        ("", []),
        ("https://example.org/a/b", []),
        (
            "https://github.com/me/site",
            [
                "https://colab.research.google.com/github/me/site/blob/pages/downloads/a.ipynb",
                "https://mybinder.org/v2/gh/me/site/pages?urlpath=lab%2Ftree%2Fdownloads%2Fa.ipynb",
            ],
        ),
        (
            "https://gitlab.com/me/site.git",
            ["https://mybinder.org/v2/gl/me%2Fsite/pages?urlpath=lab%2Ftree%2Fdownloads%2Fa.ipynb"],
        ),
    ],
)
def test_launch_links_come_from_the_address_of_the_repository(repo, expected):
    branch = Branch.of("pages")
    assert [address for _, address in launches(repo, branch, "downloads/a.ipynb")] == expected
    assert list(launches(repo, Branch.of(""), "downloads/a.ipynb")) == []
    folder = Branch.of("pages:2.13/x/")
    assert [address for _, address in launches(repo, folder, "downloads/a.ipynb")] == [
        address.replace("/downloads/", "/2.13/x/downloads/").replace("Fdown", "F2.13%2Fx%2Fdown")
        for address in expected
    ]


def test_a_page_offers_its_script_and_notebook_and_states_the_version(home):
    html = home.end("tutorial/story.md")
    assert '<a href="../../downloads/story.py" download>the script</a>' in html
    assert '<a href="../../downloads/story.ipynb" download>the notebook</a>' in html
    assert "Made with PyTorch 2.13.0." in html
    assert "Colab" not in html
    assert "binder/requirements.txt" not in dict(home.take().files())


def test_launch_links_are_there_once_a_repository_is_set(home):
    take = home.take(repo_url="https://github.com/me/site", branch=Branch("gh-pages"))
    html = home.end("tutorial/story.md", take)
    assert "blob/gh-pages/downloads/story.ipynb" in html
    assert "Made with PyTorch 2.13.0." in html
    files = dict(take.files())
    assert files["binder/requirements.txt"] == b"torch==2.13.0\nmatplotlib\n"


def test_pages_about_the_site_offer_nothing_and_errors_their_scripts(home):
    home.snippet("errors/bad", OTHER)
    home.page("errors/group.md", "# Errors\n\n/// live | errors/bad\n///\n")
    home.page("about/story.md", PAGE)
    home.options = SiteOptions(about=("about",))
    take = home.take()
    assert home.end("about/story.md", take) == ""
    html = home.end("errors/group.md", take)
    assert '<a href="../../downloads/errors/bad.py" download>bad.py</a>' in html


def test_folders_and_words_are_the_site_s_own(home):
    home.snippet("drills/say", LAB)
    home.snippet("broken/bad", OTHER)
    home.page("tutorial/story.md", EXERCISE + "\n/// live | story:first\n///\n")
    home.page("broken.md", "# Broken\n\n/// live | broken/bad\n///\n")
    home.options = SiteOptions(
        labs="drills", errors="broken", downloads="home", page_called="a chapter"
    )
    take = home.take()
    files = dict(take.files())
    assert {"drills/say/say.ipynb", "home/story.ipynb", "home/all.zip"} <= files.keys()
    assert b"This is [a chapter](../tutorial/story/) as a notebook" in files["home/story.ipynb"]
    assert b"(../drills/say/)" in files["home/story.ipynb"]
    assert '"../home/broken/bad.py" download>bad.py<' in home.end("broken.md", take)
    assert take.lab_link("say", "tutorial/story.md") == "../drills/say.md"
    assert "<link" not in home.end("drills/say.md", take)


def test_notebooks_are_opened_where_the_site_wants_it(home):
    home.options = SiteOptions(open_in=("binder",), binder=("numpy", "pandas"))
    take = home.take(repo_url="https://github.com/me/site", branch=Branch("gh-pages"))
    assert "Colab" not in home.end("tutorial/story.md", take)
    requirements = dict(take.files())["binder/requirements.txt"]
    assert requirements == b"torch==2.13.0\nnumpy\npandas\n"
    home.options = SiteOptions(open_in=())
    take = home.take(repo_url="https://github.com/me/site", branch=Branch("gh-pages"))
    assert "Open the notebook" not in home.end("tutorial/story.md", take)
    assert "binder/requirements.txt" not in dict(take.files())


def test_everything_is_written_below_the_site(lab, tmp_path):
    take, site = lab.take(), tmp_path / "site"
    site.mkdir()
    take.write(site, "Site", "About.", [])
    assert (site / "llms.txt").read_text() == "# Site\n\n> About.\n"
    assert (site / "downloads" / "story.py").read_bytes() == STORY.encode()
    assert "# Your code" in (site / "labs" / "say" / "index.md").read_text()
    assert (site / "tutorial" / "story" / "index.md").read_text().startswith("# Page\n")


def test_in_serve_what_failed_is_missing_and_the_rest_is_there(lab, tmp_path):
    take = lab.take()
    for name in ("other", "labs/say"):
        take.build.snippets[name].run = None
    with pytest.raises(ValueError, match="did not run"):
        take.write(tmp_path, "Site", "About.", [])
    take.build.errors.append(PageError("a fault that was said"))
    take.write(tmp_path, "Site", "About.", [])
    assert (tmp_path / "downloads" / "other.py").exists()
    assert not (tmp_path / "downloads" / "other.ipynb").exists()
    assert (tmp_path / "labs" / "say" / "index.md").read_text() == "# Say it\n"
    assert "(other.py did not run)" in (tmp_path / "tutorial" / "other" / "index.md").read_text()
    assert "did not run" in lab.end("labs/say.md", take)


def test_a_snippet_among_the_labs_without_a_check_is_no_lab(home):
    home.snippet("labs/slip", OTHER)
    home.page("tutorial/story.md", "# Page\n\n/// live | labs/slip\n///\n")
    assert labs.labs_of(home.build()) == []
