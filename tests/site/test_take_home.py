"""Everything that readers take home runs elsewhere, and gives what it carries: all of it."""

from __future__ import annotations

import gzip
import io
import json
import os
import posixpath
import re
import zipfile
from functools import cache
from html import unescape
from pathlib import Path

import nbformat
import pytest
from selectolax.lexbor import LexborHTMLParser

from livecells.compare import notebooks, records
from livecells.notebook.percent import read

from ..chromium import CHROMIUM
from .axe import violations
from .conftest import ROOT, STATES

SNIPPETS = sorted(
    path.relative_to(ROOT / "snippets").as_posix().removesuffix(".py")
    for path in (ROOT / "snippets").rglob("*.py")
)
STORIES = [name for name in SNIPPETS if "/" not in name]
LABS = [name.partition("/")[2] for name in SNIPPETS if name.startswith("labs/")]
OTHER = "-other-numbers"  # a second notebook of a lab
LAB_BYTES = 20_000
SOME = 8  # stories, and labs, that run in kernels where not all do
# How code looks: the colours of its text and its ground, and its size.
COLOURS = """boxes => boxes.map(box => {
  const code = box.querySelector("code"), style = getComputedStyle(code);
  return [style.color, style.backgroundColor, style.fontSize, style.fontFamily];
})"""

pytestmark = [pytest.mark.slow, pytest.mark.turns(3)]


@pytest.fixture(scope="module")
def home(real_site):
    return real_site.root / "site"


def notebook(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def text_of(name):
    return (ROOT / "snippets" / f"{name}.py").read_text("utf-8")


def page_of(name):
    """The address of the page whose name a story has, or goes on from."""
    stem = name.replace("_", "-")
    found = [
        path
        for path in (ROOT / "docs").rglob("*.md")
        if f"{stem}-".startswith(f"{path.stem}-")
        and (stem != "index" or path.parent.name == "docs")
    ]
    path = max(found, key=lambda path: len(path.stem))
    stem = path.stem
    return "" if stem == "index" else path.relative_to(ROOT / "docs").with_suffix("").as_posix()


def lab_path(home, name):
    return home / "labs" / name / f"{name}.ipynb"


def carried(build):
    """What a notebook shows, without what may differ from run to run."""
    for cell in build.cells:  # a kernel's timer says which of two streams stands first
        outputs = cell.get("outputs", [])
        streams = {o.name: o for o in reversed(outputs) if o.output_type == "stream"}
        for name, first in streams.items():
            first.text = "".join(o.text for o in outputs if o.get("name") == name)
        kept = [o for o in outputs if o.output_type != "stream" or o is streams[o.name]]
        if outputs:
            cell.outputs = sorted(kept, key=lambda o: o.get("name") == "stderr")
    return records.cells_of(json.loads(nbformat.writes(build)))


def test_there_is_a_download_for_every_snippet_story_and_lab(home):
    scripts = {p.relative_to(home / "downloads").as_posix() for p in home.glob("downloads/**/*.py")}
    assert scripts == {f"{name}.py" for name in SNIPPETS}
    assert {p.stem for p in home.glob("downloads/*.ipynb")} == set(STORIES)
    labs = {p.stem for p in home.glob("labs/*/*.ipynb")}
    others = {name for name in labs if name.endswith(OTHER)}
    assert labs - others == set(LABS)
    assert {name.removesuffix(OTHER) for name in others} < set(LABS)


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_script_is_the_tested_file_byte_for_byte(home, name):
    mine = (home / "downloads" / f"{name}.py").read_bytes()
    assert mine == (ROOT / "snippets" / f"{name}.py").read_bytes()


def test_the_archive_has_all_scripts_and_labs(home):
    with zipfile.ZipFile(home / "downloads" / "all.zip") as packed:
        assert packed.testzip() is None
        files = {name: packed.read(name) for name in packed.namelist()}
    readme = files.pop("README.txt").decode()
    assert "These need matplotlib as well:" in readme
    drawing = {f"  {n}.py" for n in SNIPPETS if "matplotlib" in text_of(n)}
    lines = readme.split("These need numpy as well:")[0].splitlines()
    assert {line for line in lines if line.startswith("  ")} == drawing
    assert set(files) == {f"{n}.py" for n in SNIPPETS} | {f"labs/{n}.ipynb" for n in LABS}
    for name in SNIPPETS:
        assert files[f"{name}.py"] == (home / "downloads" / f"{name}.py").read_bytes()
    for name in LABS:
        assert files[f"labs/{name}.ipynb"] == lab_path(home, name).read_bytes()


def test_every_notebook_is_valid_with_ids_and_counts(home):
    for path in [*home.glob("downloads/*.ipynb"), *home.glob("labs/*/*.ipynb")]:
        build = notebook(path)
        nbformat.validate(build, relax_add_props=False)
        assert (build.nbformat, build.nbformat_minor) == (4, 5)
        assert len({cell.id for cell in build.cells}) == len(build.cells), path


def test_every_story_runs_in_a_fresh_kernel_and_gives_what_it_carries(home, warm, drawn):
    names = drawn("stories", STORIES, SOME)
    books = [notebook(home / "downloads" / f"{name}.ipynb") for name in names]
    before = [carried(build) for build in books]
    for build in books:
        for cell in build.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
    assert warm.notebooks(books, errors=False) == [""] * len(books)
    for name, build, was in zip(names, books, before, strict=True):
        assert sum(len(cell.records) for cell in was) > 0, f"{name} carries nothing"
        differences = notebooks.compare(name, was, carried(build))
        assert not differences, notebooks.report(differences)


def test_every_story_carries_its_snippet_in_the_order_of_the_file(home):
    for name in STORIES:
        snippet = read(ROOT / "snippets" / f"{name}.py", f"{name}.py")
        cells = notebook(home / "downloads" / f"{name}.ipynb").cells
        mine = {c.metadata["name"]: c.source for c in cells if "name" in c.metadata}
        assert list(mine.items()) == [(cell.name, cell.source) for cell in snippet.code]


def test_every_lab_passes_with_its_solution_and_says_what_is_missing_without(home, warm, drawn):
    solved, blank, names = [], [], drawn("labs", LABS, SOME)
    for name in names:
        snippet = read(ROOT / "snippets" / "labs" / f"{name}.py", f"{name}.py")
        assert snippet.cell("solution").source not in lab_path(home, name).read_text()
        for books, source in ((solved, snippet.cell("solution").source), (blank, "")):
            build = notebook(lab_path(home, name))
            (mine,) = (cell for cell in build.cells if cell.id == "your-code")
            mine.source += source
            books.append(build)
    assert warm.notebooks(solved, errors=False) == [""] * len(names)
    said = dict(zip(names, warm.notebooks(blank, errors=False), strict=True))
    for name, build in zip(names, solved, strict=True):
        printed = [o.get("text", "") for o in build.cells[-2].outputs]
        assert printed[-1].endswith("All checks passed.\n"), name
        kind, _, message = said[name].partition(": ")
        assert kind == "AssertionError", f"{name}: {said[name]}"
        assert len(message) > 20, f"{name}: {message!r} does not help"


def test_a_lab_has_no_output_and_a_way_back(home):
    for name in LABS:
        build = notebook(lab_path(home, name))
        assert all(not cell.get("outputs") for cell in build.cells)
        page, _, anchor = re.search(
            r"Hints and a solution: \[.*?\]\((.*?)\)", build.cells[-1].source
        )[1].partition("#")
        html = (home / "labs" / name / page / "index.html").resolve().read_text()
        if anchor:
            assert f'id="{anchor}"' in html, f"{name}: {page} has no {anchor}"


# ----- Pages -----


@cache
def links_of(page):
    """The addresses in the file of a page."""
    return Links(page.read_text()).links


class Links:
    """Addresses in a page, with whether they ask to be downloaded, and what it asks others for."""

    def __init__(self, text: str) -> None:
        self.links: list[tuple[str, bool]] = []
        self.asked: list[str] = []
        self.styled: list[str] = []
        for element in LexborHTMLParser(text).css("*"):
            self._note(element.tag, element.attributes)

    def _note(self, tag, given):
        if tag == "a" and given.get("href"):
            self.links.append((given["href"], "download" in given))
        for name in ("src", "srcset", "poster") + (("href",) if tag == "link" else ()):
            if given.get(name):
                self.asked.append(given[name])
        self.styled += [f"{tag} {name}" for name in given if name == "style" or name[:2] == "on"]


def pages(home):
    """The pages, without those that only lead on from an old address."""
    asks = '<meta name="robots" content="noindex"'
    return sorted(path for path in home.rglob("index.html") if asks not in path.read_text())


def test_every_download_that_a_page_links_to_is_there(home):
    count = 0
    for page in pages(home):
        for href, download in links_of(page):
            if download:
                count += 1
                assert (page.parent / href).resolve().is_file(), f"{page}: {href}"
    assert count > 3 * len(STORIES)


def test_every_tutorial_page_offers_its_script_and_its_notebook(home):
    for path in sorted((ROOT / "docs" / "tutorial").glob("*.md")):
        if path.stem != "index":
            page = home / "tutorial" / path.stem / "index.html"
            name = path.stem.replace("-", "_")
            files = {posixpath.basename(h) for h, download in links_of(page) if download}
            assert {f"{name}.py", f"{name}.ipynb", "all.zip"} <= files, path


def test_nothing_is_launched_while_the_site_has_no_repository(home):
    assert not re.search(r"^repo_url:", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    for page in pages(home):
        html = page.read_text()
        assert "colab.research" not in html, page
        assert "mybinder.org" not in html, page
    assert not (home / "binder").exists()


def test_lab_pages_are_small_self_contained_and_cost_others_nothing(home):
    for page in pages(home):
        html, lab = page.read_text(), page.parent in [home / "labs" / name for name in LABS]
        assert ('class="lc-lab"' in html) == lab, page
        if not lab:
            continue
        found = Links(html)
        assert not [address for address in found.asked if re.match(r"https?:|//", address)], page
        own = html[html.index('class="lc-lab"') :].split("</article>")[0]
        assert "<script" not in own, page
        assert "<style" not in own, page
        assert "stylesheet" not in own, page
        assert len(gzip.compress(own.encode())) < LAB_BYTES, page
        assert found.styled == [], page


def test_one_page_shows_a_notebook_as_jupyter_does_and_no_other_pays_for_it(home):
    for page in pages(home):
        html, shown = page.read_text(), page.parent == home / "labs" / "in-jupyter"
        assert ("assets/css/jupyter.css" in html) == shown, page
        assert ("jp-Notebook" in html) == shown, page
    html = (home / "labs" / "in-jupyter" / "index.html").read_text()
    text = unescape(re.sub(r"<[^>]+>", "", html[html.index("jp-Notebook") :]))
    cells = notebook(home / "downloads" / "tensors_that_record.ipynb").cells
    for cell in cells:
        if cell.cell_type == "code":
            assert cell.source in text, cell.id
            assert f"In\xa0[{cell.execution_count}]:" in text
            for output in cell.outputs:
                assert output.get("text", "").rstrip() in text, cell.id
    assert sum(bool(cell.get("outputs")) for cell in cells) > 5
    own = (home / "assets" / "css" / "jupyter.css").read_text() + html
    assert len(gzip.compress(own.encode())) < 30_000


def test_the_list_of_labs_names_every_lab(home):
    html = (home / "labs" / "index.html").read_text()
    for name in LABS:
        assert f'href="{name}/"' in html, name


def test_formulas_of_labs_are_typeset(home):
    for page in (home / "labs").glob("*/index.html"):
        assert "arithmatex" not in page.read_text(), page


@pytest.mark.corpus(1)
@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
@pytest.mark.parametrize(("scheme", "width"), STATES)
def test_a_lab_looks_at_home_fits_and_is_accessible(chromium, base, drawn, scheme, width):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("request", lambda r: None if r.url.startswith((base, "data:")) else said.append(r.url))
    page.goto(f"{base}tutorial/chain-rule/")
    code = page.locator(".lc-cell .highlight").evaluate_all(COLOURS)
    # In one scheme a width all labs, or a sample of them, and one of four in the other.
    thorough = (scheme, width) in (("light", 1280), ("dark", 390))
    labs = drawn(f"pages of labs at {width}", LABS, SOME)
    for name in [*(labs if thorough else labs[::4]), "in-jupyter"]:
        page.goto(f"{base}labs/{name}/")
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), name
        cells = page.locator(":is(.lc-lab, .jp-InputArea) .highlight").evaluate_all(COLOURS)
        assert set(map(tuple, cells)) == {tuple(code[0])}, f"{name}: code looks different"
    page.goto(f"{base}labs/{LABS[0]}/")
    assert violations(page) == []
    assert said == []
    context.close()


# ----- Plain text -----


def test_every_page_has_its_markdown_beside_it_and_llms_txt_lists_it(home):
    listed = (home / "llms.txt").read_text()
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\)", listed, re.MULTILINE)
    texts = {p.relative_to(home).as_posix() for p in home.rglob("*.md")}
    assert {p.with_suffix(".md").relative_to(home).as_posix() for p in pages(home)} == texts
    assert set(links) == texts
    assert len(links) == len(texts)


def test_the_markdown_is_plain_and_its_links_lead_somewhere(home):
    for path in sorted(home.rglob("*.md")):
        text = path.read_text()
        assert text.startswith("# "), path
        prose = re.sub(r"(?ms)^[>\s]*(`{3,}).*?^[>\s]*\1$|`[^`]+`|\$\$.*?\$\$", "", text)
        if path.parent.parent.name != "about":
            assert not re.search(r"</?(div|span|details|svg|math|table|p)\b", prose), path
            assert not re.search(r"\[\[[\w/]+[:@]", prose), path
            assert "///" not in prose, path
        for link in re.findall(r"\]\(([^)\s]+)\)", prose):
            if not re.match(r"[a-z]+:|#", link):
                target = os.path.normpath(path.parent / link.partition("#")[0])
                assert Path(target).exists(), f"{path}: {link}"


def test_the_markdown_of_a_story_has_code_outputs_and_equations(home):
    text = (home / "tutorial" / "chain-rule" / "index.md").read_text()
    assert "tensor([[4.5000, 4.5000],\n        [4.5000, 4.5000]])" in text
    assert "```python\nout.backward()\n```" in text
    assert "$$ \\frac{\\partial" in text
    assert "1. MeanBackward0 (out): gradient in 1." in text


def test_every_printed_text_of_a_story_stands_in_its_markdown(home):
    found = 0
    for name in STORIES:
        page = home / page_of(name)
        text = unindented((page / "index.md").read_text())
        shown = unescape(re.sub("<[^>]+>", "", (page / "index.html").read_text()))
        for cell in notebook(home / "downloads" / f"{name}.ipynb").cells:
            for output in cell.get("outputs", ()):
                if output.get("name") != "stdout":
                    continue
                # A page may draw a table or a graph in place of what a cell printed.
                if cell.source in shown and output.text.strip() in shown:
                    assert unindented(output.text) in text, f"{name}: {cell.metadata['name']}"
                    found += 1
    assert found > 5 * len(STORIES)


def unindented(text):
    """Text in boxes and lists is indented or quoted."""
    return "\n".join(line.lstrip("> ") for line in text.strip("\n").split("\n"))


def test_no_download_holds_a_path_of_the_machine(home):
    for path in home.glob("downloads/**/*"):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".zip":
                with zipfile.ZipFile(io.BytesIO(data)) as packed:
                    data = b"".join(packed.read(name) for name in packed.namelist())
            assert str(ROOT).encode() not in data, path
            assert str(home.parent).encode() not in data, path


def test_every_exercise_of_the_tutorial_can_be_done_on_its_page(home):
    marks = {
        path.parent.name: re.findall(r'<section class="lc-exercise"[^>]*>', path.read_text())
        for path in home.glob("tutorial/*/index.html")
    }
    assert sum(map(len, marks.values())) > 30
    assert [
        page for page, found in marks.items() if not all("data-run-lab" in m for m in found)
    ] == []
