"""A folder served as hosts of static files do it: compressed."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

TEXTS = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml", ".md"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers GET with a file below the folder, texts compressed, and says nothing."""

    protocol_version = "HTTP/1.1"
    sent: ClassVar[list[tuple[str, int]]] = []  # each answer's path and size

    def do_GET(self) -> None:
        """A file, a folder's page, or the page for wrong addresses."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory) / "404.html"
        body = path.read_bytes() if path.is_file() else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind(path))
        if path.suffix in TEXTS:
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.sent.append((self.path, len(body)))

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


def kind(path: Path) -> str:
    """The content type of a file."""
    guess = Handler.extensions_map.get(path.suffix) or http.server.mimetypes.guess_type(path)[0]
    guess = guess or "application/octet-stream"
    return f"{guess}; charset=utf-8" if path.suffix in TEXTS else guess


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the folder on this machine alone; gives its address."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
