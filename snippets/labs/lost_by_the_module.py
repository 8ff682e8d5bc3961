r"""Lab: a module that has lost its layers, a scale and a mask.

Level: core. Minutes: 12.
"""
# %% start
import torch
from torch import nn


class Lost(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2), nn.Linear(2, 2)]
        self.scale = nn.Parameter(torch.ones(2)) * 0.5
        self.mask = torch.tensor([1.0, 0.0])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).tanh()
        return x * self.scale * self.mask


# Lost().parameters() is empty, .double() reaches nothing, and its state_dict() has no entry.
# Write Found, with the same result as Lost: the layers and the scale train, the scale begins
# at 0.5, the mask never trains, and everything moves with .double() and is saved.
# TODO: class Found(nn.Module): ...

# %% solution
class Found(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
        self.scale = nn.Parameter(torch.full((2,), 0.5))
        self.register_buffer("mask", torch.tensor([1.0, 0.0]))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).tanh()
        return x * self.scale * self.mask


print([name for name, _ in Found().named_parameters()])
print([name for name, _ in Found().named_buffers()])

# %% check
def like(right, value, name):
    """The numbers of `value` in the type of `right`, however they were typed."""
    try:
        found = torch.as_tensor(value, dtype=right.dtype)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be a tensor of numbers.") from None
    assert found.shape == right.shape, (
        f"{name} should have the shape {tuple(right.shape)}, not {tuple(found.shape)}."
    )
    return found


def by_hand(x, layers):
    """What Lost computes, with the numbers of other layers."""
    for layer in layers:
        x = (x @ layer.weight.T + layer.bias).tanh()
    return x * 0.5 * torch.tensor([1.0, 0.0])


assert isinstance(globals().get("Found"), type), "There is no `Found` yet."
assert issubclass(Found, nn.Module), "`Found` should be a module: class Found(nn.Module)."
torch.manual_seed(0)
found = Found()
inputs = torch.tensor([[1.0, -2.0], [0.5, 3.0]])
parameters, buffers = dict(found.named_parameters()), dict(found.named_buffers())
layers = [module for module in found.modules() if isinstance(module, nn.Linear)]
assert len(layers) == 2, (
    f"The module knows {len(layers)} of its two layers: it looks into no plain list or dictionary."
)
assert "scale" not in buffers, "The scale is a buffer: no optimizer will see it."
assert "scale" in parameters, (
    "The scale is no parameter: what is computed from a Parameter is a result."
)
trains = [name for name, parameter in parameters.items() if parameter.requires_grad]
assert "mask" not in trains, "The mask is a parameter that records: an optimizer moves it."
assert "mask" in {**parameters, **buffers}, (
    "The mask is an ordinary attribute: it neither moves nor is saved."
)
assert "mask" in found.state_dict(), "The mask is not saved: leave out persistent=False."
assert len(trains) == 5, f"There should be 5 parameters that train, not {sorted(trains)}."
assert type(found).forward is not nn.Module.forward, "`Found` has no forward yet."
result = like(inputs, found(inputs), "The result")
assert result.requires_grad, "The result does not record."
assert torch.allclose(result, by_hand(inputs, layers), atol=1e-6), "The result is not that of Lost."
result.sum().backward()
without = [name for name in trains if parameters[name].grad is None]
assert without == [], f"No gradient arrives at {without}: does `forward` make or wrap something?"
assert len(list(found.parameters())) == len(parameters), (
    "`forward` makes a parameter: make it in `__init__`."
)
kinds = {str(t.dtype) for t in found.double().state_dict().values()}
assert kinds == {"torch.float64"}, f"After .double() there are still {sorted(kinds)}."
result = found(inputs.double())
assert getattr(result, "dtype", None) == torch.float64, "After .double() the result is not double."
torch.manual_seed(1)
other = Found().double()
other.load_state_dict(found.state_dict())
assert torch.equal(other(inputs.double()), found(inputs.double())), "A saved module differs."
for name, buffer in (("scale", other.scale), ("mask", other.mask)):
    assert buffer.shape == (2,), f"`{name}` should have two entries, one for each result."
with torch.no_grad():
    other.scale.copy_(torch.tensor([-3.0, 2.0]))
    other.mask.copy_(torch.tensor([0.0, 5.0]))
hidden = inputs.double()
for layer in layers:  # with the numbers that `other` has loaded
    hidden = layer(hidden).tanh()
result = like(hidden, other(inputs.double()), "The result")
assert torch.allclose(result, hidden * torch.tensor([0.0, 10.0])), (
    "After the scale and the mask were changed, the result is not the product with both: "
    "`forward` should use self.scale and self.mask."
)
print("All checks passed.")
