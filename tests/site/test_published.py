"""The published site in real Chromium: small, private, safe, and there without a network."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .conftest import ROOT, Quiet

BUDGET, REQUESTS = 90 * 1024, 10
LESSONS = sorted(
    f"{folder}/{path.stem}/"
    for folder in ("tutorial", "work")
    for path in (ROOT / "docs" / folder).glob("*.md")
)
GROWS = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(moved), 300);
})"""

# Which of the folds' titles can be seen and are closed; which boxes cannot be seen.
CLOSED = """all => all.flatMap((summary, number) =>
  summary.checkVisibility({visibilityProperty: true}) && summary.clientWidth
    && !summary.parentElement.open ? [number] : [])"""
OPEN = "(all, numbers) => numbers.forEach(number => all[number].click())"
HIDDEN = """all => all.filter(box =>
  !box.checkVisibility({visibilityProperty: true}) || !box.clientWidth || !box.clientHeight)
  .map(box => box.innerText)"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]


class Zipped(Quiet):
    """Serves text compressed, as any host of static files does, and counts what it sends."""

    def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
        """A file, compressed."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def site(real_site: Any) -> Path:
    """The folder of the built site."""
    folder: Path = real_site.root / "site"
    return folder


def serving(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    handler = functools.partial(Zipped, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    """The address of the site, compressed on its way."""
    yield from serving(site)


@pytest.fixture
def context(chromium: Any) -> Iterator[Any]:
    """A reader who has not been here."""
    made = chromium.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


# ----- Small -----


@pytest.mark.corpus(6)
@pytest.mark.parametrize("page", ["", *LESSONS])
def test_a_first_visit_stays_within_the_budget(
    chromium: Any, base: str, site: Path, page: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, service_workers="block", reduced_motion="reduce"
    )
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(base + page)
    moved = tab.evaluate(GROWS)
    context.close()
    files = [url for url in asked if not url.startswith("data:")]
    sizes = {url: wire(site, url.removeprefix(base)) for url in files}
    assert len(files) <= REQUESTS, files
    assert sum(sizes.values()) <= BUDGET, sizes
    assert moved == 0


def wire(site: Path, path: str) -> int:
    """Bytes of a file as it is sent."""
    file = site / (f"{path}index.html" if path.endswith("/") or not path else path)
    return len(gzip.compress(file.read_bytes(), 6, mtime=0))


def test_no_script_of_ours_is_large(site: Path) -> None:
    (script,) = site.glob("assets/site.*.js")
    assert len(gzip.compress(script.read_bytes(), 6)) <= 40 * 1024


def test_pictures_have_a_size(site: Path) -> None:
    for path in site.rglob("*.html"):
        for tag in re.findall(r"<img\b[^>]*>", path.read_text("utf-8")):
            assert 'width="' in tag, f"{path}: {tag}"
            assert 'height="' in tag, f"{path}: {tag}"


# ----- Safe and private -----


def test_no_page_has_an_inline_style_or_handler(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = re.sub(r"<script.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL)
        found = re.findall(r"<[a-z][^<>]*?\s(?:style|on[a-z]+)=\"[^\"]*\"", text)
        assert found == [], path


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    loads = re.compile(
        r"""<(?:script|img|iframe|source|video|audio|embed|object|use)\b[^>]*?(?:src|href|data)="(?:https?:)?//"""
        r"""|<link\b(?![^>]*rel="(?:canonical|prev|next)")[^>]*?href="(?:https?:)?//"""
        r"""|url\(["']?(?:https?:)?//|@import"""
    )
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        assert not loads.search(path.read_text("utf-8")), path


def test_the_policy_stops_a_planted_script(chromium: Any, site: Path, tmp_path: Path) -> None:
    html = (site / "404.html").read_text("utf-8")
    planted = html.replace("</body>", "<script>document.title = 'planted'</script></body>")
    (tmp_path / "index.html").write_text(planted, encoding="utf-8")
    said: list[str] = []
    tab = chromium.new_page()
    tab.on("console", lambda message: said.append(message.text))
    with contextlib.contextmanager(serving)(tmp_path) as address:
        tab.goto(address)
        assert tab.title() != "planted"
    assert any("Content Security Policy" in text for text in said), said
    tab.close()


def test_the_headers_file_names_every_inline_script(site: Path) -> None:
    headers = (site / "_headers").read_text("utf-8")
    assert "unsafe" not in headers.replace("'wasm-unsafe-eval'", "")  # for Python, in its worker
    assert "frame-ancestors 'none'" in headers
    for path in site.rglob("*.html"):
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', path.read_text("utf-8"))
        assert policy is not None, path
        assert set(re.findall(r"'sha256-[^']+'", policy[1])) <= set(
            re.findall(r"'sha256-[^']+'", headers)
        ), path


def test_a_visit_leaves_nothing_but_the_reader_s_choices(context: Any, base: str) -> None:
    tab = context.new_page()
    tab.goto(f"{base}tutorial/chain-rule/")
    assert context.cookies() == []
    assert tab.evaluate("() => Object.keys(localStorage)") == []
    tab.get_by_title("Switch to dark mode").click()
    kept = tab.evaluate("() => Object.keys(localStorage)")
    assert kept == ["/.__palette"]
    tab.reload()
    assert tab.evaluate("() => document.body.dataset.mdColorScheme") == "slate"


# ----- The theme's script comes when it is needed -----


@pytest.mark.parametrize("way", ["click", "key"])
def test_search_loads_when_it_is_wanted_and_finds(chromium: Any, base: str, way: str) -> None:
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(base)
    assert not any("bundle" in url for url in asked)
    if way == "click":
        tab.locator(".md-search__input").click()
    else:
        tab.keyboard.press("/")
    tab.wait_for_function("() => document.activeElement.classList.contains('md-search__input')")
    tab.keyboard.type("retain_grad", delay=20)
    first = tab.locator(".md-search-result__item a").first
    first.wait_for(timeout=15000)
    assert any("bundle" in url for url in asked)
    assert "retain" in tab.locator(".md-search-result__list").inner_text()
    tab.close()


def test_the_contents_list_follows_and_a_link_opens_its_fold(chromium: Any, base: str) -> None:
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(f"{base}tutorial/chain-rule/#exercises")
    active = tab.locator(".md-sidebar--secondary .md-nav__link--active")
    active.first.wait_for()
    tab.goto(f"{base}tutorial/chain-rule/")
    inside = tab.evaluate(
        """() => { const all = [...document.querySelectorAll('article details')];
            const d = all.find(d => !d.open && d.querySelector('pre'));
        const at = d.querySelector('table, pre, p'); at.id = 'inside';
        location.hash = '#inside'; return new Promise(r => setTimeout(() => r(d.open), 100)); }"""
    )
    assert inside is True
    tab.close()


# ----- Without scripts -----


@pytest.mark.corpus(6)
@pytest.mark.parametrize("page", LESSONS)
def test_without_scripts_everything_can_be_read(chromium: Any, base: str, page: str) -> None:
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    tab.goto(base + page)
    body = tab.locator("article")
    assert body.locator(".lc-cell:visible").count() >= 1
    source = (ROOT / "docs" / f"{page.rstrip('/')}.md").read_text("utf-8")
    if "/// exercise |" in source:
        assert body.locator(".lc-exercise summary").first.is_visible()
    summaries = body.locator("summary")
    while closed := summaries.evaluate_all(CLOSED):
        summaries.nth(closed[0]).click()  # by the mouse; the others as by the keyboard
        summaries.evaluate_all(OPEN, closed[1:])
    assert body.locator(".lc-output").evaluate_all(HIDDEN) == []
    if "$" in source or body.locator(".lc-graph").count():
        assert body.locator(".lc-math svg").first.is_visible()
    if body.locator(".lc-graph").count():
        assert body.locator(".lc-graph svg").first.is_visible()
        assert body.locator("ol.lc-steps").first.is_visible()
    context.close()


# ----- Without a network -----


READY = "() => navigator.serviceWorker.controller !== null"
NAMES = "async () => (await (await caches.open((await caches.keys())[0])).keys()).length"


def requests_of(context: Any) -> list[str]:
    """The addresses that a reader's browser asks for from now on, the worker's own among them."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    return asked


def test_a_first_visit_asks_for_that_page_and_no_more(context: Any, base: str) -> None:
    asked = requests_of(context)
    tab = context.new_page()
    tab.goto(f"{base}tutorial/chain-rule/")
    tab.wait_for_function(READY, timeout=60000)
    tab.wait_for_function(f"async () => (await ({NAMES})()) > 2", timeout=60000)
    tab.wait_for_timeout(500)
    pages = {url for url in asked if url.endswith("/")}
    assert pages == {f"{base}tutorial/chain-rule/"}
    assert len(set(asked)) <= 8, asked
    assert not [url for url in asked if "offline.json" in url or "search" in url]


def test_pages_that_were_read_are_there_offline_and_can_be_refused(context: Any, base: str) -> None:
    tab = context.new_page()
    tab.goto(base)
    tab.wait_for_function(READY, timeout=60000)
    tab.goto(f"{base}tutorial/chain-rule/")
    tab.goto(f"{base}about/offline/")
    tab.get_by_role("button", name="Keep the whole site on this device (").wait_for()
    context.set_offline(True)
    tab.goto(f"{base}tutorial/chain-rule/")
    assert tab.locator(".lc-math svg").first.is_visible()
    assert tab.evaluate("() => document.styleSheets[0].cssRules.length") > 100
    tab.goto(base)
    assert tab.locator("article h1").is_visible()
    tab.goto(f"{base}tutorial/vector-outputs/")
    assert tab.get_by_role("heading", name="This page is not kept on this device").is_visible()
    context.set_offline(False)
    tab.goto(f"{base}about/offline/")
    tab.get_by_role("button", name="Do not keep this site").click()
    tab.get_by_text("Nothing of this site is kept").wait_for()
    assert tab.evaluate("async () => (await caches.keys()).length") == 0
    workers = "async () => (await navigator.serviceWorker.getRegistrations()).length"
    assert tab.evaluate(workers) == 0
    tab.reload()
    tab.wait_for_timeout(300)
    assert tab.evaluate("async () => (await caches.keys()).length") == 0
    assert tab.get_by_role("button", name="Keep the whole site").count() == 0


def test_the_whole_site_is_kept_when_that_is_asked(context: Any, base: str) -> None:
    tab = context.new_page()
    tab.goto(f"{base}about/offline/")
    tab.wait_for_function(READY, timeout=60000)
    tab.get_by_role("button", name="Keep the whole site on this device (").press("Enter")
    tab.get_by_text("The whole site is kept on this device.").wait_for(timeout=60000)
    context.set_offline(True)
    for page in ("tutorial/vector-outputs/", "reference/glossary/", "labs/"):
        tab.goto(f"{base}{page}")
        assert tab.locator("article h1").first.is_visible()
    context.set_offline(False)


def test_with_save_data_the_whole_site_is_not_fetched(context: Any, base: str) -> None:
    tab = context.new_page()
    tab.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}});"
    )
    tab.goto(f"{base}about/offline/")
    tab.get_by_text("Your browser asks to save data, so").wait_for()
    assert tab.get_by_role("button", name="Keep the whole site").is_disabled()


def test_the_whole_site_is_every_page(site: Path) -> None:
    kept = json.loads((site / "offline.json").read_text("utf-8"))
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert pages <= set(kept)
    assert not [name for name in kept if name.endswith((".zip", ".map", ".ipynb"))]


def test_the_archive_reads_right_from_a_disk(chromium: Any, site: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(site / "downloads" / "site.zip") as packed:
        packed.extractall(tmp_path)
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((tmp_path / "autograd-live" / "index.html").as_uri())
    tab.locator("article").get_by_role("link", name="The chain rule").first.click()
    tab.wait_for_url("**/chain-rule/index.html")
    assert tab.locator("article .lc-math svg").first.is_visible()
    # Rules of a file on disk cannot be read, but they apply.
    font = "() => getComputedStyle(document.querySelector('.lc-stdout')).fontFamily"
    assert "mono" in tab.evaluate(font).lower()
    assert tab.locator(".lc-copy").first.is_visible()
    assert said == []
    tab.close()
