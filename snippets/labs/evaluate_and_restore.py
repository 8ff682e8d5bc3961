r"""Lab: an evaluation that leaves every mode as it found it.

Level: core. Minutes: 12.
"""
# %% start
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.Linear(3, 1))
batches = [torch.tensor([[1.0, 2.0]]), torch.tensor([[0.0, -1.0], [3.0, 1.0]])]


def leaky(model, batches):
    model.eval()
    torch.set_grad_enabled(False)
    results = [model(batch) for batch in batches]
    torch.set_grad_enabled(True)
    model.train()
    return results


# leaky() switches recording on in the end where it was off before, and the model to train()
# where it was in eval(), and every part of it. Where a batch raises an error, recording stays off.
# Write evaluate(model, batches): the same list of results, without dropout and without a record.
# Afterwards both modes are as they were, that of each part of the model too, after an error
# as well.
# The results can be inputs of a training later on.
# TODO: def evaluate(model, batches): ...

# %% solution
def evaluate(model, batches):
    before = {part: part.training for part in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            return [model(batch) for batch in batches]
    finally:
        for part, trains in before.items():
            part.training = trains


print(evaluate(model, batches))

# %% check
as_started = {"batches": isinstance(batches, list) and len(batches) == 2}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


class Probe(nn.Module):
    """Says in which modes it runs."""

    def __init__(self):
        super().__init__()
        self.ran, self.part = [], nn.Dropout(0.5)

    def forward(self, t):
        trains = self.training or self.part.training
        self.ran.append((torch.is_grad_enabled(), trains))
        return self.part(t * 0) + t * 2


def broken():
    yield batches[0]
    raise ValueError("a batch that cannot be read")


def modes(module, trains, records, given):
    """The modes after an evaluation, and its results."""
    module.train(trains)
    with torch.set_grad_enabled(records):
        try:
            results = evaluate(module, given)
        except ValueError:
            results = None
        trained = {part.training for part in module.modules()}
        after = (trains if trained == {trains} else not trains, torch.is_grad_enabled())
    return after, results


assert callable(globals().get("evaluate")), "There is no `evaluate` yet."
probe = Probe()
_, results = modes(probe, True, True, batches)
assert isinstance(results, list), "evaluate returns a list with a result for each batch."
assert len(results) == len(batches), f"There should be {len(batches)} results."
assert not any(t for _, t in probe.ran), "The model or a part of it ran in train(): dropout was on."
assert not any(r for r, _ in probe.ran), "Recording was on: every step kept what it needs."
assert all(isinstance(r, torch.Tensor) for r in results), "Each result should be a tensor."
assert all(torch.equal(r, 2 * b) for r, b in zip(results, batches, strict=True)), (
    "The results are not those of the model."
)
weight = torch.ones(1, requires_grad=True)
assert not results[0].is_inference(), (
    "The results are inference tensors: they can never be saved for a way back."
)
(results[0] * weight).sum().backward()
for trains, records in ((True, True), (True, False), (False, True), (False, False)):
    for given, when in ((batches, ""), (broken(), ", after an error")):
        (training, enabled), _ = modes(probe, trains, records, given)
        assert enabled == records, f"Recording was {records} before, and is {enabled} now{when}."
        assert training == trains, f"`training` was {trains} before, and is {training} now{when}."
for trains in (True, False):  # a part that is in another mode than the whole
    probe.train(trains)
    probe.part.train(not trains)
    evaluate(probe, batches)
    assert probe.part.training != trains == probe.training, (
        f"The model was in {'train' if trains else 'eval'}() and a part of it was not: "
        "keep `training` of each of model.modules(), and give each its own back."
    )
other = [torch.full((2, 3), float(number)) for number in range(-2, 3)]
results = evaluate(probe, (batch for batch in other))
assert len(results) == 5, f"Of five other batches there are {len(results)} results."
assert all(torch.equal(r, 2 * b) for r, b in zip(results, other, strict=True)), (
    "For other batches the results are not those of the model: use what is given."
)
try:
    evaluate(probe, broken())
except ValueError:
    print("All checks passed.")
else:
    raise AssertionError("The error of a batch was swallowed: whoever calls must see it.")
