"""MkDocs' server for one who writes: answers at any time, and follows each save at once.

A build goes to a folder of its own, and the server turns to it when it is done. So the last pages
are there while the next are made, and stay where a build fails.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mkdocs import utils
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger

from mkdocs_site.build import Superseded
from mkdocs_site.edits import Edits

log = get_plugin_logger("live-site")


class LiveServer:
    """Takes a server of MkDocs in hand.

    Args:
        server: The server; the first pages are in its folder.
        edits: Who is told of each file that changes.
    """

    def __init__(self, server: LiveReloadServer, edits: Edits) -> None:
        self._server, self._edits = server, edits
        self._home = self._old = server.root
        self._folder = ""
        self._builder, self._watch = server.builder, server.watch
        server.builder = self.build
        server.watch = self.watch  # type: ignore[method-assign]
        server.error_handler = self._error_page
        for path in list(server._watched_paths):
            self._tell_of(path)

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Watch a file or folder, as MkDocs does.

        Args:
            path: The file or folder.
            func: What some plugins pass: the builder, which is run in any case.
            recursive: Whether to watch what is in folders below.
        """
        del func
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

    def rebuild(self) -> None:
        """Build again as soon as the server is up."""
        self._server._want_rebuild = True

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
        """Build until nothing is saved meanwhile; raises what MkDocs raises."""
        server = self._server
        wanted = server._wanted_epoch
        with server._epoch_cond:  # whoever asks gets the last pages, and need not wait
            server._wanted_epoch = server._visible_epoch
            server._epoch_cond.notify_all()
        while not self._done():
            log.info("Something was saved while snippets ran: they are ended, and run anew")
            self._settle()
        self._edits.done()
        self._turn()
        server._wanted_epoch = wanted

    def _done(self) -> bool:
        self._edits.begin()
        try:
            self._builder()
        except Superseded:
            return False
        return True

    def _settle(self) -> None:
        """Wait until all files are saved; the build that follows is the one MkDocs wants."""
        server = self._server
        with server._rebuild_cond:
            while server._rebuild_cond.wait(timeout=server.build_delay):
                pass
            server._want_rebuild = False

    def _turn(self) -> None:
        """Serve the new pages; the last ones stay a while for requests that are under way."""
        last, self._server.root = self._server.root, self._folder
        if self._old == self._home:
            utils.clean_directory(self._home)
        elif self._old != last:
            shutil.rmtree(self._old, ignore_errors=True)
        self._old = last

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self._server.root, f"{code}.html")
        return page.read_bytes() if code in (404, 500) and page.is_file() else None
