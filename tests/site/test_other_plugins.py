"""Pages that other plugins add late, convert again or build in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import CONFIG, OPTIONS, Site
from .links import Built
from .served import serving
from .watched import Watched

HEAD = """\
from markdown import Markdown
from mkdocs import utils
from mkdocs.commands.build import build
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

BLOCK = "/// live | story:first\\n///\\n\\n"
"""
# As a blog does: pages that come after all others, and such as are made when all are converted.
LATE = """
@event_priority(-200)
def on_files(files, config):
    text = f"# Added\\n\\n{BLOCK}Twice is [[story:x * 2]].\\n"
    files.append(File.generated(config, "added/late.md", content=text))


@event_priority(-200)
def on_env(env, config, files):
    text = f"# Made\\n\\n{BLOCK}Thrice is [[story:x * 3]], and [[index:y]].\\n"
    file = File.generated(config, "added/last.md", content=text)
    files.append(file)
    page = Page(None, file, config)
    page.read_source(config)
    page.markdown = config.plugins.on_page_markdown(
        page.markdown, page=page, config=config, files=files
    )
    page.render(config, files)
    page.content = config.plugins.on_page_content(
        page.content, page=page, config=config, files=files
    )
"""
# As a list of posts does: a converter of its own, and the text of a page once more.
AGAIN = """
texts = {}


@event_priority(-200)
def on_page_markdown(markdown, page, config, files):
    texts[page.file.src_uri] = markdown


def converted(text, config):
    md = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    for _ in range(2):
        html = md.reset().convert(text)
    return html


@event_priority(200)
def on_page_content(html, page, config, files):
    if page.file.src_uri == "two.md":
        return html + converted(texts["index.md"], config)


def on_page_context(context, page, config, nav):
    if page.file.src_uri == "index.md":
        page.content += converted(texts["two.md"], config) + converted("[[1, 2]] *only*", config)
    return context
"""
STRAY = """

def on_page_context(context, page, config, nav):
    md = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    page.content += md.convert("See [[story:x]].")
    return context
"""
# As a plugin for languages does: a whole build for each, the others in the midst of the first.
LANGUAGES = """
inner = False


@event_priority(-100)
def on_post_build(config):
    global inner
    if inner:
        return
    inner, clean, docs = True, utils.clean_directory, config.docs_dir
    utils.clean_directory = lambda _: None
    config.docs_dir += "_de"
    build(config)
    config.docs_dir, utils.clean_directory, inner = docs, clean, False
"""


def with_other(site: Site, code: str) -> Site:
    """The site, with another hook besides ours."""
    site.write("other.py", HEAD + code)
    site.write("mkdocs.yml", CONFIG.replace("live_site.py]", "live_site.py, other.py]"))
    site.write("snippets/index.py", '"""Another."""\n# %% second\ny = 6 * 9\nprint(y)\n')
    return site


def built(site: Site) -> Site:
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    assert Built(site.root / "site").broken() == []
    for page in (site.root / "site").rglob("*.html"):
        assert "Content-Security-Policy" in page.read_text()
    return site


def test_pages_that_come_late_are_read_when_they_come(site: Site) -> None:
    built(with_other(site, LATE))
    late, last = site.html("added/late/index.html"), site.html("added/last/index.html")
    assert ">42</pre>" in late
    assert "Twice is 84." in late
    assert ">42</pre>" in last
    assert "Thrice is 126, and 54." in last
    assert (site.root / "site" / "added" / "late" / "index.md").is_file()


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("[[story:x * 2]]", "[[stori:x]]", "added/late.md:6: unknown snippet: 'stori'"),
        ("[[story:x * 3]]", "[[story:z]]", "added/last.md:6"),
        ("[[index:y]]", "[[index:1 / 0]]", "added/last.md:6"),
    ],
)
def test_a_fault_of_a_late_page_stops_the_build(site: Site, good: str, bad: str, said: str) -> None:
    assert good in LATE
    done = with_other(site, LATE.replace(good, bad)).build()
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Nothing was published" in done.stderr
    assert 'Traceback (most recent call last):\n  File "/' not in done.stderr
    assert not (site.root / "site").exists()


def test_a_lab_that_comes_too_late_for_its_page_is_named(site: Site) -> None:
    exercise = "//// exercise | double\\n    title: Double\\nDouble it.\\n////\\n\\n"
    with_other(site, LATE.replace("{BLOCK}Thrice", f"{exercise}Thrice"))
    lab = "# %% start\n# TODO: y = ...\n# %% solution\ny = 2\n# %% check\nassert y == 2\n"
    site.write("snippets/labs/double.py", f'"""A lab."""\n{lab}')
    done = site.build("--strict")
    assert done.returncode == 1
    said = "added/last.md: a plugin has added this page after all others, too late for a page of"
    assert said in done.stderr
    site.write("docs/more.md", "# More\n\n//// exercise | double\n    title: D\nDo.\n////\n")
    assert "exercise" in built(site).html("added/last/index.html")


def test_a_page_is_the_same_when_it_is_converted_again(site: Site) -> None:
    with_other(site, AGAIN)
    site.write("docs/two.md", "# Two\n\n/// live | index:second\n///\n\nIt is [[index:y - 1]].\n")
    built(site)
    for page in ("index.html", "two/index.html"):
        html = site.html(page)
        assert html.count(">42</pre>") == html.count(">54</pre>") == 1
        assert html.count("It is 53.") == 1
    assert "[[1, 2]] <em>only</em>" in site.html()


def test_live_text_of_no_page_is_refused_with_a_sentence(site: Site) -> None:
    done = with_other(site, STRAY).build()
    assert done.returncode == 1
    said = "a plugin converts Markdown that is of no page, and it holds `[[story:`"
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_each_language_may_be_a_build_in_the_midst_of_another(site: Site) -> None:
    with_other(site, LANGUAGES)
    site.write("docs_de/de.md", "# Zuhause\n\n/// live | index:second\n///\n\nHier [[index:y]].\n")
    built(site)
    assert ">42</pre>" in site.html()
    assert "Hier 54." in site.html("de/index.html")
    site.write("docs_de/de.md", "# Zuhause\n\n/// live | index:third\n///\n")
    assert site.build().returncode == 1
    assert "Hier 54." in site.html("de/index.html")
    assert list(site.root.glob(".*.part")) == []


def test_displays_of_late_pages_are_checked_where_the_site_asks_for_it(site: Site) -> None:
    with_other(site, LATE.replace("# Added", "# Added\\n\\n$$ a = b $$"))
    done = site.build("--strict")
    assert done.returncode == 1
    assert "this display is not checked" in done.stderr
    text = (site.root / "mkdocs.yml").read_text()
    site.write("mkdocs.yml", text.replace("check_displays: true", "check_displays: false"))
    built(site)


def test_builds_in_several_languages_share_what_lies_beside_the_pages(site: Site) -> None:
    with_other(site, LANGUAGES)
    options = (
        "extra: {livecells: {csp: true, prune_css: true, offline: true}}\nextra_css: [own.css]\n"
    )
    text = (site.root / "mkdocs.yml").read_text()
    site.write("mkdocs.yml", text.replace(OPTIONS, options))
    site.write("docs/own.css", "h1 { color: red }\n")
    site.write("docs_de/own.css", "h1 { color: red }\n")
    site.write("docs_de/de.md", "# Zuhause\n\n/// live | index:second\n///\n")
    built(site)
    assert "color:red" in "".join(
        text.decode() for name, text in site.files().items() if name.endswith(".css")
    ).replace(" ", "")


def test_languages_and_late_pages_are_served_and_follow_an_edit(tmp_path: Path) -> None:
    site = Watched(tmp_path)
    with_other(site, LATE + LANGUAGES)
    site.snippet("story", "# %% first\nx = 6 * 7\nprint(x)\n")
    site.page("index", "story")
    site.write("docs_de/de.md", "# Zuhause\n\n/// live | story\n///\n")
    with serving(site) as server:
        server.shows(">42</pre>", "de/")
        site.snippet("story", "# %% first\nx = 6 * 8\nprint(x)\n")
        server.shows(">48</pre>", "de/")
        assert ">48</pre>" in server.fetch()
        assert "Twice is 96." in server.fetch("added/late/")
        assert "Thrice is 144" in server.fetch("added/last/")


def test_a_page_of_plain_html_without_a_character_set_is_named(site: Site) -> None:
    site.write("docs/plain.html", "<html><body>Text</body></html>")
    done = site.build()
    assert done.returncode == 1
    assert "plain.html: a page without <meta charset>" in done.stderr
    assert "Traceback" not in done.stderr


def test_pages_that_share_no_style_sheet_are_published_as_they_are(site: Site) -> None:
    site.write("docs/plain.html", '<html><head><meta charset="utf-8"></head><body></body></html>')
    options = "extra: {livecells: {csp: true, prune_css: true, offline: true}}\n"
    site.write("mkdocs.yml", CONFIG.replace(OPTIONS, options))
    built(site)
    assert "<link" not in site.html("plain.html")


def test_sliders_of_a_late_page_have_their_runs(site: Site) -> None:
    site.write("snippets/sums.py", 'r"""A sum."""\n# %% sum\nmore = 1\nprint(3 + more)\n')
    options = r"    vary: {{more: [1, 2]}}\n    says: With [[sums:more]] more.\n"
    block = rf"[[index:y]].\n\n/// live | sums\n{options}///\n"
    built(with_other(site, LATE.replace(r"[[index:y]].\n", block)))
    last = site.html("added/last/index.html")
    assert 'With <span class="lc-vary-value">1</span> more.' in last
    assert '<td class="lc-vary-value">2</td>' in last
    assert ">5</pre>" in last
