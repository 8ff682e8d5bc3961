"""MkDocs' server for one who writes: answers at any time, and follows each save at once.

A build goes to a folder of its own, and the server turns to it when it is done. So the last pages
are there while the next are made, and stay where a build fails. The pages that an edit is about
come first: they are made from what the last build knows, and the open tabs load them at once. What
is saved while a build goes on ends that build, and is followed in the same way.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs import utils
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from watchdog.events import FileModifiedEvent

from mkdocs_site.edits import Edits
from mkdocs_site.failed_build import Told
from mkdocs_site.first_page import Shown
from mkdocs_site.open_tabs import Fault, OpenTabs, gone
from mkdocs_site.superseded import Superseded
from mkdocs_site.watched import files_of, saved_since

log = get_plugin_logger("live-site")

# Seconds. A look at all files takes a small part of the time between two.
OFTEN, SELDOM = 0.05, 0.5
LOOKS = 40
QUIET = 0.05  # after which what was saved counts as whole
CLOCK = re.compile(rb"Build Date UTC : [^\n]*")
TABS = 8  # of which it is known which pages they show


class LiveServer:
    """Takes a server of MkDocs in hand.

    Args:
        server: The server; the first pages are in its folder.
        edits: Who is told of each file that changes.
        first: Makes the pages that an edit is about, from the files that were saved and from the
            addresses of pages that somebody looks at.
        faults: Tells what is wrong with the site that was built last, from its folder.
        config_file: The site's `mkdocs.yml`.
    """

    def __init__(
        self,
        server: LiveReloadServer,
        edits: Edits,
        first: Callable[[Set[str], Sequence[str]], Iterable[Shown]],
        faults: Callable[[Path], list[Fault]],
        config_file: Path,
    ) -> None:
        self._server, self._edits, self._first = server, edits, first
        self._faults, self._config_file = faults, config_file
        self._tabs = OpenTabs(faults(Path(server.root)))
        self._seen: list[str] = []  # the pages that open tabs show, the last one first
        self._home = self._old = server.root
        self._folder = ""
        self.is_building = False
        self._builder, self._watch = server.builder, server.watch
        server.builder = self.build
        server.watch = self.watch  # type: ignore[method-assign]
        server.error_handler = self._error_page
        server.build_delay = QUIET
        server.set_app(self._answer)
        self._begun, self._late_watches = edits.since, dict[str, float]()
        for path in list(server._watched_paths):
            self._tell_of(path)
        # MkDocs would only when it serves: what is saved until then would be seen by nobody.
        server.observer.start()
        server.observer.start = lambda: None  # type: ignore[method-assign]

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Watch a file or folder, as MkDocs does.

        Args:
            path: The file or folder.
            func: What some plugins pass: the builder, which is run in any case.
            recursive: Whether to watch what is in folders below.
        """
        del func
        if os.path.abspath(path) not in self._server._watched_paths:
            self._late_watches[path] = self._begun
        self._watch(path, recursive=recursive)
        self._tell_of(path)

    def watch_also(self, paths: Iterable[Path]) -> None:
        """Watch what lies outside of all that is watched, such as a data file a snippet reads."""
        for path in paths:
            watched = map(Path, self._server._watched_paths)
            if path.exists() and not any(path.is_relative_to(one) for one in watched):
                self.watch(str(path))

    def _tell_of(self, path: str) -> None:
        observed = self._server._watch_refs[os.path.abspath(path)]
        self._server.observer.add_handler_for_watch(self._edits, observed)
        for emitter in self._server.observer.emitters:
            if emitter.watch == observed:
                emitter._timeout = _pause(path)

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, and note which page a tab shows: it asks for news of it."""
        asked = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if asked.startswith("/livereload/"):
            page = unquote(urlsplit(environ.get("HTTP_REFERER", "")).path)
            page = page.removeprefix(self._server.mount_path)
            self._seen = [page, *(one for one in self._seen if one != page)][:TABS]
            return self._server.serve_request(environ, start_response)
        page = asked.removeprefix(self._server.mount_path)
        file = f"{page}index.html" if page.endswith("/") or not page else page
        respond = partial(self._server.serve_request, environ)
        return self._tabs.answer(respond, file, start_response)

    def rebuild(self) -> None:
        """Build again as soon as the server is up, or the build that goes on has ended."""
        with self._server._rebuild_cond:
            self._server._want_rebuild = True
            self._server._rebuild_cond.notify_all()

    def holds(self, site_dir: str) -> bool:
        """Whether the build that goes on writes there: some build once a language."""
        return site_dir == self._folder

    def next_folder(self) -> str:
        """A new folder for the build that begins."""
        if self._folder not in ("", self._server.root):  # of a build that failed
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = tempfile.mkdtemp(prefix=".", dir=self._home)
        return self._folder

    def build(self) -> None:
        """Build until nothing is saved meanwhile; where that fails, the tabs say why."""
        server, told = self._server, self._tabs.said()
        wanted = server._wanted_epoch
        with server._epoch_cond:  # whoever asks gets the last pages, and need not wait
            server._wanted_epoch = server._visible_epoch
            server._epoch_cond.notify_all()
        shown = self._show_first(wanted)
        heard = Told(self._config_file)
        try:
            with heard.listening():
                while not self._done():
                    heard.messages.clear()
                    self._settle()
                    shown |= self._show_first(self._next_epoch())
        except Exception as error:  # whatever it is, an author has to see it
            self._tabs.faults, self._tabs.is_old = heard.faults(error), True
            more = True
        else:
            self._tabs.faults, self._tabs.is_old = self._faults(Path(self._folder)), False
            more = shown and _differ(Path(server.root), Path(self._folder))
            self._turn()
        self._edits.done()
        self.catch_up()
        self._tabs.late.clear()
        more = more or (shown and self._tabs.said() != told)
        last = server._visible_epoch if shown else wanted
        server._wanted_epoch = self._next_epoch() if more else last

    def _next_epoch(self) -> int:
        """The time as MkDocs' server counts it, later than that of what tabs show."""
        return max(self._server._visible_epoch + 1, round(time.monotonic() * 1000))

    def _show_first(self, epoch: int) -> bool:
        """Have the open tabs load the pages that an edit is about; gives whether there are any.

        What is saved meanwhile ends that, and is shown first itself: it may need no run.
        """
        shown = self._shown_first(epoch)
        while self._edits.superseded:
            self._settle()
            shown |= self._shown_first(self._next_epoch())
        return shown

    def _shown_first(self, epoch: int) -> bool:
        self._begun = time.time()
        changed = self._edits.changed()
        names = {os.path.relpath(path) for path in changed if os.path.isfile(path)}
        self._tabs.late |= names
        shown = False
        try:
            for first in self._first(changed, tuple(self._seen)):
                left = {os.path.relpath(path) for path in first.left}
                self._tabs.late = self._tabs.late - names | left
                self._load(self._next_epoch() if shown else epoch)
                shown = True
        except Exception as error:  # whatever it is, the build that follows tells of it
            log.debug(f"no page was shown first: {error!r}")
        return shown

    def _load(self, epoch: int) -> None:
        """Have the open tabs load their pages."""
        with self._server._epoch_cond:
            self._server._wanted_epoch = self._server._visible_epoch = epoch
            self._server._epoch_cond.notify_all()

    def _done(self) -> bool:
        self._begun = time.time()
        self.is_building = True
        errors = logging.getLogger("mkdocs.commands.build")
        errors.addFilter(_is_fault)
        try:
            self._builder()
        except Superseded:
            return False
        finally:
            self.is_building = False
            errors.removeFilter(_is_fault)
        return True

    def _settle(self) -> None:
        """Wait until all files are saved; the build that follows is the one MkDocs wants."""
        log.info("Something was saved meanwhile: the build begins anew")
        server = self._server
        with server._rebuild_cond:
            while server._rebuild_cond.wait(timeout=server.build_delay):
                pass
            server._want_rebuild = False

    def catch_up(self) -> None:
        """Build again where something was saved after it was read and before it was watched."""
        watches, self._late_watches = self._late_watches, {}
        missed = [file for path, begun in watches.items() for file in saved_since(path, begun)]
        for file in missed:
            self._edits.on_any_event(FileModifiedEvent(file))
        if missed:
            self.rebuild()

    def _turn(self) -> None:
        """Serve the new pages; the last ones stay a while for requests that are under way."""
        last, self._server.root = self._server.root, self._folder
        if self._old == self._home:
            utils.clean_directory(self._home)
        elif self._old != last:
            shutil.rmtree(self._old, ignore_errors=True)
        self._old = last

    def _error_page(self, code: int) -> bytes | None:
        server, page = self._server, Path(self._server.root, f"{code}.html")
        found = page.read_bytes() if code in (404, 500) and page.is_file() else None
        if code != 404:
            return found
        made = gone(found or b"404 Not Found", server.mount_path)
        return server._inject_js_into_html(made, server._visible_epoch)  # type: ignore[no-any-return, no-untyped-call]


def _is_fault(_: logging.LogRecord) -> bool:
    """Whether MkDocs tells of a fault: it does of anything that is raised."""
    return not isinstance(sys.exc_info()[1], Superseded)


def _pause(path: str) -> float:
    """How long to wait between two looks at all files of a folder."""
    start = time.perf_counter()
    for file in files_of(path):
        os.path.lexists(file)
    return min(SELDOM, max(OFTEN, LOOKS * (time.perf_counter() - start)))


def _differ(last: Path, new: Path) -> bool:
    """Whether a page of two sites is not the same; the first build's folder has the next in it."""
    pages = {path.relative_to(new) for path in new.rglob("*.html")}
    before = {path.relative_to(last) for path in last.rglob("*.html") if new not in path.parents}
    return pages != before or any(_seen(last / page) != _seen(new / page) for page in pages)


def _seen(page: Path) -> bytes:
    """A page without the clock that MkDocs' own themes write into it, as a comment."""
    return CLOCK.sub(b"", page.read_bytes())
