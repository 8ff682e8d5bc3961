"""Built sites side by side, one a release of torch: `2.13/`, `2.14/`, and the newest as `latest/`.

The folder that holds them has `versions.json`, as mike writes it, and a start page that leads to
the newest without a script. All links of a site are relative, so it works at any depth.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from livecells.errors import LiveError
from livecells.publish.atomic_swap import discard, publish, staging_folder

LATEST = "latest"
RELEASE = re.compile(r"\d+\.\d+")
# Hosts, and Binder, look for these at the root alone.
FOR_ROOT = ("404.html", "robots.txt", "binder/requirements.txt")


def release_of(site: Path) -> str:
    """The release of torch that a site's outputs came from, as `2.13`, from its `runs.json`.

    Args:
        site: The folder of a built site.

    Raises:
        LiveError: That is no built site, or one of several releases.
    """
    try:
        runs = json.loads((site / "runs.json").read_bytes())["runs"]
        found = {RELEASE.match(run["torch"]) for run in runs if run.get("torch")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LiveError(f"{site} is no built site: its runs.json cannot be read") from error
    names = sorted({match[0] for match in found if match})
    if len(names) != 1:
        raise LiveError(f"{site} is not of one release of torch but of {names or 'none'}")
    return names[0]


def add(site: Path, folder: Path) -> str:
    """Put a copy of a site into a folder as its release, and refresh what lies around it.

    Args:
        site: The folder of a built site.
        folder: The folder that holds the releases.

    Returns:
        The release, as `2.13`.

    Raises:
        LiveError: `site` is no built site of one release, or would then hold itself.
    """
    name = release_of(site)
    if folder.resolve().is_relative_to(site.resolve()):
        raise LiveError(f"{folder} lies in {site}, which would then hold itself")
    _replace(site, folder / name)
    names = releases(folder)
    _replace(folder / names[0], folder / LATEST)
    _write_root(folder, names)
    return name


def releases(folder: Path) -> list[str]:
    """The releases in a folder, the newest first."""
    found = [path.name for path in folder.iterdir() if RELEASE.fullmatch(path.name)]
    return sorted(found, key=lambda name: [int(part) for part in name.split(".")], reverse=True)


def _replace(site: Path, target: Path) -> None:
    """A copy of the site in place of what is there, whole or not at all."""
    staging = staging_folder(target)
    try:
        shutil.copytree(site, staging, dirs_exist_ok=True)
        publish(staging, target)
    finally:
        discard(staging)


def _write_root(folder: Path, names: list[str]) -> None:
    """The list of releases, the start page, and what hosts look for beside it."""
    listed = [
        {"version": name, "title": name, "aliases": [LATEST] if name == names[0] else []}
        for name in names
    ]
    (folder / "versions.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    (folder / "index.html").write_text(start_page(names), encoding="utf-8")
    (folder / "_headers").write_text("".join(_headers(folder, [LATEST, *names])), encoding="utf-8")
    (folder / ".nojekyll").touch()  # or GitHub Pages leaves out what begins with an underscore
    for name in FOR_ROOT:
        if (folder / LATEST / name).is_file():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(folder / LATEST / name, folder / name)


def start_page(names: list[str]) -> str:
    """A page that leads to the newest release at once, and lists the others."""
    links = "".join(
        f'<li><a href="{path}/">{html.escape(words)}</a></li>'
        for path, words in [(LATEST, "The newest"), *((n, f"PyTorch {n}") for n in names)]
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="0; url={LATEST}/">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>Releases</title></head><body><h1>Releases</h1><ul>{links}</ul></body></html>\n"
    )


def _headers(folder: Path, names: list[str]) -> Iterator[str]:
    """Each release's `_headers`, for its own folder alone: their policies differ."""
    for name in names:
        file = folder / name / "_headers"
        if file.is_file():
            yield re.sub(r"^/", f"/{name}/", file.read_text("utf-8"), flags=re.MULTILINE)
