"""What stands around the code is true: papers, targets, workflows and checks name what exists."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from livecells.cli.main import parser

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ["README.md", "CONTRIBUTING.md", "docs/about/architecture.md"]
TARGETS = ["install", "serve", "build", "test", "all", "quick", "check", "lint", "types", "bench"]
# Paths on a page may begin at the root or, where it is about the engine, in the engine.
FROM = [ROOT, ROOT / "hooks" / "livecells"]
MADE = re.compile(r"(site|build|\.venv|\.cache)(/|$)|\.\./|/usr/|lesson\.py$")
PATH = re.compile(r"[\w.*-]*/[\w./*-]*|[\w.*-]+\.(?:py|md|toml|yml|css|js|tsv)|Makefile")
OURS = re.compile(r"(?:hooks/)?livecells/[\w/]+\.(?:py|tsv|js)\b")


# What lies at the top; what a program leaves behind there is not committed.
TOP = {".ci", ".editorconfig", ".github", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md"}
TOP |= {"CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "docs", "hooks", "mkdocs.yml"}
TOP |= {"pyproject.toml", "snippets", "tests"}


def text(name: str) -> str:
    """A file of the project."""
    return (ROOT / name).read_text("utf-8")


def shell(paper: str) -> Iterator[list[str]]:
    """The words of each command in a paper, those in running text included."""
    for block in re.findall(r"```sh\n(.*?)```", text(paper), re.DOTALL):
        for line in re.split(r"\n|&&|;|\(|\)", block):
            yield shlex.split(line, comments=True)
    for span in re.findall(r"`((?:make|livecells|\.venv/bin/\w+) [^`\n]+)`", text(paper)):
        yield shlex.split(span)


def commands() -> dict[str, argparse.ArgumentParser]:
    """The commands of `livecells`."""
    (found,) = (
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return dict(found)


def targets() -> dict[str, str]:
    """The targets of the Makefile and their recipes."""
    found = re.findall(r"^([a-z]+):.*\n((?:\t.*\n)*)", text("Makefile"), re.MULTILINE)
    return dict(found)


# ----- Papers -----


@pytest.mark.parametrize("paper", PAPERS)
def test_every_path_in_a_paper_exists(paper: str) -> None:
    spans = re.findall(r"(?<!`)`([^`\n]+)`", text(paper))
    paths = [span for span in spans if PATH.fullmatch(span) and not MADE.match(span)]
    assert len(paths) > 10
    assert [path for path in paths if not exists(path)] == []


def exists(path: str) -> bool:
    """Whether there is such a file or folder; NAME stands for any name."""
    pattern = path.replace("NAME", "*").rstrip("/")
    return any(any(folder.glob(pattern)) for folder in FROM)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_command_in_a_paper_exists(paper: str) -> None:
    for words in filter(None, shell(paper)):
        program, *rest = words
        if program.startswith(".venv/bin/"):
            assert (Path(sys.executable).parent / Path(program).name).exists(), words
        if program == "make":
            assert set(rest) <= set(targets()), words
        if Path(program).name == "livecells":
            assert rest[0] in commands(), words


def test_comments_name_files_of_the_engine_that_exist() -> None:
    folders = ["docs", "hooks", "tests", "snippets"]
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    kinds = {".py", ".js", ".css", ".md", ".html", ".toml"}
    wrong = []
    for path in [*files, ROOT / "mkdocs.yml", ROOT / "pyproject.toml"]:
        if path.suffix in kinds | {".yml"} and "bundle" not in path.parts:
            for named in OURS.findall(path.read_text("utf-8")):
                if not (ROOT / "hooks" / named.removeprefix("hooks/")).exists():
                    wrong.append(f"{path.relative_to(ROOT)}: {named}")
    assert wrong == []


def test_the_readme_has_two_commands_and_the_second_is_that_of_the_whole_check() -> None:
    first, second = re.findall(r"^python3 -m venv .*$", text("README.md"), re.MULTILINE)
    assert first.endswith("&& .venv/bin/mkdocs serve")
    assert second in text(".ci/run").split("\n")
    install, test = second.split(" && ")[1:]
    assert install in targets()["install"].replace("$(IN)", ".venv/bin/")
    assert test == targets()["test"].strip().replace("$(IN)", ".venv/bin/")


# ----- Targets -----


def test_the_targets_are_there_and_help_lists_each_with_a_line() -> None:
    assert list(targets()) == ["help", *TARGETS]
    if shutil.which("make") is None:
        pytest.skip("make is not on this machine")
    said = make("help").splitlines()
    assert [line.split()[0] for line in said] == ["help", *TARGETS]
    assert all(len(line.split()) > 2 for line in said)
    assert make().splitlines() == said, "help is what make alone does"


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_runs_programs_and_files_that_exist(target: str) -> None:
    for line in targets()[target].strip().split("\n"):
        program, *rest = shlex.split(line.replace("$(CHECKED)", "hooks tests"))
        if program.startswith("$(IN)"):
            assert (Path(sys.executable).parent / program.removeprefix("$(IN)")).exists()
        for word in rest:
            if re.match(r"(tests|hooks|snippets)\b(?!\.)", word):
                assert (ROOT / word).exists(), word


def test_contributing_has_the_time_of_each_target() -> None:
    rows = re.findall(r"^\| `make (\w+)` \|.*\| (.+) \|$", text("CONTRIBUTING.md"), re.MULTILINE)
    assert {name for name, _ in rows} == set(TARGETS) - {"install"}


def make(*words: str) -> str:
    """What make says."""
    done = subprocess.run(
        ["make", "--no-print-directory", *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# ----- Checks of pull requests and commits -----


def test_a_pull_request_is_checked_by_targets_with_pinned_official_actions() -> None:
    work = yaml.safe_load(text(".github/workflows/pull-request.yml"))
    (job,) = work["jobs"].values()
    assert job["strategy"]["matrix"]["target"] == ["lint", "types", "quick", "test"]
    assert work["permissions"] == {"contents": "read"}
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used), used
    assert job["env"] == {"PYTEST_ADDOPTS": "--all"}, "nothing is left out where it is merged"
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert runs == ["make install", "make ${{ matrix.target }}"]
    assert set(used) <= set(re.findall(r"uses: (\S+)", text(".github/workflows/pages.yml")))


def test_the_whole_check_runs_targets_that_exist() -> None:
    (line,) = re.findall(r"^make (.+)$", text(".ci/run"), re.MULTILINE)
    targets = {word for word in line.split() if not word.startswith("--")}
    assert {"lint", "types", "build"} <= targets <= set(TARGETS)


def hooks() -> dict[str, dict[str, Any]]:
    """The checks before a commit, by name."""
    (repo,) = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    assert repo["repo"] == "local"
    return {hook["id"]: hook for hook in repo["hooks"]}


def test_checks_before_a_commit_download_nothing() -> None:
    assert list(hooks()) == ["ruff-check", "ruff-format", "mypy", "end-of-file"]
    for hook in hooks().values():
        assert hook["language"] == "system"
        program = hook["entry"].split()[0]
        if program.startswith(".venv/bin/"):
            assert (Path(sys.executable).parent / Path(program).name).exists()


def test_a_file_without_a_last_newline_is_named_before_a_commit(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("a\n")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "bad.txt").write_text("a\nb")
    entry = shlex.split(hooks()["end-of-file"]["entry"])
    run = {"cwd": tmp_path, "capture_output": True, "text": True}
    good = subprocess.run([*entry, "good.txt", "empty.txt"], **run)
    assert (good.returncode, good.stdout) == (0, "")
    bad = subprocess.run([*entry, "bad.txt", "good.txt"], **run)
    assert (bad.returncode, bad.stdout) == (1, "bad.txt: no newline at its end\n")


def test_the_tests_bring_the_checks_with_them() -> None:
    extras = tomllib.loads(text("pyproject.toml"))["project"]["optional-dependencies"]
    assert "autograd-live[site,lint]" in extras["test"]
    assert {"ruff", "mypy"} <= {re.split(r"[<>=]", name)[0] for name in extras["lint"]}


def test_templates_of_issues_say_what_they_are_for() -> None:
    files = list((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md"))
    assert len(files) == 3
    for path in files:
        head = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
        assert set(head) == {"name", "about"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout")
def test_nothing_else_lies_at_the_top() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {name.partition("/")[0] for name in listed.stdout.split("\0") if name} == TOP
