r"""Lab: freeze the first layer of a model and train the last.

Level: core. Minutes: 8.
Other numbers: data = torch.tensor([[2.0, -1.0], [1.0, 4.0]])
"""
# %% start
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(2, 3),
    torch.nn.Tanh(),
    torch.nn.Linear(3, 1),
)
data = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
arrived = []  # the gradients that reach model[0], for the check
for parameter in model[0].parameters():
    parameter.register_hook(arrived.append)

# The layer model[0] is finished, model[2] still has to learn.
# 1. Freeze the weight and the bias of model[0].
# 2. Run the model on the data and add up the results.
# 3. Run backward() once.
# TODO

# %% solution
model[0].requires_grad_(False)
model(data).sum().backward()
print("first:", model[0].weight.grad, model[0].bias.grad)
print("last: ", model[2].weight.grad, model[2].bias.grad)

# %% check
as_started = {
    "model": isinstance(model, torch.nn.Module),
    "data": getattr(data, "shape", None) == (2, 2),
    "arrived": isinstance(arrived, list),
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
begun_afresh(model, any(grad is not None for grad in kept) or bool(arrived), kept, len(arrived))
first, last = model[0], model[2]
misspelt = any("require_grad" in vars(part) for part in (model, first, first.weight, first.bias))
assert not misspelt, "`require_grad` is misspelt: the flag is called `requires_grad`."
assert not any("requires_grad" in vars(part) for part in (model, first)), (
    "A layer has no flag of its own: call requires_grad_(False) on it, or set each parameter's."
)
assert not first.weight.requires_grad, "The weight of model[0] still trains: freeze it."
assert not first.bias.requires_grad, "The bias of model[0] still trains: freeze it as well."
assert last.weight.requires_grad, (
    "The weight of model[2] is frozen: that one should learn. Run the start again before you try."
)
assert last.bias.requires_grad, (
    "The bias of model[2] is frozen: that one should learn. Run the start again before you try."
)
assert first.weight.grad is None, (
    "model[0] has received a gradient: freeze it before you run the model."
)
assert first.bias.grad is None, (
    "The bias of model[0] has received a gradient: freeze it before you run the model."
)
assert not arrived, (
    "Gradients have reached model[0], and were removed: freeze it before you run the model."
)
assert last.weight.grad is not None, (
    "model[2] has no gradient yet: run the model, add up the results, and call backward()."
)
hidden = torch.tanh(data @ first.weight.T + first.bias)
assert not torch.allclose(last.weight.grad, 2 * hidden.sum(0)), (
    "The gradient is twice as large as it should be: run backward() once."
)
assert torch.allclose(last.weight.grad, hidden.sum(0)), (
    f"The gradient of the last weight should be {hidden.sum(0).tolist()}: "
    "add up the results of both rows."
)
assert torch.allclose(last.bias.grad, torch.tensor([2.0])), (
    "The gradient of the last bias should be 2, one for each row."
)
print("All checks passed.")
