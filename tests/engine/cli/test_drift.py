"""`livecells drift`: two small torches, one beside the other."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.turns(3)

TORCH = """\
__version__ = {version!r}


class default_generator:
    @staticmethod
    def seed():
        pass


def set_num_threads(count):
    pass


def get_default_dtype():
    return "torch.float32"


def get_num_threads():
    return 1


def clamp():
    {clamp}
"""
SNIPPET = '''\
r"""One."""
# %% clamp
import torch

print(torch.clamp())

# %% steady
print("the same in both")

# %% unseen
double = torch.clamp() * 2
'''
PAGES = {
    "first.md": "# First\n\n/// live | one:clamp\n///\n",
    "second.md": "# Second\n\n/// live | one:steady\n///\n\nIt is [[one:double]].\n",
    "third.md": "# Third\n\n/// live | two\n///\n",
}
TWO = 'r"""Two."""\n# %% alone\nprint("no torch here")\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text)
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "one.py").write_text(SNIPPET)
    (tmp_path / "snippets" / "two.py").write_text(TWO)
    return tmp_path


def python(folder: Path, version: str, clamp: str) -> Path:
    """An interpreter with a torch of its own."""
    package = folder / version / "torch"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(TORCH.format(version=version, clamp=clamp))
    path = folder / version / "python"
    path.write_text(f'#!/bin/sh\nPYTHONPATH={package.parent} exec {sys.executable} "$@"\n')
    path.chmod(0o755)
    return path


def drift(project: Path, other: Path | str, by: Path | str = sys.executable):
    command = [str(by), "-m", "livecells", "drift", "--python", str(other)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=project)


def test_what_changed_is_listed_by_page_and_cell(project):
    here, other = python(project, "1.0", "return 1"), python(project, "2.0", "return 0")
    done = drift(project, other, here)
    assert done.stdout.startswith("torch 1.0, then torch 2.0\n"), done.stderr
    first, second = done.stdout.split("\n\n")[1:3]
    assert first.startswith("docs/first.md\n  one, cell clamp: stdout")
    assert "- 1" in first
    assert "+ 0" in first
    assert second.startswith("docs/second.md\n  one, cell live values: double")
    assert "steady" not in done.stdout
    assert "third.md" not in done.stdout
    assert done.stdout.endswith("2 changed, on 2 pages\n")
    assert done.returncode == 1


def test_an_error_is_a_change_and_later_cells_are_not_said_to_be_gone(project):
    here = python(project, "1.0", "return 1")
    other = python(project, "2.0", "raise TypeError('clamp needs bounds now')")
    done = drift(project, other, here)
    assert done.returncode == 1
    assert "cell clamp: fails" in done.stdout
    assert "clamp needs bounds now" in done.stdout
    assert "removed" not in done.stdout


def test_nothing_changes_with_an_equal_torch(project):
    here, other = python(project, "1.0", "return 1"), python(project, "1.1", "return 1")
    done = drift(project, other, here)
    assert done.stdout == "torch 1.0, then torch 1.1: no differences in 2 snippets\n", done.stderr
    assert done.returncode == 0


@pytest.mark.slow
def test_nothing_changes_with_the_very_same_torch(project):
    text = SNIPPET.replace("torch.clamp()", "torch.ones(1).clamp(0, 1)")
    (project / "snippets" / "one.py").write_text(text)
    done = drift(project, sys.executable)
    assert "no differences in 2 snippets" in done.stdout, done.stderr
    assert done.returncode == 0


def test_a_snippet_that_fails_here_is_an_error_and_no_drift(project):
    here, other = (python(project, name, "raise OSError('gone')") for name in ("1.0", "2.0"))
    done = drift(project, other, here)
    assert (done.returncode, done.stdout) == (2, "")
    assert "snippets/one.py:5" in done.stderr
    assert "gone" in done.stderr


@pytest.mark.slow
def test_what_the_other_python_lacks_is_said_once(project):
    (project / "snippets" / "two.py").write_text(
        TWO.replace("print", "import no_such_package\nprint")
    )
    done = drift(project, sys.executable)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == (
        f"{sys.executable}: lacks no_such_package: install what is missing there, with its own pip"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "words"),
    [
        (None, "cannot be started"),
        ("#!/bin/sh\necho no python >&2; exit 3\n", "is no Python that can be asked: no python"),
    ],
)
def test_what_is_no_python_is_said(project, script, words):
    path = project / "other"
    if script:
        path.write_text(script)
        path.chmod(0o755)
    done = drift(project, path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.slow
def test_a_torch_that_breaks_says_why(project):
    other = python(project, "2.0", "return 0")
    (project / "2.0" / "torch" / "__init__.py").write_text("raise OSError('no libtorch')\n")
    done = drift(project, other)
    assert done.returncode == 2
    assert "its torch cannot be imported: OSError: no libtorch" in done.stderr


def test_a_python_that_runs_no_snippet_is_one_error_and_no_drift(project):
    here, other = python(project, "1.0", "return 1"), python(project, "2.0", "return 0")
    (project / "2.0" / "IPython.py").write_text("raise SystemExit('IPython is broken')\n")
    done = drift(project, other, here)
    assert (done.returncode, done.stdout) == (2, "")
    assert "IPython is broken" in done.stderr
    last = done.stderr.strip().split("\n")[-1]
    assert last == f"{other}: ended before it ran a snippet; what it said stands above"


def test_a_python_without_ipykernel_will_do(project):
    here, other = python(project, "1.0", "return 1"), python(project, "2.0", "return 0")
    hidden = project / "2.0" / "sitecustomize.py"
    hidden.write_text("import sys\nsys.modules['ipykernel'] = None\n")
    done = drift(project, other, here)
    assert done.stdout.endswith("2 changed, on 2 pages\n"), done.stderr


def test_the_version_stands_on_top_and_a_figure_is_not_spelled_out(project):
    here, other = python(project, "1.0+cpu", "return 1"), python(project, "2.0", "return 9")
    svg = """
# %% figure
from IPython.display import SVG, display

place = 10 * torch.clamp()
display(SVG(f'<svg width="90" height="90"><path d="M 0 0 L {place} {place}"/></svg>'))
"""
    (project / "snippets" / "one.py").write_text(SNIPPET + svg)
    text = "It is [[one:torch.__version__.split('+')[0] | s]].\n\n/// live | one:figure\n///\n"
    (project / "docs" / "second.md").write_text(text)
    done = drift(project, other, here)
    assert done.stdout.startswith("torch 1.0+cpu, then torch 2.0\n"), done.stderr
    assert "live values" not in done.stdout
    assert "one, cell figure: display image/svg+xml\n    the figure has changed" in done.stdout
    assert " L " not in done.stdout
