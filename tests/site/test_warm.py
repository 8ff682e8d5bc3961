"""What is paid when nothing has changed, and what runs again, and why, when something has."""

import json
import os
import re
import subprocess
import sys

import pytest

from livecells.notebook.schema import run_info
from livecells.store.digest import digest, seal, slug_of

from .watched import HEAVY, Watched, imported

pytestmark = pytest.mark.turns(3)

# Loaded by every Python that finds it: notes each process that its process starts.
RECORDER = """\
import os, sys

OWN = os.getpid()  # a run has its values read in copies of its process
STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec"}


def note(event, arguments):
    if event in STARTS and os.getpid() == OWN:
        with open(os.environ["NOTES"], "a") as notes:
            notes.write(f"{event} {arguments}\\n")


sys.addaudithook(note)
"""

# Notes which comes first: the process that imports torch, or the modules that read pages.
ORDER = """\
import os, sys

LATE = {"livecells.builder.build", "livecells.formula.check.context", "mkdocs_site.build"}


def note(event, arguments):
    told = event == "import" and arguments[0] in LATE and arguments[0]
    if told or (event == "subprocess.Popen" and "livecells.pool.fork_server" in str(arguments[1])):
        with open(os.environ["NOTES"], "a") as notes:
            notes.write(f"{told or event}\\n")


sys.addaudithook(note)
"""

TORCH = "# %% a\nimport torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\nprint(x)\n"
LOCAL = """\
# %% a
from pathlib import Path
import beside
print(beside.NAME, Path(beside.__file__).with_name("data.txt").read_text())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A built site: torch, a formula, a figure, and a snippet with a module and a data file."""
    made = Watched(tmp_path_factory.mktemp("warm"))
    made.snippet("torched", TORCH)
    made.snippet("local", LOCAL)
    made.snippet("plain", "# %% a\nx = 6 * 7\nprint(x)\n")
    made.write("snippets/beside.py", 'NAME = "first"\n')
    made.write("snippets/data.txt", "one")
    made.page("index", "torched", "plain")
    made.page("second", "local", "plain")
    made.write("docs/third.md", "# Third\n\nIt is [[plain:x]], and $x = [[plain:x]]$.\n")
    made.write("recorder/sitecustomize.py", RECORDER)
    made.write("notes", "")
    recorded(made)
    return made


def recorded(site, *arguments, recorder="recorder"):
    """Build; returns the log and the processes that MkDocs' own process has started."""
    notes = site.root / "notes"
    notes.write_text("")
    folders = [str(site.root / recorder), os.environ.get("PYTHONPATH", "")]
    path = os.pathsep.join(filter(None, folders))
    log = site.good(*arguments, PYTHONPATH=path, NOTES=str(notes))
    return log, notes.read_text()


def reasons(log):
    """Which snippets ran, and the reasons that the log gives."""
    lines = re.findall(r"live-site: (\S+): (.*)", log)
    return {name: why for name, why in lines if name != "Warning"}


def test_a_build_from_nothing_imports_torch_while_it_is_loaded_itself(tmp_path):
    site = Watched(tmp_path)
    site.snippet("torched", TORCH)
    site.page("index", "torched")
    site.write("order/sitecustomize.py", ORDER)
    _, order = recorded(site, "--strict", recorder="order")
    first, *later = order.split()
    assert first == "subprocess.Popen"
    assert "subprocess.Popen" not in later
    assert set(later) >= {"livecells.builder.build", "mkdocs_site.build"}
    assert "tensor([1., 2.], requires_grad=True)" in site.html()


def test_who_only_asks_for_the_configuration_starts_no_process(tmp_path):
    site = Watched(tmp_path)
    site.snippet("torched", TORCH)
    site.page("index", "torched")
    ask = (
        "import os\n"
        "from mkdocs.config import load_config\n"
        "config = load_config()\n"
        "config.plugins.on_config(config)\n"
        "with open(f'/proc/self/task/{os.getpid()}/children') as children:\n"
        "    print('children:', children.read().split())\n"
    )
    command = [sys.executable, "-c", ask]
    said = subprocess.run(command, cwd=site.root, capture_output=True, text=True, check=True)
    assert said.stdout.endswith("children: []\n")


def test_a_warm_build_imports_nothing_heavy_and_starts_no_process(site):
    log, started = recorded(site, "--strict")
    assert (reasons(log), started) == ({}, "")
    assert "tensor([1., 2.], requires_grad=True)" in site.html()
    seen = imported(site.good(PYTHONPROFILEIMPORTTIME="1"))
    assert seen >= {"mkdocs", "livecells"}
    assert seen & HEAVY == set()


def test_an_edit_of_prose_runs_nothing(site):
    for name in ("index", "second", "third"):
        path = site.root / "docs" / f"{name}.md"
        path.write_text(path.read_text() + "\nMore text.\n")
    log, started = recorded(site)
    assert (reasons(log), started) == ({}, "")
    assert "More text." in site.html()


def test_a_changed_snippet_runs_alone_and_all_pages_have_its_output(site):
    site.snippet("plain", "# %% a\nx = 6 * 9\nprint(x)\n")
    log, started = recorded(site)
    assert reasons(log) == {"plain": "its text has changed"}
    assert "livecells.pool.fork_server" in started, "the recorder sees nothing"
    assert ">54</pre>" in site.html()
    assert ">54</pre>" in site.html("second/index.html")
    assert "It is 54" in site.html("third/index.html")


def test_another_value_asked_for_runs_its_snippet_alone(site):
    site.write("docs/third.md", "# Third\n\nIt is [[plain:x // x + 6]].\n")
    assert reasons(site.good()) == {"plain": "pages ask for other values"}
    assert "It is 7" in site.html("third/index.html")


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("beside.py", 'NAME = "second"\n', ">second "),
        ("data.txt", "two", " two</pre>"),
    ],
)
def test_a_changed_module_or_data_file_runs_what_used_it(site, name, text, shown):
    site.write(f"snippets/{name}", text)
    assert reasons(site.good()) == {"local": f"{name} has changed"}
    assert shown in site.html("second/index.html")


def rewrite(site, name, change):
    """Change what a stored run says that it depended on, as if it had run elsewhere."""
    (path,) = site.store().glob(f"{slug_of(name)}.*.ipynb")
    notebook = json.loads(path.read_text())
    depends = run_info(notebook)["depends"]
    change(depends)
    data = (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
    path.unlink()
    entry = f"{slug_of(name)}.{digest(depends['given'])}.{seal(data)}.ipynb"
    (site.store() / entry).write_bytes(data)


def test_another_version_of_a_library_is_told_and_runs_only_what_imported_it(site):
    import torch

    version = torch.__version__.split("+")[0]
    rewrite(site, "torched", lambda depends: depends["distributions"].update(torch="2.12.1"))
    (why,) = reasons(log := site.good()).values()
    assert re.fullmatch(rf"torch 2\.12\.1 -> {re.escape(version)}(\+\S+)?", why)
    assert "live-site: torched: torch 2.12.1 -> " in log
    assert reasons(site.good()) == {}


def test_another_python_is_told(site):
    rewrite(site, "local", lambda depends: depends["given"].update(python="3.10.1"))
    (why,) = reasons(site.good()).values()
    assert re.fullmatch(r"python 3\.10\.1 -> 3\.\d+\.\d+\S*", why)


def test_an_entry_that_was_tampered_with_is_said_and_runs_again(site):
    for path in site.store().glob("local.*.ipynb"):
        path.write_text(path.read_text().replace('"stdout"', '"stderr"'))
    log = site.good("--strict")
    assert reasons(log)["local"].startswith("the stored run is damaged")
    assert "Warning: local: the stored run is damaged" in log
    assert "lc-stdout" in site.html("second/index.html")
