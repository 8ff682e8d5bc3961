r"""How long a recorded graph lives, and how many numbers it keeps in the meantime."""
# %% imports
import gc
import weakref

import torch
from torch.autograd.graph import saved_tensors_hooks

# %% forward
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * x
out = y.sum()
node = y.grad_fn
print(node.name())
print("keeps:", node._saved_self)
print("and:  ", node._saved_other)

# %% backward
out.backward()
print(x.grad)

# %% what-stays
print("y:  ", y)
print("out:", out)
print("node:", y.grad_fn is node, " link:", node.next_functions[0][0].variable is x)

# %% twice
SUMS = {
    "(x + 2).sum()": lambda x: (x + 2).sum(),
    "x.mean()": lambda x: x.mean(),
    "(x * 2).sum()": lambda x: (x * 2).sum(),
    "(x * x).sum()": lambda x: (x * x).sum(),
    "x.exp().sum()": lambda x: x.exp().sum(),
}


def walk_twice(make):
    ones = torch.ones(3, requires_grad=True)
    result = make(ones)
    result.backward()
    once = ones.grad.clone()
    try:
        result.backward()
    except RuntimeError as error:
        if "backward through the graph a second time" not in str(error):
            raise
        return "raises"
    return "doubles" if torch.equal(ones.grad, 2 * once) else "wrong"


second_walks = {name: walk_twice(make) for name, make in SUMS.items()}
for name, found in second_walks.items():
    print(f"{name:16}{found}")

# %% constant
doubled = x * 2
print("input kept:   ", doubled.grad_fn._saved_self)
print("constant kept:", doubled.grad_fn._saved_other)

# %% retain
x_kept = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
out_kept = (x_kept * x_kept).sum()
out_kept.backward(retain_graph=True)
print(x_kept.grad)
out_kept.backward()
print(x_kept.grad)

# %% shared-retain
s = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
trunk = s * s
trunk.sum().backward(retain_graph=True)
(trunk * trunk).sum().backward()
print(s.grad)

# %% shared-sum
r = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
shared = r * r
both = shared.sum() + (shared * shared).sum()
both.backward()
print(r.grad)

# %% hook
def saved_by(function, *inputs):
    sizes, places = [], set()

    def pack(tensor):
        sizes.append(tensor.numel())
        places.add(tensor.data_ptr())
        return tensor.detach()

    with saved_tensors_hooks(pack, lambda tensor: tensor):
        function(*inputs)
    return sizes, len(places)


hundred = torch.linspace(0.01, 1.0, 100, requires_grad=True)
print(saved_by(torch.exp, hundred))

# %% hook-that-holds
def alive_after_five(pack):
    results = []
    for _ in range(5):
        with saved_tensors_hooks(pack, lambda tensor: tensor):
            results.append(weakref.ref(hundred.exp()))
    gc.collect()
    return sum(result() is not None for result in results)


held = alive_after_five(lambda tensor: tensor)
released = alive_after_five(lambda tensor: tensor.detach())
print("returns tensor:         ", held, "of 5 left")
print("returns tensor.detach():", released, "of 5 left")

# %% saved-per-operation
OPERATIONS = {
    "x + 2": lambda x: x + 2,
    "3 * x": lambda x: 3 * x,
    "x.sum()": torch.sum,
    "x.exp()": torch.exp,
    "x.sin()": torch.sin,
    "x.relu()": torch.relu,
    "x.sigmoid()": torch.sigmoid,
    "x ** 2": lambda x: x**2,
    "6 / x": lambda x: 6 / x,
    "x * x": lambda x: x * x,
}
elements, storages = {}, {}
print("operation     elements saved   places in memory")
for operation, function in OPERATIONS.items():
    sizes, storages[operation] = saved_by(function, hundred)
    elements[operation] = sum(sizes)
    print(f"{operation:14}{elements[operation]:<17}{storages[operation]}")

# %% chart
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(5, 3.2), layout="constrained")
bars = axes.barh(list(elements), list(elements.values()))
axes.bar_label(bars, padding=3)
axes.invert_yaxis()
axes.set_xlim(0, 230)
axes.set_xlabel("elements saved for 100 inputs")
plt.show()

# %% network
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(4, 10),
    torch.nn.ReLU(),
    torch.nn.Linear(10, 3),
)
batch = torch.rand(10, 4)
network_sizes, network_places = saved_by(model, batch)
print(network_sizes, "=", sum(network_sizes), "in", network_places, "places")

# %% switched-off
with torch.no_grad():
    unrecorded, _ = saved_by(model, batch)
detached_after, _ = saved_by(lambda inputs: model(inputs).detach(), batch)
print("under no_grad:  ", sum(unrecorded))
print("detached after: ", sum(detached_after))

# %% wider
wider_sizes, _ = saved_by(model, torch.rand(20, 4))
print(wider_sizes, "=", sum(wider_sizes))

# %% counting-the-living
class Box:
    def __init__(self, tensor):
        self.tensor = tensor


boxes = weakref.WeakSet()  # a box leaves it when its graph lets go


def pack_in_box(tensor):
    box = Box(tensor.detach())  # or the box would hold the graph that holds the box
    boxes.add(box)
    return box


def living():
    return sum(box.tensor.numel() for box in boxes)


with saved_tensors_hooks(pack_in_box, lambda box: box.tensor):
    score = (model(batch) ** 2).mean()
counts = [living()]
score.backward()
counts.append(living())
print("after the forward pass:", counts[0])
print("after backward:        ", counts[1])

# %% last-name
with saved_tensors_hooks(pack_in_box, lambda box: box.tensor):
    unwalked = (model(batch) ** 2).mean()
named = living()
del unwalked
unnamed = living()
print("while it has a name:", named)
print("after del:          ", unnamed)

# %% running-total
def steps_behind(value):
    todo, met = [getattr(value, "grad_fn", None)], set()
    while todo:
        step = todo.pop()
        if step is not None and step not in met:
            met.add(step)
            todo += [link for link, _ in step.next_functions]
    return len(met)


def rounds(add, walk):
    total, history = 0.0, []
    for _ in range(4):
        with saved_tensors_hooks(pack_in_box, lambda box: box.tensor):
            loss = (model(batch) ** 2).mean()
        if walk:
            loss.backward()
        total = add(total, loss)
        history.append((living(), steps_behind(total)))
    return history


WAYS = {
    "total + loss": (lambda total, loss: total + loss, False),
    "total + loss, after backward": (lambda total, loss: total + loss, True),
    "total + loss.item()": (lambda total, loss: total + loss.item(), False),
}
histories = {way: rounds(*how) for way, how in WAYS.items()}
for way, history in histories.items():
    print(way)
    print("  elements:", *(f"{count:5}" for count, _ in history))
    print("  steps:   ", *(f"{count:5}" for _, count in history))
