"""What hosts do to the packed files that a first run loads: real Chromium, a small site."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .conftest import PLAIN, Quiet, Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
OPTIONS = "extra: {livecells: {run_in_page: true}}\n"
STORY = '"""A story."""\n# %% first\nimport torch\n\nprint(torch.ones(2) * 3)\n'
START = 60_000  # milliseconds


class Host(Quiet):
    """A host that sends packed files as its kind does; `change` is given their bytes.

    What is sent may be shorter than what is promised.
    """

    promised = staticmethod(lambda data: data)
    sent = staticmethod(lambda data: data)

    def do_GET(self) -> None:  # noqa: N802
        path = Path(self.translate_path(self.path))
        if path.suffix != ".bin":
            return super().do_GET()
        data = path.read_bytes()
        if (promised := self.promised(data)) is None:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Length", str(len(promised)))
        self.end_headers()
        self.wfile.write(self.sent(data))
        self.close_connection = True
        return None


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


HOSTS: dict[str, dict[str, Callable[[bytes], bytes | None]]] = {
    "plain": {},
    "unpacks": {"promised": gzip.decompress, "sent": gzip.decompress},
    "lacks": {"promised": lambda _: None},
    "breaks off": {"sent": half},
    "cuts": {"promised": half, "sent": half},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built."""
    site = Site(tmp_path_factory.mktemp("hosts"))
    site.write("mkdocs.yml", PLAIN.replace("plugins: []", f"{OPTIONS}plugins: []"))
    site.write(
        "snippets/story.py",
        '"""A story."""\n# %% first\nimport torch\n\nprint(torch.ones(2) * 3)\n',
    )
    site.write("docs/index.md", "# Home\n\n/// live | story:first\n///\n")
    done = site.build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    return site.root / "site"


@pytest.fixture
def address(made: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a host of a kind serves it."""
    functions = {name: staticmethod(given) for name, given in HOSTS[request.param].items()}
    kind = type("Kind", (Host,), functions)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(kind, directory=str(made))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def pressed(chromium: Any, address: str) -> str:
    """What a reader is told who presses Run."""
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name="Run", exact=True).first.click()
        note = (
            page.locator(".lc-run-note")
            .filter(has_text="the same")
            .or_(page.locator(".lc-run-note").filter(has_text="Not run"))
        )
        note.wait_for(timeout=START // 2)  # Python itself may take twice that to begin
        return str(note.inner_text())
    finally:
        context.close()


@pytest.mark.parametrize("address", ["plain", "unpacks"], indirect=True)
def test_packed_and_unpacked_files_run_alike(chromium: Any, address: str) -> None:
    assert "the same" in pressed(chromium, address)


@pytest.mark.parametrize("address", ["lacks", "breaks off", "cuts"], indirect=True)
def test_files_that_do_not_come_whole_are_told_at_once(chromium: Any, address: str) -> None:
    said = pressed(chromium, address)
    assert said.startswith("Not run: Python did not start: "), said
    assert len(said) < 200, said
