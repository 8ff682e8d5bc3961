"""Whole programs of many steps, such as schedules and checkpoints: the same as on torch."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from .engines import fates, on_stand_in, on_torch

pytestmark = pytest.mark.turns(4)

WHOLE = Path(__file__).with_name("whole_programs.txt")


@pytest.mark.slow
def test_whole_programs_give_what_torch_gives() -> None:
    texts = WHOLE.read_text("utf-8").split("%%\n")
    programs = {str(place): [text] for place, text in enumerate(texts)}
    real, ours = on_torch(programs), on_stand_in(programs)
    found = fates(real, ours, programs)
    wrong = {name: each for name, each in found.items() if each not in ("same", "digits")}
    assert not wrong, [(each, texts[int(name)], ours[name]) for name, each in wrong.items()]


ONCE = """
import torch
a = torch.tensor([-1.1258, 0.2765, 1.5863, -0.3061])
b = torch.tensor([0.5472, -0.0978, 0.3099, 1.2791])
c = torch.tensor([0.7203, 0.4125, 0.0231, 0.9771])
print([v.hex() for v in torch.addcmul(a, b, c, value=.3).tolist()])
print([v.hex() for v in a.clone().addcmul_(b, c).tolist()])
print([v.hex() for v in a.clone().addcdiv_(b, c, value=-.7).tolist()])
torch.manual_seed(3)
for n, low, high in (3, -1.7, .4), (40, -.2, .2), (5, 1.1, 1.3), (2, -0., 0.):
    for dtype in torch.float32, torch.float64:
        for drawn in (
            torch.empty(n, dtype=dtype).uniform_(low, high),
            torch.empty(n, dtype=dtype).normal_(low, high - low),
            torch.empty(n, dtype=dtype).exponential_(1.3),
            torch.randn(2 * n + 13, dtype=dtype),
        ):
            print([v.hex() for v in drawn.tolist()])
layer = torch.nn.Linear(3, 40)
print([v.hex() for v in [*layer.weight.flatten().tolist(), *layer.bias.tolist()]])
print([v.hex() for v in torch.nn.init.xavier_uniform_(torch.empty(5, 3)).flatten().tolist()])
"""


@pytest.mark.slow
@pytest.mark.skipif(
    torch.backends.cpu.get_cpu_capability() == "DEFAULT",
    reason="this processor rounds a product before it is added",
)
def test_sums_of_products_are_rounded_once() -> None:
    (real,), (ours,) = on_torch({"": [ONCE]}).values(), on_stand_in({"": [ONCE]}).values()
    assert real is not None
    assert ours[0]["stdout"] == real[0]["stdout"]


def test_axes_that_are_kept_where_none_is_given_are_refused() -> None:
    names = ("sum", "mean", "prod", "max", "min", "median", "all", "any", "argmax", "argmin")
    text = "import torch\nx = torch.ones(2, 2)\nprint(x.{}(keepdim=True))"
    ours = on_stand_in({name: [text.format(name)] for name in names})
    assert {name: cells[-1]["state"] for name, cells in ours.items()} == dict.fromkeys(
        names, "refused"
    )


def test_what_a_function_in_vmap_does_more_often_than_in_torch_is_refused() -> None:
    rows = "torch.func.vmap(f)(torch.ones(3, 2))\nprint(made)"
    bodies = {
        "a list": "made = []\ndef f(t): made.append(1); return t",
        "a number": "made = 0\ndef f(t):\n    global made\n    made += 1\n    return t",
        "a print": "made = iter('abc')\ndef f(t): print(next(made)); return t",
        "a module": "class Net(torch.nn.Module):\n    made = 0\n    def forward(self, t):\n"
        "        self.made += 1\n        return t\nf = Net()\nmade = f",
    }
    ours = on_stand_in({k: [f"import torch\n{body}\n{rows}"] for k, body in bodies.items()})
    assert {k: cells[-1]["state"] for k, cells in ours.items()} == dict.fromkeys(bodies, "refused")


@pytest.mark.slow
def test_each_module_of_torch_is_here_or_refused() -> None:
    place = Path(torch.__file__).parent
    paths = [path.relative_to(place).with_suffix("").parts for path in place.rglob("*.py")]
    names = {".".join(parts).removesuffix(".__init__") for parts in paths if parts[0] != "__init__"}
    plain = sorted(name for name in names if name.replace(".", "").isidentifier())
    programs = {name: [f"import torch.{name}"] for name in plain if "-" not in name}
    states = {name: cells[-1]["state"] for name, cells in on_stand_in(programs).items()}
    assert len(states) > 800
    assert set(states.values()) <= {"ok", "refused"}, states
    by_name = [f"from torch.{a} import {b}" for a, _, b in (n.rpartition(".") for n in plain) if a]
    found = on_stand_in({text: [text] for text in by_name})
    assert {cells[-1]["state"] for cells in found.values()} <= {"ok", "refused"}


# What stands round a name costs each use of it, and a tensor is read thousands of times a step.
TWICE = """
import torch

def inner(value):
    return getattr(value, "fget", None) or getattr(value, "__func__", None) or value

own = torch.Tensor, torch.nn.Parameter, torch.nn.Module, torch.optim.SGD, torch.autograd.Function
names = [(name, inner(v)) for one in own for base in one.__mro__ for name, v in vars(base).items()]
print([name for name, fn in names if hasattr(getattr(fn, "__wrapped__", None), "guarded")])
print(sum(hasattr(fn, "guarded") for _, fn in names) > 500)
"""


def test_each_name_is_guarded_once() -> None:
    ((done,),) = on_stand_in({"twice": [TWICE]}).values()
    assert done["stdout"] == "[]\nTrue\n"


# The bytes of what is saved tell which of its parts are one object, so each tensor has its own.
SAVED = """
import io, torch

def length(things):
    file = io.BytesIO()
    torch.save(things, file)
    return file.getbuffer().nbytes

print(length([torch.ones(2, 3) + n for n in range(40)]), length([torch.ones(7)] * 40))
"""


@pytest.mark.slow
def test_what_is_saved_takes_as_many_bytes_as_in_torch() -> None:
    programs = {"saved": [SAVED]}
    ((real,),) = on_torch(programs).values()
    ((ours,),) = on_stand_in(programs).values()
    assert ours["stdout"] == real["stdout"]
