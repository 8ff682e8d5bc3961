"""Where the pages and files of a site end up."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

# ----- Places -----


@dataclass(frozen=True)
class Places:
    """Where pages end up: `urls` from a page's source to its address below the site's root.

    `base` is the site's own address with a slash at its end, or nothing where it is not known.
    """

    urls: Mapping[str, str]
    base: str = ""

    def text(self, uri: str) -> str:
        """Where the plain Markdown of a page stands."""
        url = self.urls[uri]
        if url and not url.endswith("/"):
            return f"{url.removesuffix('.html')}.md"
        return f"{url}index.md"

    def relative(self, path: str, file: str) -> str:
        """A path below the root, seen from a file below the root."""
        seen = posixpath.relpath(path or ".", posixpath.dirname(file) or ".")
        return f"{seen}/" if path.endswith("/") or not path else seen

    def file(self, uri: str) -> str:
        """The file of a page, which is named by its source."""
        url = self.urls[uri]
        return f"{url}index.html" if url.endswith("/") or not url else url

    def link(self, path: str, file: str) -> str:
        """As `relative`, or whole where the site's address is known."""
        return f"{self.base}{path}" if self.base else self.relative(path, file)


HOSTS = re.compile(
    r"https://(?P<host>github|gitlab)\.com/(?P<owner>[^/]+)/(?P<name>[^/]+?)(\.git)?/?\Z"
)


@dataclass(frozen=True)
class Branch:
    """Where a site is published in a repository.

    Attributes:
        name: The branch.
        folder: The folder in it, or nothing.
        for_binder: Whether its root says what Binder installs.
    """

    name: str
    folder: str = ""
    for_binder: bool = True

    @classmethod
    def of(cls, text: str) -> Branch | None:
        """What is meant by `branch` or `branch:folder`; None for an empty text."""
        name, _, folder = text.partition(":")
        return cls(name, folder.strip("/")) if name else None

    def path(self, file: str) -> str:
        """Where a file of the site stands in the branch."""
        return f"{self.folder}/{file}" if self.folder else file


def launches(repo_url: str, branch: Branch | None, file: str) -> Iterator[tuple[str, str]]:
    """Where a notebook of the published site can be opened.

    Colab knows GitHub only.

    Args:
        repo_url: The address of the repository.
        branch: Where the site is published in it; None where it is not known.
        file: The notebook, below the site's root.

    Yields:
        The name of a service and the address.
    """
    match = HOSTS.match(repo_url or "")
    if not match or branch is None:
        return
    file = branch.path(file)
    owner, name, path = match["owner"], match["name"], quote(file)
    if match["host"] == "github":
        colab = "https://colab.research.google.com/github"
        yield "Colab", f"{colab}/{owner}/{name}/blob/{quote(branch.name)}/{path}"
        where = f"gh/{owner}/{name}"
    else:
        where = f"gl/{quote(f'{owner}/{name}', safe='')}"
    if not branch.for_binder:
        return
    tree = quote(f"lab/tree/{file}", safe="")
    yield "Binder", f"https://mybinder.org/v2/{where}/{quote(branch.name, safe='')}?urlpath={tree}"
