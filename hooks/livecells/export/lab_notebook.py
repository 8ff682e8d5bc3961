"""Labs: exercises as notebooks to fill in, for the site and to take home.

A lab is a snippet of the folder of labs with the cells `start` and `check`. Its notebook has the
task, the start, an empty cell and the check; no output and no solution.
"""

from __future__ import annotations

from urllib.parse import quote

from livecells.blocks.exercises import task_of
from livecells.builder.build import Build
from livecells.builder.labs import Lab
from livecells.builder.places import Places
from livecells.export.page_markdown import MarkdownExporter
from livecells.notebook.new_cells import code, markdown, notebook
from livecells.notebook.schema import Notebook

OTHER = "The numbers of this sheet differ from those of the page: those of the cell below count."


def lab_notebook(
    build: Build,
    lab: Lab,
    places: Places,
    *,
    whole: bool = False,
    other: bool = False,
    seen_from: str = "",
) -> Notebook:
    """The notebook of a lab, to fill in.

    Args:
        build: The build, in which the lab's snippet has run.
        lab: The lab.
        places: Where pages end up.
        whole: Make links absolute where the site's address is known; they are relative to the
            notebook's place in the site otherwise.
        other: With the lab's other numbers.
        seen_from: The file of the site that shows it, where that is not the notebook.

    Raises:
        ValueError: The lab's snippet did not run, or its start lacks what has other numbers.
        LiveError: A page or a cell that the task names is not there.
    """

    def link(path: str) -> str:
        path = places.urls[path] if path in places.urls else quote(path)
        return (places.link if whole else places.relative)(path, seen_from or lab.file)

    plain = MarkdownExporter(build, lab.page, link)
    run = plain.run(lab.snippet)
    source = f"{link(lab.page)}{f'#{lab.anchor}' if lab.anchor else ''}"
    page = f"[{build.pages[lab.page].title}]({source})"
    task = plain.words(task_of(lab.task)) if lab.task else ""
    check = run.cell("check")
    start = run.cell("start")["source"]
    words = f"{lab.facts.words.capitalize()}. " if lab.facts.words else ""
    head = f"# {lab.title}\n\n{words}An exercise of the page {page}.\n\n{task}".strip()
    if other:
        start, head = lab.facts.renumbered(start), f"{head}\n\n{OTHER}"
    return notebook(
        [
            markdown(head, "task"),
            code(start, "start"),
            code("# Your code\n", "your-code"),
            markdown(
                "## Check\n\nRun this cell when you are done; "
                "it names the first thing that is missing.\n"
                "Before another try run the start again, for your code may have changed "
                "what it made.",
                "about-check",
            ),
            code(check["source"], "check", {"jupyter": {"source_hidden": True}}),
            markdown(f"Hints and a solution: {page}.", "back"),
        ]
    )
