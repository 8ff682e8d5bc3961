"""MkDocs events: collect what the pages ask for, run it, hand it over, publish only what is true.

A site is built in a folder beside the last good one and takes its place only when nothing failed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

from livecells.blocks import LiveExtension, Reader
from livecells.book import Book
from livecells.errors import BuildFailed
from livecells.maths import Typesetter
from livecells.publish import publish, staging_folder
from livecells.runner import Pool, modules_for

log = get_plugin_logger("live-site")


class Build:
    """What one build needs from its first event to its last."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.root = Path(config.config_file_path).parent
        self.book = Book(self.root / "snippets")
        self.reader = Reader(self.book)
        self.maths = Typesetter({})
        self.pool: Pool | None = None
        self.target = Path(config.site_dir)
        self.staging: Path | None = None
        self.good = False

    def close(self) -> None:
        """End the processes and clear away what was not published."""
        self.maths.close()
        if self.pool is not None:
            self.pool.close()
        if self.staging is not None:
            shutil.rmtree(self.staging, ignore_errors=True)


serving = False
current: Build | None = None


def on_startup(command: str, **_: Any) -> None:
    """Remember whether somebody watches, or a site is to be published."""
    global serving
    serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Begin a build."""
    global current
    if current is not None:
        current.close()
    current = Build(config)
    config.markdown_extensions.append(LiveExtension(reader=current.reader))
    if not serving:
        current.staging = staging_folder(current.target)
        config.site_dir = str(current.staging)
    return config


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read what the pages ask for, and begin to run it while MkDocs goes on."""
    assert current is not None
    for file in files.documentation_pages():
        text = file.content_string
        body, _ = get_data(text)
        shown = os.path.relpath(file.abs_src_path or file.src_uri, current.root)
        current.book.add(file.src_uri, shown, body, text[: len(text) - len(body)].count("\n"))
    jobs = current.book.jobs()
    current.pool = Pool(modules=modules_for(job.snippet.text for job in jobs))
    current.book.start(current.pool)


def on_page_markdown(markdown: str, page: Page, **_: Any) -> None:
    """Tell the Markdown extension which page comes next."""
    assert current is not None
    current.reader.open(page.file.src_uri)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Typeset the page's formulas."""
    assert current is not None
    current.reader.close()
    return current.reader.typeset(html, current.maths)


def on_env(env: Any, **_: Any) -> None:
    """Everything is rendered now: stop here, with all that went wrong, before a page is written."""
    assert current is not None
    try:
        current.book.finish()
    except BuildFailed as failed:
        if not serving:
            raise PluginError(
                f"{failed}\nNothing was published; the last good site stays."
            ) from None
        log.error(str(failed))


def on_post_build(config: MkDocsConfig) -> None:
    """All pages are written; only warnings can still stop a strict build."""
    assert current is not None
    current.good = True


def on_build_error(error: Exception) -> None:
    """The site is not good, whatever the fault was."""
    if current is not None:
        current.good = False


def on_shutdown() -> None:
    """Publish a good site; leave the last good one alone otherwise."""
    if current is None:
        return
    if current.good and current.staging is not None:
        publish(current.staging, current.target)
        log.info(f"Published to {os.path.relpath(current.target)}")
    current.close()
