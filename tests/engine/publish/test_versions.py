"""Sites side by side, one a release of torch."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from livecells.cli.main import main
from livecells.errors import LiveError
from livecells.publish import versions as releases


def site(folder: Path, *versions: str | None, text: str = "a page") -> Path:
    """A built site as small as can be, whose snippets ran on these versions of torch."""
    folder.mkdir()
    runs = [{"snippet": "a.py", "torch": v} if v else {"snippet": "a.py"} for v in versions]
    (folder / "runs.json").write_text(json.dumps({"runs": runs}), encoding="utf-8")
    (folder / "index.html").write_text(text, encoding="utf-8")
    (folder / "404.html").write_text(f"not found, {text}", encoding="utf-8")
    (folder / "robots.txt").write_text(f"# {text}", encoding="utf-8")
    (folder / "_headers").write_text(f"/*\n  X-Of: {text}\n", encoding="utf-8")
    return folder


def test_release_is_that_of_the_torch_which_made_the_outputs(tmp_path: Path) -> None:
    made = site(tmp_path / "a", "2.13.0+cpu", None, "2.13.1")
    assert releases.release_of(made) == "2.13"


@pytest.mark.parametrize("versions", [[], [None], ["2.12.0", "2.13.0"]])
def test_a_site_of_no_or_of_several_releases_is_refused(
    tmp_path: Path, versions: list[str | None]
) -> None:
    with pytest.raises(LiveError, match="not of one release"):
        releases.release_of(site(tmp_path / "a", *versions))


@pytest.mark.parametrize("text", [None, "", "[]", '{"runs": 3}', '{"runs": [3]}'])
def test_what_is_no_site_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "runs.json").write_text(text)
    with pytest.raises(LiveError, match="no built site"):
        releases.release_of(tmp_path)


def test_each_release_stays_and_the_newest_is_the_latest(tmp_path: Path) -> None:
    public = tmp_path / "public"
    for name in ("2.9", "2.13", "2.10"):  # by number, not by letter; the order does not matter
        releases.add(site(tmp_path / name, f"{name}.0+cpu", text=name), public)
    assert releases.releases(public) == ["2.13", "2.10", "2.9"]
    for path, text in [("2.9", "2.9"), ("2.10", "2.10"), ("2.13", "2.13"), ("latest", "2.13")]:
        assert (public / path / "index.html").read_text() == text
    assert (public / "404.html").read_text() == "not found, 2.13"
    assert (public / "robots.txt").read_text() == "# 2.13"
    assert json.loads((public / "versions.json").read_text()) == [
        {"version": "2.13", "title": "2.13", "aliases": ["latest"]},
        {"version": "2.10", "title": "2.10", "aliases": []},
        {"version": "2.9", "title": "2.9", "aliases": []},
    ]


def test_a_release_is_replaced_and_nothing_of_the_old_one_stays(tmp_path: Path) -> None:
    public = tmp_path / "public"
    old = site(tmp_path / "old", "2.13.0")
    (old / "gone.html").write_text("gone")
    releases.add(old, public)
    releases.add(site(tmp_path / "new", "2.13.1", text="new"), public)
    for folder in (public / "2.13", public / "latest"):
        assert (folder / "index.html").read_text() == "new"
        assert not (folder / "gone.html").exists()
    assert not list(public.glob(".*.part"))
    assert old.is_dir()


def test_start_page_leads_on_without_a_script_and_lists_all(tmp_path: Path) -> None:
    public = tmp_path / "public"
    for name in ("2.12", "2.13"):
        releases.add(site(tmp_path / name, f"{name}.0"), public)
    page = (public / "index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=latest/">' in page
    assert "<script" not in page
    assert re.findall(r'<a href="([^"]+)"', page) == ["latest/", "2.13/", "2.12/"]


def test_headers_of_a_release_hold_for_its_folder_alone(tmp_path: Path) -> None:
    public = tmp_path / "public"
    for name in ("2.12", "2.13"):
        releases.add(site(tmp_path / name, f"{name}.0", text=name), public)
    assert (public / "_headers").read_text() == (
        "/latest/*\n  X-Of: 2.13\n/2.13/*\n  X-Of: 2.13\n/2.12/*\n  X-Of: 2.12\n"
    )


def test_a_folder_inside_the_site_is_refused(tmp_path: Path) -> None:
    made = site(tmp_path / "a", "2.13.0")
    with pytest.raises(LiveError, match="hold itself"):
        releases.add(made, made / "public")
    assert not (made / "public").exists()


def test_command_says_where_the_site_is_or_why_it_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = site(tmp_path / "a", "2.13.0")
    assert main(["publish", str(made), "--to", str(tmp_path / "public")]) == 0
    assert capsys.readouterr().out.strip().endswith("public/2.13")
    assert main(["publish", str(tmp_path / "nothing"), "--to", str(tmp_path / "other")]) == 1
    assert "no built site" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()
