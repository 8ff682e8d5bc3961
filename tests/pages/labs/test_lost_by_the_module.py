"""Lab: a module that lost what it stores."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/lost_by_the_module"
GOOD = """class Found(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
        self.scale = nn.Parameter(torch.full((2,), 0.5))
        self.register_buffer("mask", torch.tensor([1.0, 0.0]))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).tanh()
        return x * self.scale * self.mask
"""
LAYERS = "nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])"
MASK = 'self.register_buffer("mask", torch.tensor([1.0, 0.0]))'
CHILD = """class Found(Lost):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*self.layers)
        del self.scale, self.mask
        self.scale = nn.Parameter(torch.ones(2) * 0.5)
        self.register_buffer("mask", torch.tensor([1.0, 0.0]))
"""
IN_FORWARD = GOOD.replace(
    "        return x *",
    "        self.scale = nn.Parameter(self.scale.detach())\n        return x *",
)


def test_solution_computes_what_the_lost_one_does(run):
    module = run(LAB, upto="solution")
    lost, found = module.Lost(), module.Found()
    assert list(lost.parameters()) == []
    assert lost.state_dict() == {}
    for old, new in zip(lost.layers, found.layers, strict=True):
        old.load_state_dict(new.state_dict())
    rows = torch.randn(4, 2)
    assert_close(lost(rows), found(rows))


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `Found` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        CHILD,
        GOOD.replace(MASK, "self.mask = nn.Parameter(torch.tensor([1.0, 0.0]), False)"),
        GOOD.replace("for layer in self.layers:", "for layer in (self.layers[0], self.layers[1]):"),
        GOOD.replace("torch.full((2,), 0.5)", "torch.tensor([0.5, 0.5])"),
        GOOD.replace(
            f"self.layers = {LAYERS}", "self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 2)"
        ).replace("self.layers:", "(self.a, self.b):"),
        GOOD.replace(
            LAYERS, "nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2), nn.Tanh())"
        )
        .replace("        for layer in self.layers:\n            x = layer(x).tanh()\n", "")
        .replace("return x *", "return self.layers(x) *"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("Found = Lost", "0 of its two layers"),
        (
            GOOD.replace(LAYERS, "{0: nn.Linear(2, 2), 1: nn.Linear(2, 2)}").replace(
                "self.layers:", "self.layers.values():"
            ),
            "0 of its two layers",
        ),
        (GOOD.replace("torch.full((2,), 0.5))", "torch.ones(2)) * 0.5"), "is a result"),
        (GOOD.replace("(2,), 0.5))", "(2,), 0.5)).to(torch.float64)"), "is a result"),
        (GOOD.replace("(2,), 0.5", "(2,), 1.0"), "not that of Lost"),
        (GOOD.replace("nn.Parameter(torch.full((2,), 0.5))", "torch.ones(2)"), "no parameter"),
        (
            GOOD.replace("self.scale = nn.Parameter(", "self.register_buffer('scale', "),
            "The scale is a buffer",
        ),
        (
            GOOD.replace(MASK, "self.mask = nn.Parameter(torch.tensor([1.0, 0.0]))"),
            "The mask is a parameter",
        ),
        (GOOD.replace(MASK, "self.mask = torch.tensor([1.0, 0.0])"), "ordinary attribute"),
        (GOOD.replace("0.0]))", "0.0]), persistent=False)"), "is not saved"),
        (GOOD.replace("layer(x).tanh()", "layer(x).detach().tanh()"), "No gradient arrives"),
        (IN_FORWARD.replace("self.scale.detach()", "x"), "not that of Lost"),
        (IN_FORWARD, "No gradient arrives at ['scale']"),
        (IN_FORWARD.replace("scale = nn.Parameter(self", "extra = nn.Parameter(self"), "makes a"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            GOOD.replace("* self.mask", "* torch.tensor([1.0, 0.0])"),
            "After the scale and the mask were",
        ),
        (
            GOOD.replace("* self.scale", "* (0.5 + self.scale - self.scale.detach())"),
            "After the scale and the mask were",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("class Found:\n    pass\n", "should be a module"),
        ("class Found(nn.Module):\n    pass\n", "knows 0 of its two layers"),
        (
            "class Found(Lost):\n    def __init__(self):\n        super().__init__()\n"
            "        del self.scale, self.mask\n"
            "        self.layers = nn.ModuleList(self.layers)\n"
            "        self.scale = nn.Parameter(torch.full((2,), 0.5))\n"
            "        self.register_buffer('mask', torch.tensor([1.0, 0.0]))\n\n"
            "    def forward(self, x):\n        return None\n",
            "should be a tensor of numbers",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
