"""Files that MkDocs does not make itself, told to it in its own terms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def merge(files: Files, config: MkDocsConfig) -> None:
    """Make one style sheet and one script of all that `extra_css` and `extra_javascript` name.

    A page then asks for two files instead of ten. Their names change with what they hold, so that
    a browser may keep them for as long as it likes.
    """
    scripts = [str(getattr(script, "path", script)) for script in config.extra_javascript]
    sheet = _merged(files, config, config.extra_css, "css")
    config.extra_css = [sheet] if sheet else []
    script = _merged(files, config, scripts, "js")
    config.extra_javascript = config.extra_javascript[:1] if script else []
    if script:
        config.extra_javascript[0].path = script


def _merged(files: Files, config: MkDocsConfig, paths: Sequence[str], kind: str) -> str:
    """The path of one file that holds all of `paths`, which are then no files of the site."""
    if not paths:
        return ""
    parts = []
    for path in paths:
        file = files.get_file_from_path(path)
        if file is None or file.abs_src_path is None:
            return ""  # MkDocs says so
        parts.append(Path(file.abs_src_path).read_text(encoding="utf-8"))
    for path in paths:
        file = files.get_file_from_path(path)
        if file is not None:
            files.remove(file)
    text = "\n".join(parts)
    name = f"assets/site.{hashlib.sha256(text.encode()).hexdigest()[:8]}.{kind}"
    files.append(File.generated(config, name, content=text))
    return name
