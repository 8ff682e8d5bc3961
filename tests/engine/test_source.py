"""Cache keys follow the code: whatever a module can reach, found and not listed by hand."""

import shutil
import subprocess
import sys

import pytest

from livecells import source
from livecells.notebook.executed import Query
from livecells.notebook.percent import parse
from livecells.pool.pool import Pool
from livecells.run.job import Job

LOADED = "import sys; print(*sorted(m for m in sys.modules if m.partition('.')[0] == 'livecells'))"


def names(module):
    """The modules whose files a module reaches."""
    files = (path.relative_to(source.ROOT) for path in source.reached(module))
    dotted = (".".join(file.with_suffix("").parts) for file in files if file.suffix == ".py")
    return {f"livecells.{name}".removesuffix(".__init__") for name in dotted}


def packages(modules):
    return {name for name in modules if (source.ROOT.parent / name.replace(".", "/")).is_dir()}


def test_what_a_run_loads_is_in_the_key_of_runs():
    snippet = parse(
        f'"""D."""\n# %% a\nimport torch\nx = torch.ones(2, requires_grad=True)\n'
        f"y = (x * 2).sum()\ny.backward()\n# %% b\n{LOADED}\n",
        "s.py",
        "s.py",
    )
    with Pool(1, modules=["torch"]) as pool:
        queries = (Query("y", "!graph"), Query("x.grad", "!array"))
        run = pool.submit(Job(snippet, queries)).result(60).run
    assert run.failure is None, run.failure
    loaded = set(run.text("b").split())
    assert "livecells.record.recorder" in loaded
    assert loaded - packages(loaded) <= names("livecells.pool")


@pytest.mark.parametrize(
    ("module", "code"),
    [
        (
            "livecells.builder.equation_check",
            "from livecells.builder.equation_check import check_page\n"
            "from livecells.blocks.equations import Equation\n"
            "made = check_page([Equation('e', r'\\sum_{i=1}^3 i = 6', 1)], None, {})\n"
            "assert made[0].kind == 'checked', made\n",
        ),
        (
            "livecells.typeset.formula_html",
            "from livecells.typeset.formula_html import Typesetter\n"
            "with Typesetter() as made: made.typeset('x^2', display=True)\n",
        ),
        (
            "livecells.publish.social_cards",
            "from livecells.publish.social_cards import Card, drawn\n"
            "drawn(Card('Site', 'Section', 'Title', 'Text'))\n",
        ),
    ],
)
def test_what_a_cached_thing_was_made_with_is_in_its_key(module, code):
    command = [sys.executable, "-c", f"{code}{LOADED}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert module in loaded
    assert loaded - packages(loaded) <= names(module)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the program that may be edited."""
    folder = tmp_path / "livecells"
    shutil.copytree(source.ROOT, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(source, "ROOT", folder)

    def digest(module):
        source.source_digest.cache_clear()
        return source.source_digest(module)

    yield folder, digest
    source.source_digest.cache_clear()


@pytest.mark.parametrize(
    ("file", "runs", "formulas"),
    [
        ("record/tensor_values.py", True, False),
        ("torch_api/table.tsv", True, False),
        ("errors.py", True, False),
        ("typeset/bundle/mathjax.js", False, True),
        ("typeset/svg_path.py", False, False),  # shares outlines of a page; no cached thing uses it
        ("render/cells.py", False, False),
    ],
)
def test_an_edit_changes_the_keys_of_what_reaches_it_alone(copied, file, runs, formulas):
    folder, digest = copied
    modules = ("livecells.pool", "livecells.typeset.formula_html")
    before = [digest(module) for module in modules]
    (folder / file).write_bytes((folder / file).read_bytes() + b"\n")
    after = [digest(module) for module in modules]
    assert [a != b for a, b in zip(before, after, strict=True)] == [runs, formulas]


FORMS = [
    "import livecells.new",
    "from livecells import new",
    "from livecells import errors, new",
    "from livecells.new import thing",
    "from livecells.new import (\n    one,\n    two,\n)",
    "def later():\n    from livecells.new import thing",
    "if TYPE_CHECKING:\n    from livecells.new import thing",
]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_import_is_followed(copied, form):
    folder, digest = copied
    with (folder / "record" / "writer.py").open("a") as file:
        file.write(f"\n{form}\n")
    (folder / "new.py").write_text("x = 1\n")
    before = digest("livecells.pool")
    (folder / "new.py").write_text("x = 2\n")
    assert digest("livecells.pool") != before


def test_no_module_is_imported_by_a_form_that_is_not_followed():
    relative = {p for p in source.ROOT.rglob("*.py") if "\nfrom ." in p.read_text("utf-8")}
    browser = source.ROOT / "browser"
    stand_in = {*(browser / "torch").rglob("*.py"), *(browser / "matplotlib").rglob("*.py")}
    assert relative <= stand_in  # which is never followed: whoever runs it names all of it
    assert stand_in <= {*source.reached("livecells.browser")}


def test_a_module_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"'livecells\.nothing' is no module of livecells"):
        source.source_digest("livecells.nothing")


def test_what_python_has_compiled_is_no_source(tmp_path, monkeypatch):
    for name in ("one.py", "two.tsv", "__pycache__/one.cpython-311.pyc.140736"):
        path = tmp_path / "part" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.touch()
    monkeypatch.setattr(source, "ROOT", tmp_path)
    assert [path.name for path in source.reached("livecells.part.one")] == ["one.py", "two.tsv"]
