"""The usual ways of deploying publish every page, and nothing of a build that failed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CONFIG, PLAIN, Site, small
from .links import Built

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.turns(2),
]

REPO = "https://github.com/owner/name"
AUTHOR = {
    **{f"GIT_{who}_NAME": "An author" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "author@localhost" for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "NO_MKDOCS_2_WARNING": "1",
}
HOME = """\
# Home

/// live | index:first
///

[The other page](other.md)
"""


class Repository(Site):
    """A checkout of a small site with an empty repository as its origin."""

    def __init__(self, home: Path) -> None:
        super().__init__(small(home / "checkout").root)
        self.origin = home / "origin.git"
        (self.root / "snippets" / "story.py").rename(self.root / "snippets" / "index.py")
        self.write("mkdocs.yml", f"{CONFIG}repo_url: {REPO}\n")
        self.write("docs/index.md", HOME)
        self.write("docs/other.md", "# Other\n\nSix times seven is [[index:x]].\n")
        self.write(".gitignore", "site/\n.cache/\n")
        subprocess.run(["git", "init", "-q", "--bare", self.origin], check=True)
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "All")
        self.git("remote", "add", "origin", str(self.origin))

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments)

    def run(self, *command: str, fails: bool = False) -> str:
        """What a command says; it must end well, or badly."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            command,
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=240,
            env={**os.environ, **AUTHOR, "PATH": path},
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def gh_deploy(self, *arguments: str, fails: bool = False) -> str:
        command = (sys.executable, "-m", "mkdocs", "gh-deploy", *arguments)
        return self.run(*command, fails=fails)

    def mike(self, *arguments: str, fails: bool = False) -> str:
        code = "import sys; from mike.driver import main; sys.exit(main())"
        return self.run(sys.executable, "-c", code, *arguments, fails=fails)

    def revise(self, code: str) -> None:
        self.write("snippets/index.py", f'"""A story."""\n# %% first\nx = {code}\nprint(x)\n')

    def published(self, branch: str = "gh-pages") -> Path:
        """All that stands on a branch of the origin now, as files."""
        out = self.root.parent / "out"
        shutil.rmtree(out, ignore_errors=True)
        self.run("git", "clone", "-q", "-b", branch, str(self.origin), str(out))
        shutil.rmtree(out / ".git")
        return out


def names(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found}


def launched(folder: Path, branch: str, at: str = "") -> set[str]:
    """The services that pages of a folder lead to; what they open must be on the branch."""
    services = set()
    for page in folder.joinpath(at).rglob("*.html"):
        text = page.read_text()
        for path in re.findall(f'github/owner/name/blob/{branch}/([^"]+)', text):
            assert (folder / path).is_file(), path
            services.add("Colab")
        for path in re.findall(f'gh/owner/name/{branch}\\?urlpath=lab%2Ftree%2F([^"]+)', text):
            assert (folder / path.replace("%2F", "/")).is_file(), path
            assert "matplotlib" in (folder / "binder" / "requirements.txt").read_text()
            services.add("Binder")
    return services


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_gh_deploy_publishes_the_site_and_nothing_of_a_build_that_failed(
    repository: Repository,
) -> None:
    repository.gh_deploy("--force")
    first = repository.published()
    assert names(first) - {".nojekyll"} == set(repository.files())
    assert ">42</pre>" in (first / "index.html").read_text()
    assert Built(first).broken() == []
    assert launched(first, "gh-pages") == {"Colab", "Binder"}

    repository.revise("1 / 0")
    assert "ZeroDivisionError" in repository.gh_deploy("--force", fails=True)
    assert ">42</pre>" in (repository.published() / "index.html").read_text()
    assert ">42</pre>" in repository.html()

    repository.revise("6 * 8")
    repository.gh_deploy("--force", "-b", "other", "-d", "elsewhere/built")
    other = repository.published("other")
    assert ">48</pre>" in (other / "index.html").read_text()
    assert launched(other, "other") == {"Colab", "Binder"}
    assert list(repository.root.rglob("*.part")) == []


def test_mike_publishes_each_version_into_its_folder(repository: Repository) -> None:
    pytest.importorskip("mike")
    repository.mike("deploy", "2.13", "latest", "--push")
    first = repository.published()
    pages = names(first / "2.13")
    assert {"index.html", "other/index.html", "downloads/index.ipynb", "index.md"} <= pages
    assert json.loads((first / "versions.json").read_text()) == [
        {"version": "2.13", "title": "2.13", "aliases": ["latest"]}
    ]
    assert Built(first / "2.13").broken() == []
    assert launched(first, "gh-pages", "2.13") == {"Colab"}

    repository.revise("6 * 8")
    repository.mike("deploy", "2.14", "latest", "--push", "--update-aliases")
    second = repository.published()
    assert names(second / "2.13") == names(second / "2.14") == pages
    assert ">42</pre>" in (second / "2.13" / "index.html").read_text()
    assert ">48</pre>" in (second / "2.14" / "index.html").read_text()
    assert ">48</pre>" in (second / "latest" / "index.html").read_text()
    listed = json.loads((second / "versions.json").read_text())
    assert [(one["version"], one["aliases"]) for one in listed] == [
        ("2.14", ["latest"]),
        ("2.13", []),
    ]
    assert launched(second, "gh-pages", "2.14") == {"Colab"}

    repository.revise("1 / 0")
    for version in ("2.14", "2.15"):
        repository.mike("deploy", version, "latest", "--push", "--update-aliases", fails=True)
    third = repository.published()
    assert names(third) == names(second)
    assert ">48</pre>" in (third / "2.14" / "index.html").read_text()
    assert repository.mike("list").split() == ["2.14", "[latest]", "2.13"]
    assert list(repository.root.rglob("*.part")) == []


def test_notebooks_are_opened_only_where_they_are_published(repository: Repository) -> None:
    torch = "import torch\n\nx = int(torch.tensor(42))\nprint(x)\n"
    repository.write("snippets/index.py", f'"""A story."""\n# %% first\n{torch}')
    assert repository.build().returncode == 0
    assert "Colab" not in repository.html()

    option = "extra: {livecells: {published_to: 'published:latest'}}\n"
    repository.write("mkdocs.yml", f"{PLAIN}repo_url: {REPO}\n{option}")
    assert repository.build().returncode == 0
    livecells = (sys.executable, "-m", "livecells", "publish", "site", "--to", "../public")
    repository.run(*livecells)
    public = repository.root.parent / "public"
    assert launched(public, "published", "latest") == {"Colab", "Binder"}
    assert "torch==" in (public / "binder" / "requirements.txt").read_text()


def test_a_program_that_builds_by_itself_gets_the_site(site: Site) -> None:
    """Without MkDocs' command line nobody says that the program begins or ends."""
    code = "from mkdocs.commands.build import build\nfrom mkdocs.config import load_config\n"
    code += "config = load_config('mkdocs.yml')\nbuild(config)\nprint(config.site_dir)\n"

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code], cwd=site.root, capture_output=True, text=True
        )

    done = run()
    assert done.stdout.strip() == str(site.root / "site"), done.stderr
    assert ">42</pre>" in site.html()
    site.write("snippets/story.py", '"""A story."""\n# %% first\nprint(1 / 0)\n')
    assert run().returncode != 0
    assert ">42</pre>" in site.html()
    assert list(site.root.glob(".*.part")) == []
