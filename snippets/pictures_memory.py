r"""The bytes that one training step keeps, from the first layer to the update."""
# %% step
import weakref

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

batch = 64
torch.manual_seed(0)
model = nn.Sequential(
    nn.Linear(32, 64),
    nn.Tanh(),
    nn.Linear(64, 64),
    nn.Tanh(),
    nn.Linear(64, 10),
)
inputs = torch.rand(batch, 32)
targets = torch.randint(10, (batch,))
there = [inputs, targets, *model.parameters()]
given = {t.untyped_storage().data_ptr() for t in there}
stored, grads, marks = [0], [0], {}
living = {}


class Kept:
    def __init__(self, tensor):
        self.tensor = tensor.detach()


def note(saved, grad):
    stored.append(stored[-1] + saved)
    grads.append(grads[-1] + grad)


def forget(place, size):
    living[place] -= 1
    if not living[place]:
        note(-size, 0)


def pack(tensor):
    kept, storage = Kept(tensor), tensor.untyped_storage()
    place, size = storage.data_ptr(), storage.nbytes()
    if place not in given:
        living[place] = living.get(place, 0) + 1
        if living[place] == 1:
            note(size, 0)
        weakref.finalize(kept, forget, place, size)
    return kept


for weight in model.parameters():
    weight.register_post_accumulate_grad_hook(
        lambda p: note(0, p.grad.nbytes)
    )
with saved_tensors_hooks(pack, lambda kept: kept.tensor):
    loss = nn.functional.cross_entropy(model(inputs), targets)
marks["backward"] = len(stored) - 1
loss.backward()
marks["update"] = len(stored) - 1
with torch.no_grad():
    for weight in model.parameters():
        weight -= 0.1 * weight.grad
        weight.grad = None
note(0, -grads[-1])
print(f"saved at most: {max(stored):,} bytes")
print(f"gradients:     {max(grads):,} bytes")

# %% picture
import matplotlib.pyplot as plt

figure, axes = plt.subplots(
    figsize=(5, 3.2), layout="constrained"
)
axes.stairs(
    [n / 1024 for n in stored],
    color="C8",
    linewidth=2,
    label="saved for backward",
)
axes.stairs(
    [n / 1024 for n in grads],
    color="C1",
    linewidth=2,
    label="gradients",
)
for name, place in marks.items():
    axes.axvline(place + 0.5, color="#b0b0b0", linewidth=1)
    axes.text(place + 0.7, 108, name)
axes.text(0.2, 108, "forward")
axes.set_ylim(0, 120)
axes.set_xlabel("events of one step")
axes.set_ylabel("KiB")
figure.legend(loc="outside upper center", ncols=2)
plt.show()
