"""What readers take home: scripts, executed notebooks, labs, and one archive of them.

A script is the tested file, byte for byte. A notebook is made from the run and the page's prose.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from livecells.below import below
from livecells.builder import labs
from livecells.builder.build import Build
from livecells.builder.places import Branch, Places, launches
from livecells.builder.reports import torch_of
from livecells.errors import LiveError
from livecells.export.archive_readme import readme
from livecells.export.lab_notebook import lab_notebook
from livecells.export.llms_txt import Entry, llms
from livecells.export.page_markdown import MarkdownExporter
from livecells.export.page_notebook import page_notebook
from livecells.notebook.cell_text import fenced
from livecells.notebook.executed import dump
from livecells.notebook.new_cells import markdown
from livecells.notebook.schema import Cell, Notebook
from livecells.options import SiteOptions
from livecells.publish.zip_file import zipped

ARCHIVE = "all.zip"
README = "README.txt"
LIST = "<!-- labs -->"  # where the index of labs lists them


@dataclass(frozen=True)
class Offer:
    """What a page offers to take home.

    Attributes:
        what: What the files have of the site, such as `this page`.
        files: Each with the words of its link and its path below the site's root.
        snippet: The snippet whose run made their outputs.
    """

    what: str
    files: tuple[tuple[str, str], ...]
    snippet: str


@dataclass
class Downloads:
    """The downloads of one build.

    Attributes:
        build: The build.
        places: Where its pages end up.
        repo_url: The repository that the site is published from, if it has one.
        branch: Where the site is published in it; None where that is not known.
        order: How pages follow each other, by their sources.
    """

    build: Build
    places: Places
    repo_url: str = ""
    branch: Branch | None = None
    order: Mapping[str, int] = field(default_factory=dict)

    @property
    def options(self) -> SiteOptions:
        """The options of the site."""
        return self.build.options

    @cached_property
    def labs_at(self) -> Mapping[str, labs.Lab]:
        """The labs, by the sources that their pages pretend to have."""
        return {lab.uri: lab for lab in labs.labs_of(self.build)}

    def snippets_of(self, uri: str) -> list[str]:
        """The snippets of the page's name, and what it shows of those whose names go on from it."""
        path = PurePosixPath(uri)
        name = path.stem.replace("-", "_")
        if uri != "index.md" and (name == "index" or self.options.is_about(uri)):
            return []
        shown = self.build.pages[uri].snippets()
        return [n for n in sorted(shown) if n == name or n.startswith(f"{name}_")]

    def lab_link(self, lab: str, uri: str) -> str | None:
        """The Markdown link from a page to the page of a lab; None where there is no such lab.

        Args:
            lab: The lab's name.
            uri: The page.
        """
        aim = f"{self.options.lab(lab)}.md"
        return self.places.relative(aim, uri) if aim in self.labs_at else None

    def text_link(self, uri: str) -> str:
        """The link from the site's root to the plain Markdown of a page."""
        return self.places.link(self.places.text(uri), "llms.txt")

    def labs_in_order(self) -> Mapping[str, labs.Lab]:
        """The labs in the order of their pages, by the sources that their pages pretend to have."""
        found = sorted(self.labs_at.items(), key=lambda one: self.order.get(one[1].page, 0))
        return dict(found)

    def with_list(self, markdown: str) -> str:
        """The Markdown of the index of labs with the list of all labs."""
        if LIST not in markdown:
            return markdown
        made = labs.listed(list(self.labs_in_order().values()), self.build, self.places)
        return markdown.replace(LIST, made)

    def put_in_order(self, uris: Sequence[str]) -> None:
        """Say how pages follow each other; the list of labs keeps to it."""
        self.order = {uri: number for number, uri in enumerate(uris)}
        for page in self.build.pages.values():
            page.change(self.with_list)

    def file(self, name: str) -> str:
        """Where a file to take home stands, below the site's root."""
        return self.options.download(name)

    def offer(self, uri: str) -> Offer | None:
        """The files that a page offers; None where there are none, and for labs."""
        if self.options.is_about(uri):
            return None
        snippets = self.snippets_of(uri)
        if snippets:
            several = len(snippets) > 1
            files = [
                (f"{name}.{end}" if several else f"the {words}", self.file(f"{name}.{end}"))
                for name in snippets
                for words, end in (("script", "py"), ("notebook", "ipynb"))
            ]
            return Offer("this page", tuple(files), snippets[0])
        names = [n for n in self.build.pages[uri].snippets() if self.options.is_error(n)]
        files = [(f"{PurePosixPath(n).name}.py", self.file(f"{n}.py")) for n in names]
        return Offer("these scripts", tuple(files), names[0]) if names else None

    def needs(self, offer: Offer) -> list[str]:
        """The libraries beside PyTorch that the files of an offer import."""
        home, known = self.file(""), self.build.snippets
        names = {path.removeprefix(home).rpartition(".")[0] for _, path in offer.files}
        return sorted({one for name in names & known.keys() for one in known[name].needs()})

    def launches(self, notebook: str) -> list[tuple[str, str]]:
        """The services to open a notebook in, of those that the site wants: (name, address)."""
        known = launches(self.repo_url, self.branch, notebook)
        return [(name, at) for name, at in known if name.lower() in self.options.open_in]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every download, as its path below the site's root and its bytes."""
        packed: dict[str, bytes] = {}
        for name in self.build.known():
            data = (self.build.folder / f"{name}.py").read_bytes()
            packed[f"{name}.py"] = data
            if name in self.build.snippets:
                yield self.file(f"{name}.py"), data
        for lab in self.labs_at.values():
            with self._excused():
                made = lab_notebook(self.build, lab, self.places, whole=True)
                packed[f"{lab.snippet}.ipynb"] = dump(made).encode()
                yield lab.file, packed[f"{lab.snippet}.ipynb"]
                if lab.facts.other:
                    made = lab_notebook(self.build, lab, self.places, whole=True, other=True)
                    yield lab.other_file, dump(made).encode()
        for uri in self.build.pages:
            for name in self.snippets_of(uri):
                with self._excused():
                    file = self.file(f"{name}.ipynb")
                    yield file, dump(self.page_notebook(uri, name, file, whole=True)).encode()
        packed[README] = self._readme().encode()
        yield self.file(ARCHIVE), zipped(packed)
        yield from self._binder()

    def _readme(self) -> str:
        states = self.build.snippets.items()
        versions = sorted({torch_of(self.build, name) for name, _ in states} - {""})
        return readme(" and ".join(versions), {f"{name}.py": s.needs() for name, s in states})

    @contextlib.contextmanager
    def _excused(self) -> Iterator[None]:
        """Let what failed be missing, where the build has said so and somebody watches it."""
        try:
            yield
        except (LiveError, ValueError):
            if not self.build.errors:
                raise

    def page_notebook(self, uri: str, name: str, file: str, *, whole: bool = False) -> Notebook:
        """A page and one of its snippets as an executed notebook.

        Args:
            uri: The page.
            name: The snippet.
            file: Where the notebook stands below the site's root, or what shows it; links lead
                from there.
            whole: Make links absolute where the site's address is known.

        Raises:
            ValueError: A snippet of the page did not run.
            LiveError: What the page names is not there.
        """

        def link(path: str) -> str:
            path = self.places.urls[path] if path in self.places.urls else quote(path)
            return (self.places.link if whole else self.places.relative)(path, file)

        version = torch_of(self.build, name)
        made = f", with the outputs of PyTorch {version}" if version else ""
        head = f"This is [{self.options.page_called}]({link(uri)}) as a notebook{made}."
        return page_notebook(self.build, name, MarkdownExporter(self.build, uri, link), head)

    def _binder(self) -> Iterator[tuple[str, bytes]]:
        """What Binder installs; only where links lead there."""
        versions = sorted({torch_of(self.build, name) for name in self.build.snippets} - {""})
        pins = [*(f"torch=={version}" for version in versions[-1:]), *self.options.binder]
        if pins and any(name == "Binder" for name, _ in self.launches(ARCHIVE)):
            yield "binder/requirements.txt", "".join(f"{pin}\n" for pin in pins).encode()

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """The plain Markdown of every page, as its path below the site's root and its bytes."""
        for uri in dict.fromkeys([*self.build.pages, *self.labs_at]):
            file = self.places.text(uri)

            def link(path: str, file: str = file) -> str:
                aim = self.places.text(path) if path in self.places.urls else quote(path)
                return self.places.relative(aim, file)

            if uri in self.labs_at:
                yield file, self._lab_text(self.labs_at[uri]).encode()
            else:
                yield file, MarkdownExporter(self.build, uri, link).page().encode()

    def _lab_text(self, lab: labs.Lab) -> str:
        cells: list[Cell] = [markdown(f"# {lab.title}", "title")]
        with self._excused():
            seen_from = self.places.text(lab.uri)
            cells = lab_notebook(self.build, lab, self.places, seen_from=seen_from)["cells"]
        return "\n\n".join(
            c["source"] if c["cell_type"] == "markdown" else fenced(c["source"], "python")
            for c in cells
        ) + "\n"  # fmt: skip

    def write(self, site: Path, name: str, description: str, pages: list[Entry]) -> None:
        """Write everything below the folder of the site.

        Args:
            site: The folder.
            name: The name of the site.
            description: What the site is about.
            pages: The list for `llms.txt`.

        Raises:
            ValueError: A snippet did not run, and the build has not said so.
            LiveError: What a page names is not there, and the build has not said so.
        """
        for path, data in [*self.files(), *self.texts()]:
            place = below(site, unquote(path))  # it is an address, and this is a file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        (site / "llms.txt").write_text(llms(name, description, pages), encoding="utf-8")
