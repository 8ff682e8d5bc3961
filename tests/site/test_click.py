"""With some versions of click, MkDocs' server does not watch: they are not installed, or named."""

from __future__ import annotations

import logging
import signal
import tomllib
from typing import Any

import click
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from mkdocs_site.process import Process

from .conftest import ROOT


@pytest.mark.parametrize("version", ["8.2.2", "8.3.0", "8.3.1", "8.3.3"])
def test_versions_with_which_serve_is_blind_are_not_installed(version: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (wanted,) = [one for one in map(Requirement, project["dependencies"]) if one.name == "click"]
    assert version not in wanted.specifier
    assert all(good in wanted.specifier for good in ("8.1.7", "8.2.1", "8.4.0", "8.5.1"))


@pytest.mark.parametrize(
    ("name", "default", "arguments", "warned"),
    [
        ("serve", False, [], True),  # as click 8.3 reads the flags of MkDocs
        ("serve", False, ["--no-livereload"], False),  # it was asked for
        ("serve", False, ["--livereload"], False),
        ("serve", True, [], False),
        ("build", False, [], False),
    ],
)
def test_a_server_that_will_not_watch_says_so(
    name: str,
    default: bool,
    arguments: list[str],
    warned: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    @click.command(name)
    @click.option("--livereload/--no-livereload", default=default)
    def command(**_: Any) -> None:
        Process().start(name)

    with caplog.at_level(logging.WARNING):
        assert CliRunner().invoke(command, arguments).exit_code == 0
    assert ("does not see what is saved" in caplog.text) == warned
