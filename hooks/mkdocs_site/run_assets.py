"""What a page loads when a reader first runs code: Python, its modules, an editor, scripts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from livecells.errors import LiveError
from livecells.publish.run_archive import (
    LICENCES,
    RUN_FOLDER,
    RUNTIME,
    RUNTIME_FILES,
    RunArchive,
)

HERE = Path(__file__).parent
PARTS = ("python", "parts", "program", "words", "cell", "lab", "page")


@cache
def archive() -> RunArchive:
    """The archive of what runs in pages; the first call begins to make it, if it has to be made."""
    return RunArchive()


def _archive_name() -> str:
    return f"modules.{archive().digest[:8]}.bin"


def add_archive(files: Files, config: MkDocsConfig) -> None:
    """Add the archive to a site, when it is made.

    Args:
        files: The files of the site, to which the other files of runs are added.
        config: MkDocs' own configuration.

    Raises:
        PluginError: It cannot be made.
    """
    try:
        content = archive().data
    except LiveError as error:
        raise PluginError(str(error)) from error
    files.append(File.generated(config, RUN_FOLDER + _archive_name(), content=content))


def add_run_assets(files: Files, config: MkDocsConfig) -> str:
    """Add them to a site, but for the archive; all have names that change with what they hold.

    Args:
        files: The files of the site.
        config: MkDocs' own configuration.

    Returns:
        The address of the page's script, seen from the folder of the other scripts.
    """

    def add(name: str, content: bytes) -> str:
        files.append(File.generated(config, RUN_FOLDER + name, content=content))
        return name

    addresses = {"python": _add_python(add)}
    add("editor-LICENSE.txt", _read("editor/LICENSE"))
    for name, stem, kind, content in (
        ("worker", "worker", "js", _read("assets/run/worker.js")),
        ("editor", "editor", "js", _read("editor/editor.js")),
        ("sheet", "run", "css", _read("assets/run/run.css")),
    ):
        addresses[name] = add(f"{stem}.{_digest(content)}.{kind}", content)
    addresses["archive"] = _archive_name()
    script = _script(addresses)
    return "run/" + add(f"run.{_digest(script)}.js", script)


def _add_python(add: Callable[[str, bytes], str]) -> str:
    """Add the files of Python, which name each other, in a folder that tells them from others."""
    release = {name: (RUNTIME / name).read_bytes() for name in RUNTIME_FILES}
    folder = f"python-{_digest(b''.join(release.values()))}/"
    for name, data in release.items():
        add(folder + name, data)
    for name in LICENCES:
        add(f"{folder}{name}.txt", (RUNTIME / name).read_bytes())
    return folder


def _script(addresses: dict[str, str]) -> bytes:
    """The page's script: its parts as one, which share nothing with other scripts."""
    parts = "\n".join(_read(f"assets/run/{part}.js").decode() for part in PARTS)
    parts = parts.replace("__ADDRESSES__", json.dumps(addresses))
    return f'(() => {{\n"use strict";\n{parts}}})();\n'.encode()


def _read(path: str) -> bytes:
    return (HERE / path).read_bytes()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]
