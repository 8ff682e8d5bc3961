"""A new kind of block is one module and one registration: this file is both."""

import html
import re

import pytest
from markdown import Markdown

from livecells.blocks.page import Request
from livecells.blocks.scan import VALUE
from livecells.builder.build import Build
from livecells.builder.kinds import BlockKind, registry
from livecells.errors import BuildFailed
from livecells.export.page_markdown import MarkdownExporter
from livecells.export.page_notebook import page_notebook
from livecells.kinds import KINDS
from livecells.notebook.executed import Query
from livecells.publish.search_text import searchable
from livecells.render.extension import LiveExtension
from livecells.render.renderer import Reader

# --- the module ----------------------------------------------------------------------------------


class Gauge(BlockKind):
    """`/// gauge | snippet:expression`: how full something is, by a number of a run."""

    name = "gauge"
    options = {"of": (int,), "label": (str,)}  # noqa: RUF012

    def read(self, block, source):  # noqa: ARG002
        match = VALUE.match(f"[[{block.argument}")
        if not match:
            raise ValueError(f"expected `snippet:expression`, not {block.argument!r}")
        query = Query(f"[[{block.argument}"[match.end() :], ".0f")
        return Request(block, quotes=[(match["snippet"], query)], data=block.options.get("of", 100))

    def html(self, page, request):
        label = page.options(request.block).get("label", "")
        value = self.value(page.build, request)
        return (
            f'<meter max="{request.data}" value="{value}">{html.escape(label)}</meter>'
            f"<p data-search-exclude>{value} of {request.data}</p>"
        )

    def markdown(self, page, request):
        label = page.prose(request.block.options.get("label", "Gauge"))
        return f"{label}: {self.value(page.build, request)} of {request.data}"

    def value(self, build, request):
        ((name, query),) = request.quotes
        return build.run_of(name).value(query)


# --- the registration ----------------------------------------------------------------------------

WITH_GAUGE = registry(*KINDS.values(), Gauge())

# --- what a page gets from it --------------------------------------------------------------------

STORY = 'r"""A story."""\n# %% full\nlevel = 3 * 14\nprint(level)\n'
BLOCK = "/// gauge | story:level\n    of: 50\n    label: Tank [[story:level]]\n///"
PAGE = f"# Page\n\n//// tip | Note\n{BLOCK}\n////\n\n/// live | story\n///\n"


@pytest.fixture
def built(tmp_path, pool):
    """A build of one page, with everything run."""
    (tmp_path / "story.py").write_text(STORY)

    def build(text, kinds=WITH_GAUGE):
        made = Build(tmp_path, kinds)
        made.add("story.md", "docs/story.md", text)
        made.resolve()
        made.start(pool)
        made.finish()
        return made

    return build


def rendered(build):
    reader = Reader(build)
    reader.open("story.md")
    md = Markdown(extensions=["pymdownx.blocks.admonition", LiveExtension(reader=reader)])
    made = md.convert(build.pages["story.md"].text)
    reader.close()
    assert not build.errors
    return made


def test_it_is_rendered_with_the_value_of_the_run_and_live_values_in_its_options(built):
    made = rendered(built(PAGE))
    assert '<div class="lc lc-gauge-block"><meter max="50" value="42">Tank 42</meter>' in made


def test_what_it_marks_is_not_searched(built):
    made = rendered(built(PAGE))
    assert "42 of 50" in made
    assert "42 of 50" not in searchable(made)


def test_the_markdown_export_says_it_in_words_where_it_stands(built):
    made = MarkdownExporter(built(PAGE), "story.md", str).page()
    assert made.startswith("# Page\n\n> **Tip: Note**\n>\n> Tank 42: 42 of 50\n\n*story.py · full*")


def test_the_markdown_export_leaves_out_what_only_a_browser_needs(built):
    raw = "<div data-x>\n<p>Said &lt;p&gt; in `<p>`.</p>\n</div>\n<script>\nx = 1\n</script>"
    made = MarkdownExporter(built(f"{PAGE}\n{raw}\n"), "story.md", str).page()
    assert "\nSaid &lt;p&gt; in `<p>`.\n" in made
    assert not re.search("<script|</?div|</p>", made)
    assert "x = 1" not in made


def test_the_notebook_of_the_page_has_it_too(built):
    build = built(PAGE)
    made = page_notebook(build, "story", MarkdownExporter(build, "story.md", str), "Head.")
    assert any("Tank 42: 42 of 50" in cell["source"] for cell in made["cells"])


@pytest.mark.parametrize(
    ("block", "line", "message"),
    [
        (BLOCK.replace("label:", "lable:"), 5, "unknown option: 'lable' (did you mean label?)"),
        (BLOCK.replace("of: 50", "off: 50"), 4, "unknown option: 'False'"),  # as YAML reads `off`
        (BLOCK.replace("of: 50", "of: half"), 4, "option of must be int, not 'half'"),
        (
            BLOCK.replace("| story:level", "| story"),
            3,
            "expected `snippet:expression`, not 'story'",
        ),
        (BLOCK.replace("| story:level", "| stroy:level"), 3, "unknown snippet: 'stroy'"),
        (BLOCK.replace("| story:level", "| story:levl"), 3, "'levl' in story.py: NameError"),
        (BLOCK.removesuffix("///"), 3, "block 'gauge' has no closing ///"),
    ],
)
def test_a_wrong_one_is_refused_with_its_line(built, block, line, message):
    with pytest.raises(BuildFailed) as failed:
        built(f"# Page\n\n{block}\n")
    (error,) = failed.value.errors
    assert str(error.places[0]) == f"docs/story.md:{line}"
    assert message in error.message


def test_two_kinds_cannot_have_one_name():
    with pytest.raises(ValueError, match="two kinds of block called 'gauge'"):
        registry(*WITH_GAUGE.values(), Gauge())
