"""One workload in the words of each tool: `files("ours", lessons)` is a folder as a mapping."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from .prerender import printed
from .workload import Lesson, Step

Files = dict[str, str]
Write = Callable[[Lesson], str]

HOOK = Path(__file__).resolve().parents[2] / "hooks" / "live_site.py"

MKDOCS = """\
site_name: Workload
site_url: http://127.0.0.1:8000/
theme:
  name: material
  font: false
  features: [content.code.copy, navigation.sections]
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.highlight
  - pymdownx.superfences
"""


def files(dialect: str, lessons: Sequence[Lesson]) -> Files:
    """Every file of the workload's folder, by its path."""
    return DIALECTS[dialect](lessons)


def put(folder: Path, wanted: Files) -> None:
    """Write what differs, and touch nothing else: tools look at the times of files."""
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def markdown(lesson: Lesson, cell: Callable[[int, Step], str]) -> str:
    """A page of Markdown whose cells are written by `cell(number, step)`, counted from 0."""
    parts = [f"# {lesson.title}", lesson.intro]
    for number, step in enumerate(lesson.steps):
        parts += [f"## {step.title}", step.text, cell(number, step)]
    return "\n\n".join(parts) + "\n"


def fence(head: str, body: str) -> str:
    """A fenced block."""
    return f"```{head}\n{body.rstrip()}\n```"


def mkdocs_site(
    lessons: Sequence[Lesson], page: Write, more: str = "", ending: str = "md"
) -> Files:
    """MkDocs with Material: an index and one page a lesson; `more` ends the configuration."""
    links = "\n".join(f"- [{lesson.title}]({lesson.name}.{ending})" for lesson in lessons)
    return {
        "mkdocs.yml": MKDOCS + more,
        "docs/index.md": f"# Workload\n\n{links}\n",
        **{f"docs/{lesson.name}.{ending}": page(lesson) for lesson in lessons},
    }


def floor(lessons: Sequence[Lesson]) -> Files:
    """Nothing runs in this build: the outputs stand in the pages."""
    outputs = printed({lesson.name: [step.code for step in lesson.steps] for lesson in lessons})

    def page(lesson: Lesson) -> str:
        def cell(number: int, step: Step) -> str:
            output = outputs[lesson.name][number]
            shown = [fence("python", step.code), *([fence("text", output)] if output else [])]
            return "\n\n".join(shown)

        return markdown(lesson, cell)

    return mkdocs_site(lessons, page)


def ours(lessons: Sequence[Lesson]) -> Files:
    """Pages that ask for cells by name, and a snippet file each."""

    def page(lesson: Lesson) -> str:
        return markdown(lesson, lambda n, _: f"/// live | {lesson.name}:step-{n + 1}\n///")

    more = f"hooks: [{json.dumps(str(HOOK))}]\nwatch: [snippets]\n"
    snippets = {f"snippets/{lesson.name}.py": snippet(lesson) for lesson in lessons}
    return mkdocs_site(lessons, page, more) | snippets


def snippet(lesson: Lesson) -> str:
    """The lesson's cells as one file in the percent format, with names."""
    cells = [f"# %% step-{n}\n{step.code}\n" for n, step in enumerate(lesson.steps, start=1)]
    return f'"""{lesson.title}."""\n' + "".join(cells)


def markdown_exec(lessons: Sequence[Lesson]) -> Files:
    """A session a page, so that the cells share their names."""

    def page(lesson: Lesson) -> str:
        head = f'python exec="on" source="above" result="text" session="{lesson.name}"'
        return markdown(lesson, lambda _, step: fence(head, step.code))

    return mkdocs_site(lessons, page, "plugins: [search, markdown-exec]\n")


def nbsync(lessons: Sequence[Lesson]) -> Files:
    """Fences that run in the page's own kernel."""
    head = 'python exec="1" source="material-block" result="text"'

    def page(lesson: Lesson) -> str:
        return markdown(lesson, lambda _, step: fence(head, step.code))

    return mkdocs_site(lessons, page, "plugins: [search, mkdocs-nbsync]\n")


def jupyter(lessons: Sequence[Lesson]) -> Files:
    """Notebooks without outputs, executed and cached by the plugin."""
    more = "plugins:\n  - search\n  - mkdocs-jupyter: {execute: true, allow_errors: false}\n"
    return mkdocs_site(lessons, notebook, more, "ipynb")


def notebook(lesson: Lesson) -> str:
    """The lesson in the notebook format 4.5."""
    cells = [_prose_cell("intro", f"# {lesson.title}\n\n{lesson.intro}")]
    for number, step in enumerate(lesson.steps, start=1):
        cells.append(_prose_cell(f"text-{number}", f"## {step.title}\n\n{step.text}"))
        cells.append(_code_cell(f"code-{number}", step.code))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1) + "\n"


def _code_cell(name: str, source: str) -> dict[str, object]:
    fresh: dict[str, object] = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "id": name, "metadata": {}, "source": source, **fresh}


def _prose_cell(name: str, text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


GALLERY_CONF = """\
project = "Workload"
extensions = ["sphinx_gallery.gen_gallery"]
html_theme = "furo"
exclude_patterns = ["_build", "examples"]
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "lessons",
    "filename_pattern": r"\\.py$",
    "image_scrapers": (),
    "reset_modules": (),
    "download_all_examples": False,
    "show_memory": False,
    "abort_on_example_error": True,
}
"""


def gallery(lessons: Sequence[Lesson]) -> Files:
    """sphinx-gallery: a script a page, with reStructuredText between its cells."""
    return {
        "conf.py": GALLERY_CONF,
        "index.rst": "Workload\n========\n\n.. toctree::\n\n   lessons/index\n",
        "examples/GALLERY_HEADER.rst": "Lessons\n=======\n",
        **{f"examples/{lesson.name}.py": script(lesson) for lesson in lessons},
    }


def script(lesson: Lesson) -> str:
    """The lesson as sphinx-gallery reads it."""
    parts = [f'r"""\n{lesson.title}\n{"=" * len(lesson.title)}\n\n{_rst(lesson.intro)}\n"""']
    for step in lesson.steps:
        rule = "-" * len(step.title)
        parts.append(f"# %%\n# {step.title}\n# {rule}\n#\n# {_rst(step.text)}\n{step.code}")
    return "\n\n".join(parts) + "\n"


def _rst(text: str) -> str:
    text = re.sub(r"`([^`]+)`", r"``\1``", text)
    return re.sub(r"\$([^$]+)\$", r":math:`\1`", text)


MYST_CONF = """\
project = "Workload"
extensions = ["myst_nb"]
html_theme = "furo"
exclude_patterns = ["_build", "jupyter_execute"]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
"""

MYST_HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n---\n\n"


def myst_nb(lessons: Sequence[Lesson]) -> Files:
    """MyST text notebooks, executed through jupyter-cache."""

    def page(lesson: Lesson) -> str:
        return MYST_HEAD + markdown(
            lesson, lambda _, step: fence("{code-cell} ipython3", step.code)
        )

    names = "\n".join(lesson.name for lesson in lessons)
    return {
        "conf.py": MYST_CONF,
        "index.md": f"# Workload\n\n```{{toctree}}\n{names}\n```\n",
        **{f"{lesson.name}.md": page(lesson) for lesson in lessons},
    }


DIALECTS: dict[str, Callable[[Sequence[Lesson]], Files]] = {
    "floor": floor,
    "ours": ours,
    "markdown-exec": markdown_exec,
    "mkdocs-jupyter": jupyter,
    "mkdocs-nbsync": nbsync,
    "zensical": floor,
    "zensical-exec": markdown_exec,
    "sphinx-gallery": gallery,
    "myst-nb": myst_nb,
}
