"""What an open tab of `mkdocs serve` shows beside its page: faults, and what is not built yet.

It is put into the answers of the server and stands in no file, so that no site is published with
it. The tab's own script keeps open over a reload what was opened by hand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from livecells.blocks.page import Page
from livecells.builder.places import Places
from livecells.errors import LiveError

Start = Callable[..., Any]  # what WSGI gives to say the status and the headers with

BODY = re.compile(r"<body\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
LENGTH = "content-length"
BOX = (
    "position:sticky;top:0;z-index:99;box-sizing:border-box;width:100%;max-height:45vh;"
    "overflow:auto;margin:0;padding:.4rem 1rem;font:15px/1.4 system-ui,sans-serif;text-align:start;"
    "border:2px solid {0};background:{1};color:{2}"
)
FAULT, WAIT = (
    BOX.format("#a3180c", "#fcf1ee", "#4d0b05"),
    BOX.format("#8a6100", "#fff6dd", "#3d2b00"),
)
PRE = "margin:.3rem 0;overflow:auto;font:13px/1.35 ui-monospace,monospace;white-space:pre"
OLD = "The site could not be built. Its pages are those from before."
LATE = "Saved, but not in these pages yet, for it is still being built: {}"
GONE = (
    "No page has this address now: it may have been renamed or deleted. "
    '<a href="{}" style="color:inherit">Go to the first page</a>'
)
FOLDS = """<script>(() => {
const place = `livecells folds ${location.pathname}`, began = new Map(), kept = {}
const read = () => {
  try { return JSON.parse(sessionStorage.getItem(place)) ?? {} } catch { return {} }
}
const folds = () => {
  const times = {}
  return [...document.querySelectorAll("details")].map((fold) => {
    const said = (fold.querySelector("summary")?.textContent ?? "").trim().slice(0, 80)
    times[said] = (times[said] ?? 0) + 1
    return [`${times[said]} ${said}`, fold]
  })
}
const [visit] = performance.getEntriesByType("navigation")
if (visit?.type === "reload") Object.assign(kept, read())
const restore = () => {
  for (const [name, fold] of folds()) {
    if (!began.has(fold)) began.set(fold, fold.open)
    if (name in kept) fold.open = kept[name]
  }
}
restore()
document.addEventListener("DOMContentLoaded", restore)
addEventListener("pagehide", () => {
  const now = {}
  for (const [name, fold] of folds())
    if (fold.open !== (began.get(fold) ?? fold.open)) now[name] = fold.open
  try { sessionStorage.setItem(place, JSON.stringify(now)) } catch { /* none is kept */ }
})
})()</script>"""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        text: What it is, with its place in front.
        detail: More lines.
        place: The place, where the build shows a box at it.
        message: What that box says.
        pages: The files of the pages that it belongs to; of all, where there are none.
    """

    text: str
    detail: str = ""
    place: str = ""
    message: str = ""
    pages: frozenset[str] = frozenset()


def files_of(pages: Mapping[str, Page], places: Places, site: Path) -> dict[str, str]:
    """From how messages name a page to its file in the site; only those that are there.

    Args:
        pages: The pages of a build by their sources.
        places: Where they end up.
        site: The folder of the site.
    """
    files = {page.path: unquote(places.file(uri)) for uri, page in pages.items()}
    return {path: file for path, file in files.items() if (site / file).is_file()}


def faults_of(errors: Iterable[LiveError], pages: Mapping[str, str]) -> list[Fault]:
    """The errors of a build, in the order of their places.

    Args:
        errors: The errors.
        pages: From how messages name a page to its file in the site; only those that there are.
    """
    made = dict[str, Fault]()
    for error in sorted(errors, key=lambda error: error.places):
        place = str(error.places[0]) if error.places else ""
        lines = str(error).split("\n")
        own = frozenset(pages[p.path] for p in error.places if p.path in pages)
        fault = Fault(lines[0], "\n".join(lines[1:]), place, error.message, own)
        made.setdefault(str(error), fault)
    return list(made.values())


@dataclass
class OpenTabs:
    """Puts into each page that is served what is to be said beside it.

    Attributes:
        faults: All that is wrong now.
        late: The files that were saved and are in no page yet, while they are built.
        is_old: Whether no site could be built since, so that the pages are those from before.
    """

    faults: Sequence[Fault] = ()
    late: set[str] = field(default_factory=set)
    is_old: bool = False

    def said(self) -> tuple[object, ...]:
        """All that is said; where that changes, tabs have to load their pages again."""
        return tuple(self.faults), frozenset(self.late), self.is_old

    def answer(
        self, respond: Callable[[Start], Iterable[bytes]], page: str, start: Start
    ) -> Iterable[bytes]:
        """An answer of the server, with what is to be said in it if it is a page.

        Args:
            respond: Answers, given what tells the status and the headers.
            page: The file that was asked for, below the site's root.
            start: Tells them the browser.
        """
        told: list[tuple[str, list[tuple[str, str]]]] = []
        body = respond(lambda status, headers, *_: told.append((status, headers)))
        status, headers = told[0]
        if not any(n.lower() == "content-type" and "text/html" in v for n, v in headers):
            start(status, headers)
            return body
        text = b"".join(body).decode("utf-8", "surrogateescape")
        made = self.shown(text, page).encode("utf-8", "surrogateescape")
        others = [one for one in headers if one[0].lower() != LENGTH]
        start(status, [*others, ("Content-Length", str(len(made)))])
        return [made]

    def shown(self, text: str, page: str) -> str:
        """A page with the boxes that belong to it, and the script that keeps folds open."""
        boxes, match = self._boxes(text, page), BODY.search(text)
        at = match.end() if match else 0
        end = text.rfind("</body>")
        end = len(text) if end < at else end
        return f"{text[:at]}{boxes}{text[at:end]}{FOLDS}{text[end:]}"

    def _boxes(self, text: str, page: str) -> str:
        own = [fault for fault in self.faults if not fault.pages or page in fault.pages]
        plain = html.unescape(text) if own else ""
        shown = [fault for fault in own if not _has_box(plain, fault)]
        told = [f"<p>{OLD}</p>"] if self.is_old else []
        boxes = _box("lc-faults", FAULT, [*told, *map(_html, shown)]) if shown else ""
        if self.late:
            named = html.escape(", ".join(sorted(self.late)))
            boxes += _box("lc-late", WAIT, [f"<p>{LATE.format(named)}</p>"])
        return boxes


def gone(page: bytes, home: str) -> bytes:
    """The page that says that there is none, with a way on.

    Args:
        page: As the theme has it, or MkDocs.
        home: The address of the first page.
    """
    text = page.decode("utf-8", "surrogateescape")
    match = BODY.search(text)
    at = match.end() if match else 0
    box = _box("lc-gone", WAIT, [f"<p>{GONE.format(html.escape(home))}</p>"])
    return f"{text[:at]}{box}{text[at:]}".encode("utf-8", "surrogateescape")


def _has_box(plain: str, fault: Fault) -> bool:
    """Whether a page, without entities, has a box of its own for a fault."""
    box = f'role="alert"><p><strong>{fault.place}</strong></p><p>{fault.message}</p>'
    return bool(fault.place) and box in plain


def _html(fault: Fault) -> str:
    detail = f'<pre style="{PRE}">{html.escape(fault.detail)}</pre>' if fault.detail else ""
    return f"<p style='margin:.3rem 0'>{html.escape(fault.text)}</p>{detail}"


def _box(name: str, style: str, parts: Sequence[str]) -> str:
    return f'<div class="{name}" role="alert" lang="en" style="{style}">{"".join(parts)}</div>'
