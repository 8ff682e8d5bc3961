"""Lab: hooks that tell the gradient at every layer's output."""

import pytest
from torch.testing import assert_close

LAB = "labs/norms_by_layer"
GOOD = """norms, handles = {}, []
def watched(name):
    return lambda m, into, out: norms.update({name: out[0].norm().item()})
for name, layer in model.named_children():
    if isinstance(layer, nn.Linear):
        handles.append(layer.register_full_backward_hook(watched(name)))
model(rows).square().mean().backward()
for handle in handles: handle.remove()
"""
BY_TENSORS = """norms, x = {}, rows
for name, layer in model.named_children():
    x = layer(x)
    if isinstance(layer, nn.Linear):
        x.register_hook(lambda g, name=name: norms.update({name: g.norm().item()}))
x.square().mean().backward()
"""
RETAINED = """kept, x = {}, rows
for name, layer in model.named_children():
    x = layer(x)
    if isinstance(layer, nn.Linear):
        x.retain_grad()
        kept[name] = x
x.square().mean().backward()
norms = {name: out.grad.norm().item() for name, out in kept.items()}
"""
BY_GRAD = """outs, x = {}, rows
for name, layer in model.named_children():
    x = layer(x)
    if isinstance(layer, nn.Linear):
        outs[name] = x
found = torch.autograd.grad(x.square().mean(), list(outs.values()))
norms = {name: gradient.norm().item() for name, gradient in zip(outs, found)}
"""


def test_solution_agrees_with_the_formula_of_the_last_layer(run):
    module = run(LAB, upto="solution")
    out = module.model(module.rows).detach()
    assert_close(module.norms["4"], (2 * out / len(out)).norm().item())
    arrived = (2 * out / len(out)) @ module.model[4].weight.detach()
    slope = 1 - module.model[:4](module.rows).detach() ** 2
    assert_close(module.norms["2"], (arrived * slope).norm().item())


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `norms` yet" in judge(LAB, "")


@pytest.mark.parametrize("answer", [GOOD, BY_TENSORS, RETAINED, BY_GRAD])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (BY_TENSORS.replace("g, name=name:", "g:").replace("{name:", "{layer:"), "one entry"),
        (GOOD.replace("out[0]", "into[0]"), "at the inputs"),
        (GOOD.replace(".item()", ""), "Python float"),
        (GOOD.replace("    if isinstance(layer, nn.Linear):\n    ", ""), "names should be"),
        (GOOD.replace("for handle in handles: handle.remove()", ""), "left behind"),
        (GOOD.replace(".mean()", ".sum()"), "not those of one walk"),
        (
            "model(rows).square().mean().backward()\n"
            "norms = {n: model.get_submodule(n).weight.grad.norm().item() for n in '024'}\n",
            "weights' gradients",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


WALK = "model(rows).square().mean().backward()\n"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace(WALK, WALK + WALK), "walk back once"),
    ],
)
def test_check_refuses_two_walks(judge, answer, message):
    assert message in judge(LAB, answer)
