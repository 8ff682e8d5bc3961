"""A release of torch whose parts the recorder does not know: one clear error, never a graph."""

from __future__ import annotations

import contextlib

import pytest
import torch

from livecells.notebook.executed import GRAPH, Query
from livecells.notebook.percent import parse
from livecells.run.queries import QueryAnswers

(CELL,) = parse('r"""A story."""\n# %% one\na = 1\n', "s.py", "s.py", "/s.py").code


def hindered() -> str:
    answers = QueryAnswers([Query("out", GRAPH)])
    with answers.watching():
        torch.ones(2) * 2
    failure = answers.hindered(CELL)
    return "" if failure is None else f"{failure.line}: {failure.message}"


@pytest.mark.parametrize(
    ("owner", "name", "by"),
    [
        (torch._C, "_IncludeDispatchKeyGuard", lambda _: contextlib.nullcontext()),  # sees nothing
        (torch._C, "_IncludeDispatchKeyGuard", None),
        (torch.autograd, "_engine_run_backward", None),
        (torch.utils._python_dispatch, "_pop_mode", None),
    ],
)
def test_what_is_not_known_is_told(monkeypatch: pytest.MonkeyPatch, owner, name, by):
    if by is None:
        monkeypatch.delattr(owner, name)
    else:
        monkeypatch.setattr(owner, name, by)
    said = hindered()
    assert said.startswith(f"{CELL.line}: graphs are recorded by parts of torch that differ")
    assert f"torch {torch.__version__}" in said
    monkeypatch.undo()
    assert hindered() == ""
