"""Builds of the same sources are the same, byte for byte, wherever and however they are made."""

import os
import shutil
import time

import pytest

from livecells.notebook.percent import parse
from livecells.pool.pool import Pool
from livecells.run.job import Job

from .conftest import CONFIG, EPOCH, Site
from .watched import HEAVY, Watched, first_difference, imported

pytestmark = pytest.mark.turns(2)

SNIPPETS = {
    "story": '# %% a\nx = 6 * 7\nprint(x)\n# %% b raises="ZeroDivisionError"\n1 / 0\n',
    "odd": "# %% a\nprint({'b', 'a', 'c'} == {'a', 'b', 'c'}, [n for n in 'abc'])\nobject\n",
    "local": "# %% a\nimport beside\nprint(beside.NAME)\n",
    "figure": (
        "# %% a\nimport torch\nimport matplotlib.pyplot as plt\n"
        "_ = plt.plot(torch.arange(3), [1, 3, 2], label='line')\n_ = plt.legend()\nplt.show()\n"
    ),
}


def sources(home, name):
    """The same small site once more, with search, a sitemap and a figure."""
    site = Watched(home, name)
    config = CONFIG.replace("plugins: []", "plugins: [search]\nsite_url: https://example.org/")
    site.write("mkdocs.yml", config)
    for snippet, code in SNIPPETS.items():
        site.snippet(snippet, code)
    site.write("snippets/beside.py", 'NAME = "beside"\n')
    site.page("index", "story", "figure")
    site.page("folder/second", "odd", "local")
    site.write("docs/third.md", "# Third\n\n[[story:x]] is $x = [[story:x]]$, $\\frac{1}{2}$.\n")
    return site


def aged(site, seconds):
    """As if the sources had been written earlier, in another order."""
    for number, path in enumerate(sorted(site.root.rglob("*"), reverse=True)):
        then = time.time() - seconds - number
        os.utime(path, (then, then))


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The small site, built cold and one snippet at a time."""
    site = sources(tmp_path_factory.mktemp("reference"), "one")
    site.good("--strict", LIVECELLS_JOBS="1", **EPOCH)
    return site


def assert_same(one, other):
    difference = first_difference(one.files(), other.files())
    assert difference == "", f"the sites differ, first at {difference}"


def test_every_kind_of_file_is_compared(reference):
    assert set(reference.files()) >= {
        "index.html",
        "folder/second/index.html",
        "runs.json",
        "search/search_index.json",
        "sitemap.xml",
        "sitemap.xml.gz",
    }
    assert b"<svg" in reference.files()["index.html"]


def test_the_first_difference_is_named_with_its_line():
    one = {"a.html": b"same", "b.html": b"1\n2\n3", "c.html": b"x"}
    assert first_difference(one, dict(one)) == ""
    assert first_difference(one, {**one, "b.html": b"1\n4\n3"}).startswith("b.html:2:\n")
    assert first_difference(one, {k: one[k] for k in ("a.html", "b.html")}) == (
        "c.html is only in the first site"
    )
    assert (
        first_difference(one, {**one, "c.html": b"x\n"}) == "c.html: one is longer than the other"
    )


def test_folder_time_cores_and_state_of_the_store_leave_no_trace(reference, tmp_path):
    site = sources(tmp_path, "another-name-of-another-length")
    aged(site, 3600)
    elsewhere = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "HOME": str(tmp_path), **EPOCH}
    site.good("--strict", LIVECELLS_JOBS="3", **elsewhere)
    assert_same(reference, site)

    assert "has not run before" not in site.good("--strict", **EPOCH)
    assert_same(reference, site)

    for name in ("odd", "local"):
        next(site.store().glob(f"{name}.*.ipynb")).unlink()
    (site.store() / "maths.json").unlink()
    assert site.good("--strict", **EPOCH).count("it has not run before") == 2
    assert_same(reference, site)


def test_a_store_that_is_carried_to_another_folder_is_used_and_asks_that_folder(
    reference, tmp_path
):
    site = Watched(tmp_path, "copy")
    shutil.copytree(reference.root, site.root, dirs_exist_ok=True)
    shutil.rmtree(site.root / "site")
    log = site.good("--strict", **EPOCH)
    assert "it has not run before" not in log
    assert "is gone" not in log
    assert_same(reference, site)
    site.write("snippets/beside.py", 'NAME = "changed"\n')
    assert "local: beside.py has changed" in site.good("--strict", **EPOCH)
    assert ">changed</pre>" in site.html("folder/second/index.html")


@pytest.mark.parametrize(
    "code", ["x = 1", "import numpy", "import importlib as i\ni.import_module('PIL')"]
)
def test_a_run_depends_on_what_it_uses_and_not_on_what_is_loaded_for_others(code):
    job = Job(parse(f"# %% a\n{code}\n", "s.py", "snippets/s.py"))
    with Pool(1) as alone, Pool(1, modules=["matplotlib.pyplot"]) as beside:
        runs = [pool.submit(job).result(60).run.info["depends"] for pool in (alone, beside)]
    assert runs[0] == runs[1]
    assert ("numpy" in runs[0]["distributions"]) == ("numpy" in code)
    assert ("pillow" in runs[0]["distributions"]) == ("PIL" in code)


def test_the_number_of_snippets_at_a_time_must_be_a_number(tmp_path):
    site = sources(tmp_path, "one")
    done = site.build(LIVECELLS_JOBS="many")
    assert done.returncode == 1
    assert "LIVECELLS_JOBS must be a number above 0, not 'many'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_real_site_is_the_same_cold_and_warm_in_different_folders(real_site, tmp_path):
    other = Site(tmp_path / "a" / "longer" / "way" / "other")
    shutil.copytree(real_site.root, other.root, ignore=shutil.ignore_patterns("site"))
    aged(other, 3600)
    done = other.build("--strict", PYTHONPROFILEIMPORTTIME="1", **EPOCH)
    assert done.returncode == 0, done.stderr
    assert "live-site: Published" in done.stderr
    said = [line for line in done.stderr.splitlines() if "live-site:" in line]
    assert [line for line in said if "no pictures are made" not in line] == said[-1:], said
    assert imported(done.stderr) & HEAVY == set()
    assert_same(real_site, other)
