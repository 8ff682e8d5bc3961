"""Files that MkDocs and the theme make themselves, as templates need them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatch

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from livecells.builder.labs import Lab
from livecells.options import SiteOptions

# The script that `page_assets.add_assets` makes, and the one that Material brings.
OWN_SCRIPT, THEME_SCRIPT = "assets/site.*.js", "assets/javascripts/bundle.*.min.js"
# The script that `search.add_worker` makes, and the one of Material's that is in it.
OWN_SEARCH, THEME_SEARCH = "assets/search.*.js", "assets/javascripts/workers/search.*.min.js"


def matching(files: Files, pattern: str) -> File | None:
    """The first file whose path fits a pattern."""
    return next((file for file in files if fnmatch(file.src_uri, pattern)), None)


def url_of(files: Files, pattern: str) -> str:
    """The address below the site's root of the first file that a pattern fits; nothing if none."""
    file = matching(files, pattern)
    return file.url if file else ""


def lab_page(lab: Lab, options: SiteOptions, config: MkDocsConfig) -> File:
    """The page of a lab, which is edited where its snippet is."""
    content = lab.front(options.lab_description)
    out_of_nav = InclusionLevel.NOT_IN_NAV
    file = File.generated(config, lab.uri, content=content, inclusion=out_of_nav)
    file.edit_uri = f"../{options.snippets}/{lab.snippet}.py"
    return file


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
