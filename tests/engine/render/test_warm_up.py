"""What is done before the first run has ended is what would be done later, and can be missed."""

from concurrent.futures import Future

import pytest
from jinja2 import DictLoader, Environment

from livecells.builder.build import Build
from livecells.kinds import KINDS
from livecells.publish.template_cache import Templates
from livecells.render import cells
from livecells.render.renderer import Reader
from livecells.render.warm_up import warm_up
from livecells.store.store import Store
from livecells.store.table import Table

SNIPPET = '"""A story."""\n# %% first\nx = 1\n'
PAGE = "# A page\n\nHere is $a^2$, and $[[story:x]]$, and $\\nonsense$.\n\n/// live | story\n///\n"
THEME = {"main.html": "{% include 'part.html' %}!", "part.html": "{{ name }}", "404.html": "gone"}


@pytest.fixture
def reader(tmp_path):
    (tmp_path / "story.py").write_text(SNIPPET)
    build = Build(tmp_path, KINDS)
    build.add("page.md", "docs/page.md", PAGE)
    build.start(None)
    return Reader(build, {})


def environment(table, theme=THEME):
    made = Environment(loader=DictLoader(theme), autoescape=True)
    made.bytecode_cache = Templates(table)
    return made


def test_work_ahead_typesets_highlights_and_compiles(reader):
    cells._pygments.cache_clear()
    table = {}
    warm_up(reader, environment(table))
    reader.end()
    assert len(reader._formulas) == 1  # neither the one with a value nor the wrong one
    assert cells._pygments.cache_info().currsize == 1
    assert len(table) == len(THEME)
    assert reader.build.errors == []


def test_work_ahead_stops_when_a_run_has_ended(reader):
    done, table = Future(), {}
    done.set_result(None)
    reader.build.snippets["story"].future = done
    warm_up(reader, environment(table))
    reader.end()
    assert table == {}


def test_templates_are_compiled_once(monkeypatch):
    table = {}
    environment(table).get_template("main.html").render(name="x")
    monkeypatch.setattr(Environment, "compile", None)
    assert environment(table).get_template("main.html").render(name="<") == "&lt;!"


def test_changed_template_is_compiled_anew():
    table = {}
    environment(table).get_template("part.html")
    assert environment(table, {"part.html": "new"}).get_template("part.html").render() == "new"


def test_templates_of_another_python_are_compiled_anew(monkeypatch):
    table = {}
    environment(table).get_template("404.html")
    monkeypatch.setattr("jinja2.bccache.bc_magic", b"another")
    assert environment(table).get_template("404.html").render() == "gone"


def test_damaged_table_is_made_anew(tmp_path):
    kept = Table(Store(tmp_path), "templates")
    environment(kept).get_template("404.html")
    kept.save()
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(file.read_bytes()[:-9])
    again = Table(Store(tmp_path), "templates")
    assert len(again) == 0
    assert environment(again).get_template("404.html").render() == "gone"
