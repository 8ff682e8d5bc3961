"""Pages built and converted in this process, as a site would, for tests that build hundreds."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from markdown import Markdown

from livecells.builder.build import Build
from livecells.errors import BuildFailed, LiveError
from livecells.kinds import KINDS
from livecells.notebook.executed import Run
from livecells.render.extension import LiveExtension
from livecells.render.renderer import Reader
from livecells.run.execute import execute

EXTENSIONS: list[Any] = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.arithmatex",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.tab",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.superfences",
]
CONFIGS = {
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.blocks.tab": {"alternate_style": True},
}


class Executor:
    """Runs snippets here, and each only once for the same questions."""

    def __init__(self) -> None:
        self._done: dict[Any, Any] = {}

    def submit(self, job: Any) -> Future[Any]:
        key = (job.snippet.text, job.queries)
        if key not in self._done:
            self._done[key] = Done(execute(job.snippet, job.queries)[0])
        future: Future[Any] = Future()
        future.set_result(self._done[key])
        return future


class Done:
    """What comes of a job."""

    def __init__(self, run: Run) -> None:
        self.run = run


class Pages:
    """Builds sites of one page with the snippets of a folder.

    Args:
        folder: The folder of the snippets.
        extensions: Markdown extensions beside those that a site usually has.
    """

    def __init__(self, folder: Path, *extensions: Any) -> None:
        self.folder = folder
        self.extensions = [*EXTENSIONS, *extensions]
        self.executor = Executor()

    def build(self, text: str) -> tuple[str, list[LiveError]]:
        """The HTML of a page, and all that is wrong with it."""
        build = Build(self.folder, KINDS)
        build.add("index.md", "index.md", text)
        build.demand_checks("index.md")
        build.resolve()
        build.start(self.executor)
        reader = Reader(build)
        reader.open("index.md")
        md = Markdown(
            extensions=[*self.extensions, LiveExtension(reader=reader)], extension_configs=CONFIGS
        )
        html = md.convert(text)
        reader.close(html)
        try:
            build.finish()
        except BuildFailed as failed:
            return html, list(failed.errors)
        return html, []
