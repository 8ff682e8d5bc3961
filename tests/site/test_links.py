"""Links lead somewhere: inside the site to a page and a place in it, elsewhere as listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT
from .links import Built

LIST = ROOT / "tests" / "site" / "external_links.txt"
ACCEPT = "pytest tests/site/test_links.py --update-golden"

PAGE = '<html><body><h1 id="top">One</h1>{}</body></html>'


@pytest.fixture(scope="module")
def built(real_site: Any) -> Built:
    """The site as it was built."""
    return Built(real_site.root / "site")


def test_every_link_inside_the_site_leads_somewhere(built: Built) -> None:
    broken = built.broken()
    assert broken == [], "\n".join(broken)


def test_links_to_other_hosts_are_those_of_the_list(
    built: Built, request: pytest.FixtureRequest
) -> None:
    found = built.external()
    if request.config.getoption("--update-golden"):
        LIST.write_text("".join(f"{link}\n" for link in sorted(found)), encoding="utf-8")
    listed = LIST.read_text("utf-8").splitlines()
    new = {link: page for link, page in found.items() if link not in listed}
    assert new == {}, f"look at each, then accept it with: {ACCEPT}"
    assert set(listed) - set(found) == set(), f"no page has these any more; {ACCEPT}"
    assert listed == sorted(set(listed))
    assert [link for link in listed if not link.startswith("https://")] == []


@pytest.mark.parametrize(
    "link",
    ["two/", "two/#there", "./two/#%74here", "two/index.md", "two/index.md#there", "#top",
     "two/data.zip", "/two/", "https://elsewhere.example/x#y", "?q=1"],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["html", "md"])
def test_a_good_link_is_let_pass(tmp_path: Path, link: str, ending: str) -> None:
    assert small(tmp_path, link, ending).broken() == []


@pytest.mark.parametrize(
    "link",
    ["two", "two/#here", "three/", "two/data.tar", "two/index.md#here", "#bottom", "../two/x"],
)
@pytest.mark.parametrize("ending", ["html", "md"])
def test_a_planted_link_to_nowhere_is_found(tmp_path: Path, link: str, ending: str) -> None:
    (said,) = small(tmp_path, link, ending).broken()
    assert said.startswith(f"index.{ending}:")
    assert link in said


def small(folder: Path, link: str, ending: str) -> Built:
    """A site of two pages, the first with one link."""
    (folder / "two").mkdir()
    for name in ("data.zip", "index.md"):
        (folder / "two" / name).write_text("Text.", encoding="utf-8")
    (folder / "two" / "index.html").write_text('<p id="there">Two</p>', encoding="utf-8")
    tag = f'<a href="{link}">Two</a>' if ending == "html" else ""
    (folder / "index.html").write_text(PAGE.format(tag), encoding="utf-8")
    if ending == "md":
        text = f"`[no](link)` $f[1](x)$\n\n```\n[no](link)\n```\n\n[Two]({link})\n"
        (folder / "index.md").write_text(text, encoding="utf-8")
    return Built(folder)


def test_links_to_other_hosts_are_told_apart(tmp_path: Path) -> None:
    built = small(tmp_path, "https://elsewhere.example/x#y", "html")
    assert built.external() == {"https://elsewhere.example/x#y": "index.html"}
