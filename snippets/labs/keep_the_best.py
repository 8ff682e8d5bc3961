r"""Lab: keep the best weights of a training, and take them back at its end.

Level: core. Minutes: 10.
Other numbers: rates = [1.2, 0.25, 1.2, 0.25, 0.25]
"""
# %% start
import copy

import torch
from torch import nn

rates = [0.25, 0.25, 0.25, 1.2, 1.2, 1.2]


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([4.0, -2.0]))
        self.register_buffer("average", torch.zeros(2))  # moves in each step

    def loss(self):
        return ((self.weight - 1) ** 2).sum()


model = Model()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def step(rate):
    optimizer.param_groups[0]["lr"] = rate
    optimizer.zero_grad()
    model.loss().backward()
    optimizer.step()
    model.average.lerp_(model.weight.detach(), 0.5)


# Write train(): a step for each of `rates`. Afterwards `model` has the parameters and
# the buffer that it had after the step with the lowest loss, and `optimizer` still
# steps this model. train() returns that loss as a Python float.
# TODO: def train(): ...

# %% solution
def train():
    lowest, best = float("inf"), None
    for rate in rates:
        step(rate)
        value = model.loss().item()
        if value < lowest:
            lowest, best = value, copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return lowest


print(train(), model.weight.data, model.average)

# %% check
as_started = {
    "rates": isinstance(rates, list),
    "model": isinstance(model, torch.nn.Module),
    "optimizer": isinstance(optimizer, torch.optim.Optimizer),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def trial(given):
    """What train() returns and leaves, and what each step would have left."""
    begin = torch.tensor([4.0, -2.0])
    rates[:] = given
    with torch.no_grad():
        held.copy_(begin)
        model.average.zero_()
    returned = train()
    weight, average, places = begin.clone(), torch.zeros(2), []
    for rate in given:
        weight = weight - rate * 2 * (weight - 1)
        average = (average + weight) / 2
        places.append((((weight - 1) ** 2).sum().item(), weight, average))
    return returned, places


def near(a, b):
    return torch.allclose(a.detach(), b, atol=1e-4)


assert callable(globals().get("train")), "There is no `train` yet."
asked = list(rates)
held = optimizer.param_groups[0]["params"][0]
for given in (asked, [0.25, 1.6, 0.25, 0.25], [0.1, 0.1, 1.2], [0.1] * 3, [1.5, 1.5]):
    returned, places = trial(given)
    rates[:] = asked
    lowest, weight, average = min(places, key=lambda place: place[0])
    assert model.weight is held, (
        "`model` has another weight than `optimizer` steps: run the start again, "
        "and load the best values into this model."
    )
    last, first = places[-1], places[0]
    assert near(model.weight, weight) or not near(model.weight, last[1]), (
        "The weights are those of the last step: what was kept shares memory with them."
    )
    assert near(model.weight, weight) or not near(model.weight, first[1]), (
        "The weights are those of the first step: is a lower loss kept as well?"
    )
    assert near(model.weight, weight), (
        f"The weights should be {weight.tolist()}, not {model.weight.tolist()}."
    )
    assert near(model.average, average), (
        f"The buffer should be {average.tolist()}, as after the best step: it belongs to the copy."
    )
    assert isinstance(returned, float), "train() returns the lowest loss as a Python float."
    assert abs(returned - lowest) < 1e-4, f"The lowest loss is {lowest:.4f}, not {returned:.4f}."
    assert model.weight.requires_grad, "The weights do not record any more."
print("All checks passed.")
