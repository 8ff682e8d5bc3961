r"""What an optimizer does with .grad: frozen, clipped, shared, or zero."""
# %% kept
import torch
from torch.nn import Parameter
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

w = Parameter(torch.ones(1))
kept, copies = [], []
for factor in (1, 2, 3):
    (factor * w).sum().backward()
    kept.append(w.grad)
    copies.append(w.grad.clone())
print("kept:  ", [g.item() for g in kept])
print("copies:", [g.item() for g in copies])

# %% frozen
def after_freezing(make, to_none):
    """One step with slope 3, then frozen, then one more step()."""
    p = Parameter(torch.ones(1))
    optimizer = make([p])
    (3 * p).sum().backward()
    optimizer.step()
    p.requires_grad_(False)
    optimizer.zero_grad(set_to_none=to_none)
    optimizer.step()
    return p.item()


OPTIMIZERS = {
    "SGD": lambda ps: torch.optim.SGD(ps, lr=0.1),
    "SGD, momentum": lambda ps: torch.optim.SGD(ps, lr=0.1, momentum=0.9),
    "SGD, weight decay": lambda ps: torch.optim.SGD(ps, lr=0.1, weight_decay=0.5),
    "Adam": lambda ps: torch.optim.Adam(ps, lr=0.1),
    "AdamW": lambda ps: torch.optim.AdamW(ps, lr=0.1, weight_decay=0.5),
}
ends = {
    name: [after_freezing(make, to_none) for to_none in (True, False)]
    for name, make in OPTIMIZERS.items()
}
print("after the second step:  .grad is None   .grad is zero")
for name, (with_none, with_zero) in ends.items():
    print(f"{name:24}{with_none:<16.4f}{with_zero:.4f}")

# %% flag-off
late = Parameter(torch.ones(1))
sgd = torch.optim.SGD([late], lr=0.1)
(3 * late).sum().backward()
late.requires_grad_(False)  # between backward and step
sgd.step()
print(round(late.item(), 4))

# %% first-step
def first_step(make, gradient):
    p = Parameter(torch.ones(1))
    p.grad = torch.tensor([gradient])
    make([p]).step()
    return p.item()


SIZES = (1e-6, 1e-3, 1.0, 1e3)
first = {
    name: [first_step(OPTIMIZERS[name], size) for size in SIZES] for name in ("SGD", "Adam")
}
print("gradient", *(f"{size:>10}" for size in SIZES))
for name_first, ends_first in first.items():
    print(f"{name_first:8}", *(f"{end:10.6f}" for end in ends_first))

# %% adam-zero
a = Parameter(torch.ones(1))
adam = torch.optim.Adam([a], lr=0.1)
path = []
for slope in (1.0, 0.0, 0.0):
    a.grad = torch.tensor([slope])
    adam.step()
    path.append(round(a.item(), 4))
print(path)

# %% clip
def two():
    b, c = Parameter(torch.zeros(1)), Parameter(torch.zeros(1))
    b.grad, c.grad = torch.tensor([3.0]), torch.tensor([4.0])
    return b, c


together = two()
norm = clip_grad_norm_(together, max_norm=1.0)
one_by_one = two()
for q in one_by_one:
    clip_grad_norm_([q], max_norm=1.0)
by_value = two()
clip_grad_value_(by_value, 1.0)
print("norm before clipping:", norm.item())
for text, pair in {
    "together": together,
    "one by one": one_by_one,
    "by value": by_value,
}.items():
    print(f"{text:12}", [round(q.grad.item(), 4) for q in pair])

# %% clip-parts
def clipped(after_each):
    p = Parameter(torch.zeros(1))
    for part in (3.0, -2.0):
        (part * p).sum().backward()
        if after_each:
            clip_grad_norm_([p], max_norm=1.0)
    clip_grad_norm_([p], max_norm=1.0)
    return round(p.grad.item(), 4)


ends_clipped = {"after each part": clipped(True), "once, before the step": clipped(False)}
print(ends_clipped)

# %% players
G, D = (torch.nn.Linear(1, 1, bias=False) for _ in range(2))
noise = torch.ones(4, 1)


def who_got_one(walk):
    G.zero_grad()
    D.zero_grad()
    walk()
    return [name for name, net in {"G": G, "D": D}.items() if net.weight.grad is not None]


walks = {
    "D(G(noise)), backward()": lambda: D(G(noise)).sum().backward(),
    "D(G(noise).detach())": lambda: D(G(noise).detach()).sum().backward(),
    "backward(inputs=G's)": lambda: D(G(noise)).sum().backward(inputs=list(G.parameters())),
}
received = {text_walk: who_got_one(walk) for text_walk, walk in walks.items()}
for text_walk, names in received.items():
    print(f"{text_walk:25}{names}")

# %% lbfgs
def minimum(forgotten=None):
    v = torch.tensor([5.0], requires_grad=True)
    optimizer = torch.optim.LBFGS([v], lr=0.5, max_iter=5)

    def closure():
        if forgotten != "zero_grad":
            optimizer.zero_grad()
        loss = ((v - 3) ** 2).sum()
        if forgotten != "backward":
            loss.backward()
        return loss

    optimizer.step(closure)
    return round(v.item(), 4)


closures = {forgotten: minimum(forgotten) for forgotten in (None, "zero_grad", "backward")}
print("minimum at 3, forgotten:", closures)

# %% replaced
layer = torch.nn.Linear(1, 1, bias=False)
holder = torch.optim.SGD(layer.parameters(), lr=0.1)
layer.weight = Parameter(torch.zeros(1, 1))  # a new one; the optimizer has the old
layer(torch.ones(1, 1)).sum().backward()
holder.step()
print("gradient:", layer.weight.grad.item(), " weight:", layer.weight.item())

# %% recipe-freeze
def freeze(parameters):
    """No flag, and no gradient that is left over."""
    for p in parameters:
        p.requires_grad_(False)
        p.grad = None


x = Parameter(torch.ones(1))
with_momentum = torch.optim.SGD([x], lr=0.1, momentum=0.9)
(3 * x).sum().backward()
with_momentum.step()
freeze([x])
with_momentum.step()
print(round(x.item(), 4))

# %% lbfgs-frozen
moving, still = (Parameter(torch.tensor([5.0])) for _ in range(2))
long_vector = torch.optim.LBFGS([moving, still], lr=0.5, max_iter=2)


def together_closure():
    long_vector.zero_grad()
    loss = ((moving - 3) ** 2 + (moving * still - 1) ** 2).sum()
    loss.backward()
    return loss


long_vector.step(together_closure)
freeze([still])
stood_at = still.item()
long_vector.step(together_closure)
print(f"{stood_at:.3f} -> {still.item():.3f}, gradient {still.grad}")

# %% recipe-accumulate
model, rows = torch.nn.Linear(2, 1), torch.ones(4, 2)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
optimizer.zero_grad()
for part in rows.split(2):
    (model(part).sum() / len(rows)).backward()
total = clip_grad_norm_(model.parameters(), max_norm=1.0)  # once, after all walks
optimizer.step()
print("norm:", round(total.item(), 4))
