r"""Lab: the gradient at each layer's output, by hooks that go away again.

Level: more. Minutes: 15.
Other numbers: rows = torch.tensor([[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]], requires_grad=True)
"""
# %% start
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))
rows = torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]], requires_grad=True)

# The loss is model(rows).square().mean().
# Fill `norms`: for each nn.Linear, by its name in the model ("0", "2", "4"), the norm of the
# gradient that arrives at its output, as a Python float.
# Walk back once, and leave no hook behind.
# TODO: norms = {...}

# %% solution
norms = {}


def watched(name):
    def keep(_module, _grad_input, grad_output):
        norms[name] = grad_output[0].norm().item()

    return keep


handles = [
    layer.register_full_backward_hook(watched(name))
    for name, layer in model.named_children()
    if isinstance(layer, nn.Linear)
]
model(rows).square().mean().backward()
for handle in handles:
    handle.remove()
print({name: round(norm, 4) for name, norm in sorted(norms.items())})

# %% check
as_started = {
    "model": isinstance(model, torch.nn.Module),
    "rows": getattr(rows, "shape", None) == (2, 3),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def begun_afresh(start, touched, *state):
    """Refuse a try that went on from what an earlier one, judged by this cell, had changed."""
    judged, state = globals().setdefault("judged", []), repr(state)
    before = [then for one, then in judged if one is start][:1] if touched else []
    judged += [(start, state)] if touched and not before else []
    assert before in ([], [state]), (
        "Run the start again, then your code: an earlier try has changed what the start made."
    )


kept = [parameter.grad for parameter in model.parameters()]
begun_afresh(model, any(grad is not None for grad in kept), kept, globals().get("norms"))


def at_outputs():
    """The same gradients, of results that are kept by name."""
    results, result = {}, rows.detach()
    for name, layer in model.named_children():
        result = layer(result)
        if isinstance(layer, nn.Linear):
            results[name] = result
    gradients = torch.autograd.grad(result.square().mean(), list(results.values()))
    return dict(zip(results, gradients, strict=True))


assert isinstance(globals().get("norms"), dict), "There is no `norms` yet, a dictionary."
wanted = at_outputs()
assert len(norms) != 1, (
    "There is one entry only: every hook wrote under the same name. Give each its own."
)
assert set(norms) == set(wanted), f"The names should be {sorted(wanted)}, not {list(norms)}."
assert all(isinstance(norm, float) for norm in norms.values()), (
    "A norm should be a Python float: a tensor that is kept may keep a graph. Use .item()."
)


def are(numbers):
    return all(abs(norms[name] - float(number)) < 1e-5 for name, number in numbers.items())


layers = {name: layer for name, layer in model.named_children() if name in wanted}
weights = {name: layer.weight.grad for name, layer in layers.items()}
by_grad = any(gradient is None for gradient in weights.values())  # by torch.autograd.grad
assert by_grad or not are({name: gradient.norm() for name, gradient in weights.items()}), (
    "These are the norms of the weights' gradients: a hook on the module sees its output."
)
inputs = {name: gradient @ layers[name].weight.detach() for name, gradient in wanted.items()}
assert not are({name: gradient.norm() for name, gradient in inputs.items()}), (
    "These are the gradients at the inputs: take grad_output."
)
assert are({name: gradient.norm() for name, gradient in wanted.items()}), (
    "The norms are not those of one walk back from this loss."
)
loss = model(rows).square().mean()
once = torch.autograd.grad(loss, [layer.weight for layer in layers.values()])
assert by_grad or all(torch.allclose(weights[n], g) for n, g in zip(weights, once, strict=True)), (
    "The gradients of the weights are not those of one walk back: "
    "run the start again, then walk back once."
)
for layer in layers.values():
    left = [*getattr(layer, "_backward_hooks", ()), *getattr(layer, "_forward_hooks", ())]
    assert not left, "A hook was left behind."
found = dict(norms)
norms.clear()
ends = [*model.parameters(), *([rows] if rows.requires_grad else [])]
torch.autograd.grad(model(rows).square().mean(), ends)  # which adds to no .grad
left = dict(norms)
norms.update(found)
assert not left, "A hook was left behind: another walk back filled `norms` again."
print("All checks passed.")
