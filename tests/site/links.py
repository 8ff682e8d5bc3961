"""Where the links of a built site lead: pages, places in pages, downloads, and other hosts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

ROOT = "https://site.invalid/"  # what a site without an address of its own is taken to have
LEADS = ("href", "src", "data", "poster", "action", "xlink:href", "data-theme", "data-worker")
# Code and formulas come first: brackets in them are no links.
MARKDOWN = re.compile(
    r"^[> ]*(?P<fence>`{3,})[^`\n]*\n.*?^[> ]*(?P=fence)[ \t]*$"
    r"|\$\$.*?\$\$|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|\$[^$\n]+\$"
    r"|\]\((?:<(?P<angled>[^>\n]+)>|(?P<link>[^)\s]+))(?:\s[^)]*)?\)|<(?P<auto>https?:[^>\s]+)>",
    re.MULTILINE | re.DOTALL,
)


class Reader(HTMLParser):
    """The links of a page, each with its line, and the places that links may lead to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[int, str]] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what leads somewhere, and what can be led to."""
        for name, value in attrs:
            if name in LEADS and value is not None:
                self.links.append((self.getpos()[0], value))
            if name == "id" or (name == "name" and tag == "a"):
                self.anchors.add(value or "")


@dataclass
class Built:
    """A built site, and the address it was built for."""

    folder: Path
    base: str = ROOT
    _read: dict[Path, Reader] = field(default_factory=dict)

    @cached_property
    def files(self) -> list[Path]:
        """Every file with links in it."""
        kinds = (".html", ".md", ".txt", ".ipynb")
        return [path for path in sorted(self.folder.rglob("*")) if path.suffix in kinds]

    def links(self, path: Path) -> Iterator[tuple[int, str]]:
        """A file's links and their lines."""
        if path.suffix == ".html":
            yield from self.reader(path).links
            return
        text = path.read_text("utf-8")
        if path.suffix == ".ipynb":
            cells = json.loads(text)["cells"]
            text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        for found in MARKDOWN.finditer(text):
            link = found["link"] or found["angled"] or found["auto"]
            if link:
                yield text.count("\n", 0, found.start()) + 1, link

    def reader(self, path: Path) -> Reader:
        """A page's links and anchors."""
        if path not in self._read:
            self._read[path] = made = Reader()
            made.feed(path.read_text("utf-8"))
        return self._read[path]

    def address(self, path: Path) -> str:
        """Where a file is served."""
        shown = path.relative_to(self.folder).as_posix()
        return self.base + re.sub(r"(?:^|(?<=/))index\.html\Z", "", shown)

    def broken(self) -> list[str]:
        """Every link inside the site that leads nowhere, with its place."""
        return [
            f"{path.relative_to(self.folder)}:{line} {link}: {fault}"
            for path in self.files
            for line, link in self.links(path)
            if (fault := self._fault(path, link))
        ]

    def external(self) -> dict[str, str]:
        """Every address on another host, and a file that names it."""
        found: dict[str, str] = {}
        for path in self.files:
            for _, link in self.links(path):
                whole = urljoin(self.address(path), link)
                if not whole.startswith((self.base, "data:")):
                    found.setdefault(whole, path.relative_to(self.folder).as_posix())
        return found

    def _fault(self, path: Path, link: str) -> str:
        """What is wrong with a link, or nothing."""
        whole = urljoin(self.address(path), link)
        if _climbs_out(self.address(path).removeprefix(self.base), link):
            return "it leads above the site's root, where there may be another site"
        if not whole.startswith(self.base):
            return ""
        at, _, anchor = whole.removeprefix(self.base).partition("#")
        at = unquote(urlsplit(at).path)
        target = self.folder / (f"{at}index.html" if at.endswith("/") or not at else at)
        if not target.is_file():
            return "there is no such file"
        page = target.with_suffix(".html") if target.suffix == ".md" else target
        if anchor and unquote(anchor) not in self.reader(page).anchors:
            return "there is no such place in the page"
        return ""


def _climbs_out(page: str, link: str) -> bool:
    """Whether a relative link has more `..` than folders above it; `urljoin` forgives that."""
    if link.startswith("/") or urlsplit(link).scheme:
        return False
    return not urljoin(f"{ROOT}in/the/midst/{page}", link).startswith(f"{ROOT}in/the/midst/")
