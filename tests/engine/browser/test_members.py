"""Each public name of torch's is there in the page, or refused: never said to be missing."""

from __future__ import annotations

import contextlib
import importlib
import json
import subprocess
import sys
import typing
import warnings
from pathlib import Path
from typing import Any

import pytest

from . import torch_members, torch_names

BROWSER = Path(__file__).parents[3] / "hooks/livecells/browser"
OBJECTS = [
    "x",
    "y",
    "x.grad_fn",
    "y.grad_fn",
    "own.grad_fn",
    "handle",
    "x.max(0)",
    "x.sort()",
    "x.data.requires_grad",
    "edge",
    "opt",
    "torch.float32",
    "torch.device('cpu')",
    "torch.Size([1])",
    "torch.finfo(torch.float32)",
    "torch.no_grad()",
    "torch.Generator()",
    "torch.nn.Sequential()",
    "torch.nn.ModuleList()",
    "torch.nn.ModuleDict()",
    "torch.nn.ParameterList()",
    "torch.nn.Linear(1,1)",
    "torch.nn.Embedding(1,1)",
    "torch.nn.BCELoss()",
    "torch.nn.BatchNorm1d(1)",
    "torch.nn.Conv1d(1,1,1)",
    "torch.nn.LSTM(1,1)",
    "torch.nn.Parameter(x.data)",
    "torch.FloatTensor",
    "torch.optim.Adam([x])",
    "torch.optim.lr_scheduler.StepLR(opt,1)",
    "loader",
    "torch.distributions.Normal(0.,1.)",
]
MADE = """
import torch
from torch.utils import data
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x * x).sum()
class Own(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        return t * 2
    @staticmethod
    def backward(ctx, g):
        return g * 2
own = Own.apply(x)
handle = x.register_hook(print)
edge = torch.autograd.graph.get_gradient_edge(y)
opt = torch.optim.SGD([x], lr=0.1)
loader = data.DataLoader(data.TensorDataset(torch.ones(2)))
"""
ASKED = """
import json, sys
asked, names = json.load(sys.stdin), {}
exec(asked["made"], names)
wrong = []
for place, members in asked["members"].items():
    try:
        thing = eval(place, names)
    except BaseException as error:
        if type(error).__name__ != "NotInBrowser":
            wrong.append([place, repr(error)])
        continue
    for name in members:
        try:
            getattr(thing, name)
        except BaseException as error:
            if type(error).__name__ != "NotInBrowser":
                wrong.append([place, name, repr(error)])
json.dump(wrong, sys.stdout)
"""


def there(thing: Any) -> list[str]:
    """The public names that really give something."""
    found = []
    for name in sorted(torch_members.public(thing) | _of_class(thing)):
        with contextlib.suppress(Exception):
            getattr(thing, name)
            found.append(name)
    return found


def _of_class(thing: Any) -> set[str]:
    return torch_members.operators(thing) if isinstance(thing, type) else set()


def members() -> dict[str, list[str]]:
    """The names of torch's modules, of classes that are here, and of what programs make."""
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(MADE, names)
        found = {place: _of_torch(place) for place in sorted(_modules())}
        # `name` and `value` of a class of pybind11 are properties; of Python's Enum, nothing
        kept = {name: cls for name, cls in torch_members.classes() if "SDPBackend" not in name}
        found |= {name: there(cls) for name, cls in kept.items()}
        found |= {text: there(eval(text, names)) for text in OBJECTS}
    return found


def _of_torch(place: str) -> list[str]:
    """The names of a module; those of `from typing import *` differ with Python's version."""
    return [name for name in there(importlib.import_module(place)) if name not in typing.__all__]


def _modules() -> set[str]:
    return set(torch_names.MODULES.values())


FRESH = """
import json
from tests.engine.browser.test_members import members
print(json.dumps(members()))
"""


@pytest.mark.slow
def test_each_name_of_torch_is_here_or_refused() -> None:
    # In a process of its own: torch has more submodules where another test has loaded them.
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FRESH],
        cwd=BROWSER.parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    asked = json.loads(told.stdout.splitlines()[-1])
    assert sum(map(len, asked.values())) > 8000
    path = f"import sys; sys.path.insert(0, {str(BROWSER)!r})"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "ignore", "-c", path + ASKED],
        input=json.dumps({"made": MADE, "members": asked}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == []
