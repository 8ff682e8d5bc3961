"""Build sites as a user does: small ones made here, and the real one once."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM, FLAGS
from ..conftest import once
from ..kernels import ONE_THREAD, Kernels
from . import warm_builds

ROOT = Path(__file__).resolve().parents[2]
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}  # what a clock gives is left out, see test_reproducible
ADDRESS = "https://autograd.example/learn/"
PATIENCE = 900  # seconds that a build may take, on a machine that has much else to do
PAGES = sorted(
    re.sub(r"(index)?\.md$", "", path.relative_to(ROOT / "docs").as_posix())
    for path in (ROOT / "docs").rglob("*.md")
)
STATES = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 390)]

# Without options of our own, and with those that say more of what is wrong.
PLAIN = f"""\
site_name: Small
hooks: [{ROOT / "hooks" / "live_site.py"}]
watch: [snippets]
theme: {{name: mkdocs, highlightjs: false}}
plugins: []
markdown_extensions:
  - tables
  - admonition
  - pymdownx.arithmatex: {{generic: true}}
  - pymdownx.superfences
  - pymdownx.blocks.admonition
"""
OPTIONS = "extra: {livecells: {csp: true, check_displays: true}}\n"
CONFIG = PLAIN.replace("plugins: []", f"{OPTIONS}plugins: []")


@dataclass
class Site:
    """A folder with a site's sources; `build` runs MkDocs on it."""

    root: Path

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **settings}
        if not (self.root / "hooks").exists() and not any(s.startswith("PYTHON") for s in settings):
            return warm_builds.build(arguments, self.root, environment, PATIENCE)
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=environment,
        )

    def html(self, page: str = "index.html") -> str:
        return (self.root / "site" / page).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        site = self.root / "site"
        return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def small(root: Path) -> Site:
    """A site with one page and one snippet that builds in well under a second."""
    made = Site(root)
    made.write("mkdocs.yml", CONFIG)
    made.write("snippets/story.py", '"""A story."""\n# %% first\nx = 6 * 7\nprint(x)\n')
    made.write("docs/index.md", "# Home\n\n/// live | story:first\n///\n")
    return made


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A small site, not built yet."""
    return small(tmp_path)


@pytest.fixture(scope="session")
def real_site(common: Path) -> Site:
    """The project's own site, built strictly from a copy of its sources, with an empty store.

    All processes of the tests share it: a test that would change it works on a copy. Its runs are
    left to the checkout, see `hand_over`.
    """

    def build(root: Path) -> None:
        for name in ("docs", "snippets", "hooks"):
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, root / name, ignore=unwanted)
        shutil.copy(ROOT / "mkdocs.yml", root)
        done = Site(root).build("--strict", **EPOCH)
        assert done.returncode == 0, done.stdout + done.stderr
        hand_over(root / ".cache" / "livecells", ROOT / ".cache" / "livecells")

    return Site(once(common / "real", build))


def hand_over(store: Path, checkout: Path) -> None:
    """Give the checkout the runs of this build where it has none: its next build need not repeat
    them. No test reads what it has."""
    if checkout.exists():
        return
    new = checkout.with_name(f"{checkout.name}.{os.getpid()}")
    shutil.copytree(store, new)
    try:
        new.rename(checkout)
    except OSError:  # a build has begun there meanwhile
        shutil.rmtree(new)


@pytest.fixture(scope="session")
def addressed_site(real_site: Site, common: Path) -> Site:
    """The same, built for an address in the world; every snippet has run before."""

    def build(root: Path) -> None:
        unwanted = shutil.ignore_patterns("site")
        shutil.copytree(real_site.root, root, ignore=unwanted, dirs_exist_ok=True)
        done = Site(root).build(SITE_URL=ADDRESS)
        assert done.returncode == 0, done.stdout + done.stderr

    return Site(once(common / "addressed", build))


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    """Fresh processes for scripts and kernels, each with torch imported already.

    So is what torch itself imports at the first call of `backward` and of an optimizer.
    """
    folder = tmp_path_factory.mktemp("warm")
    environment = {**os.environ, **ONE_THREAD, "IPYTHONDIR": str(folder / "ipython")}
    later = ("torch._dynamo", "torch.fx.experimental.symbolic_shapes")
    with Kernels(folder, ("matplotlib.pyplot", "torch", *later), environment) as kernels:
        yield kernels


# Each of many tests has a Python of its own in the page for a second or two. It is compiled by V8's
# quick compiler alone; to compile it once more, for speed, takes longer than it can save.
ONCE = "--js-flags=--liftoff-only"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Requests are looked at in the browser."""


@contextlib.contextmanager
def served() -> Iterator[Callable[[Path], str]]:
    """`serve(folder)`: the address at which the folder is served, until the context is left."""
    servers = []

    def serve(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def base(real_site: Any) -> Iterator[str]:
    """The address at which the built site is served."""
    with served() as serve:
        yield serve(real_site.root / "site")


class Chromium:
    """The browser of this process: it stays open from one file to the next that begins with it.

    While it is open, Playwright's loop runs in this thread, where no other can. So it is closed
    before a test that does without it begins another file.
    """

    def __init__(self) -> None:
        self._open = contextlib.ExitStack()
        self._browser: Any = None
        self.next: pytest.Item | None = None

    def browser(self) -> Any:
        """The open browser, or a new one where there is none, or none that lives."""
        if self._browser is None or not self._browser.is_connected():
            self.close()
            api = pytest.importorskip("playwright.sync_api")
            playwright = self._open.enter_context(api.sync_playwright())
            self._browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*FLAGS, ONCE]
            )
            self._open.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        """Close it, if it is open."""
        self._browser = None
        self._open.close()

    def close_if_unwanted(self) -> None:
        """At the end of a file, close it where the next test does without."""
        if "chromium" not in getattr(self.next, "fixturenames", ()):
            self.close()


CHROMIUM_OF_THIS_PROCESS = Chromium()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Before fixtures end: whether the next test uses the browser."""
    CHROMIUM_OF_THIS_PROCESS.next = nextitem


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests of the file; contexts that they open, they close."""
    browser = CHROMIUM_OF_THIS_PROCESS.browser()
    yield browser
    for context in browser.contexts:
        context.close()
    CHROMIUM_OF_THIS_PROCESS.close_if_unwanted()
