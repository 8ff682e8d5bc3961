"""Files that MkDocs does not make itself, told to it in its own terms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

# The script that `merge` makes, and the one that Material brings.
OWN_SCRIPT, THEME_SCRIPT = "assets/site.*.js", "assets/javascripts/bundle.*.min.js"


def url_of(files: Files, pattern: str) -> str:
    """The address below the site's root of the first file that a pattern fits; nothing if none."""
    return next((file.url for file in files if fnmatch(file.src_uri, pattern)), "")


class Urls(Mapping[str, str]):
    """From the source of a page to its address below the site's root.

    What is not found is looked for as MkDocs does it: where each page is there in several
    languages, a link without its language leads to the one of the build.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._files: Files | None = None

    def read(self, files: Files) -> None:
        """Take the addresses of all pages."""
        self._files = files
        for file in files.documentation_pages():
            self.add(file)

    def add(self, file: File) -> None:
        """Take the address of one more page."""
        self._known[file.src_uri] = _address(file)

    def __getitem__(self, uri: str) -> str:
        if uri in self._known:
            return self._known[uri]
        file = None if self._files is None else self._files.get_file_from_path(uri)
        if file is None or not file.is_documentation_page():
            raise KeyError(uri)
        return _address(file)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _address(file: File) -> str:
    return file.url.removeprefix("./")


def merge(files: Files, config: MkDocsConfig) -> None:
    """Make one style sheet and one script of those that the site's own docs hold.

    A page then asks for two files instead of ten. Their names change with what they hold, so that
    a browser may keep them for as long as it likes. What themes and plugins bring stays as it is.
    """
    own = [path for path in config.extra_css if _file(files, config, path)]
    if own:
        others = [path for path in config.extra_css if path not in own]
        config.extra_css = [*others, _merged(files, config, own, "css")]
    scripts = [
        script
        for script in config.extra_javascript
        if isinstance(script, ExtraScriptValue) and _file(files, config, script.path)
    ]
    if scripts:
        rest = [script for script in config.extra_javascript if script not in scripts]
        first = scripts[0]
        first.path = _merged(files, config, [script.path for script in scripts], "js")
        config.extra_javascript = [*rest, first]


def _file(files: Files, config: MkDocsConfig, path: str) -> File | None:
    """The file of the docs at that path, or None."""
    file = files.get_file_from_path(path) if path else None
    return file if file is not None and file.src_dir == config.docs_dir else None


def _merged(files: Files, config: MkDocsConfig, paths: Sequence[str], kind: str) -> str:
    """The path of one file that holds all of `paths`, which are then no files of the site."""
    parts = []
    for path in paths:
        file = _file(files, config, path)
        assert file is not None
        assert file.abs_src_path is not None
        parts.append(Path(file.abs_src_path).read_text(encoding="utf-8"))
        files.remove(file)
    text = "\n".join(parts)
    name = f"assets/site.{hashlib.sha256(text.encode()).hexdigest()[:8]}.{kind}"
    files.append(File.generated(config, name, content=text))
    return name
