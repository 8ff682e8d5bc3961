r"""Where nan is born: the step that makes it, and the same formula without it."""
# %% root
import torch
from torch.nn.functional import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    logsigmoid,
    normalize,
    softplus,
)

x = torch.zeros(2, requires_grad=True)
length = (x**2).sum().sqrt()
length.backward()
print(length.item(), x.grad)

# %% away
far = torch.tensor([3.0, 4.0], requires_grad=True)
far_length = (far**2).sum().sqrt()
far_length.backward()
print(far_length.item(), far.grad)

# %% norm
v = torch.zeros(2, requires_grad=True)
v.norm().backward()
print(v.grad)

# %% pair
def value_and_gradient(function, *entries):
    t = torch.tensor(entries, requires_grad=True)
    value = function(t)
    value.backward()
    return value.item(), t.grad.tolist()


near = torch.tensor([-2.0], requires_grad=True)
near_loss = -torch.log(torch.sigmoid(near)).sum()
near_loss.backward()
print("at -2:", near_loss.item(), near.grad.item())

LOW = -200.0  # a logit far on the wrong side
for_target_1 = {
    "-log(sigmoid(x))": lambda t: -torch.log(torch.sigmoid(t)).sum(),
    "bce(sigmoid(x), 1)": lambda t: binary_cross_entropy(t.sigmoid(), torch.ones(1)),
    "-logsigmoid(x)": lambda t: -logsigmoid(t).sum(),
    "bce_with_logits(x, 1)": lambda t: binary_cross_entropy_with_logits(
        t, torch.ones(1)
    ),
}
losses = {name: value_and_gradient(f, LOW) for name, f in for_target_1.items()}
for name, (value, gradient) in losses.items():
    print(f"{name:24}{value:8}   {gradient}")

# %% pairs
PAIRS = {
    "(x**2).sum().sqrt()": (lambda t: (t**2).sum().sqrt(), torch.norm, (0.0, 0.0)),
    "x.var().sqrt()": (lambda t: t.var().sqrt(), torch.std, (3.0, 3.0)),
    "-log(softmax(x))[0]": (
        lambda t: -torch.log(t.softmax(0))[0],
        lambda t: -t.log_softmax(0)[0],
        (0.0, 200.0),
    ),
    "exp(x).sum().log()": (
        lambda t: t.exp().sum().log(),
        lambda t: t.logsumexp(0),
        (0.0, 200.0),
    ),
    "log(1 + exp(x))": (lambda t: (1 + t.exp()).log().sum(), softplus, (200.0,)),
    "sin(x) / x": (
        lambda t: (t.sin() / t).sum(),
        lambda t: torch.sinc(t / torch.pi).sum(),
        (0.0,),
    ),
}
measured = {
    text: (value_and_gradient(first, *at), value_and_gradient(second, *at))
    for text, (first, second, at) in PAIRS.items()
}
for text, (before, after) in measured.items():
    print(f"{text:21}{before!s:27}{after}")

# %% masks
keep = torch.tensor([True, False])
MASKS = {
    "sqrt(x) * keep": lambda t: (t.sqrt() * keep).sum(),
    "sqrt(x)[keep]": lambda t: t.sqrt()[keep].sum(),
    "sqrt(x).masked_fill(~keep, 0)": lambda t: t.sqrt().masked_fill(~keep, 0.0).sum(),
    "where(keep, sqrt(x), 0)": lambda t: torch.where(keep, t.sqrt(), 0.0).sum(),
    "(x / x).nansum()": lambda t: (t / t).nansum(),
    "sqrt(x[keep])": lambda t: t[keep].sqrt().sum(),
    "where(keep, sqrt(where(keep, x, 1)), 0)": lambda t: torch.where(
        keep, torch.where(keep, t, 1.0).sqrt(), 0.0
    ).sum(),
}
masked = {text: value_and_gradient(f, 1.0, 0.0) for text, f in MASKS.items()}
for text_masked, (value_masked, gradient_masked) in masked.items():
    print(f"{text_masked:41}{value_masked}  {gradient_masked}")

# %% attention
hidden = torch.tensor([True, True])  # every entry of the row is masked
scores = torch.zeros(2, requires_grad=True)
weights = (scores + torch.where(hidden, -torch.inf, 0.0)).softmax(0)
weights.masked_fill(hidden, 0.0).sum().backward()
print(weights.detach(), scores.grad)

# %% attention-finite
finite = torch.zeros(2, requires_grad=True)
lowest = torch.finfo(finite.dtype).min
safe_weights = finite.masked_fill(hidden, lowest).softmax(0).masked_fill(hidden, 0.0)
safe_weights.sum().backward()
print(safe_weights.detach(), finite.grad)

# %% targets
logits = torch.zeros(2, 3, requires_grad=True)
ignored = torch.tensor([-100, -100])  # ignore_index: nothing left to average
mean_loss = cross_entropy(logits, ignored)
sum_loss = cross_entropy(logits, ignored, reduction="sum")
print("mean:", mean_loss.item(), " sum:", sum_loss.item())

# %% std stderr="show"
row = torch.tensor([3.0], requires_grad=True)
spread_of_one = row.std()
spread_of_one.backward()
print(spread_of_one.item(), row.grad)

# %% nan-to-num
q = torch.tensor([1.0, -1.0], requires_grad=True)
cleaned = q.log().nan_to_num()
cleaned.sum().backward()
print(cleaned.detach(), q.grad)

# %% clip
a, b = (torch.nn.Parameter(torch.ones(2)) for _ in range(2))
a.grad = torch.tensor([1.0, torch.nan])
b.grad = torch.tensor([1.0, 1.0])
before_clip = b.grad.clone()
norm = torch.nn.utils.clip_grad_norm_([a, b], 1.0)
print("norm:", norm.item())
print("b before:", before_clip, " after:", b.grad)

# %% adam
p = torch.nn.Parameter(torch.ones(1))
optimizer = torch.optim.Adam([p], lr=0.1)
for number in (torch.nan, 1.0, 1.0):
    p.grad = torch.tensor([number])
    optimizer.step()
print(p.item(), optimizer.state[p]["exp_avg"].item())

# %% guard
def finite_or_skip(optimizer, parameters):
    """A step, unless a gradient is nan or infinite. Says whether it was made."""
    found = [t.grad for t in parameters if t.grad is not None]
    if not all(gradient.isfinite().all() for gradient in found):
        optimizer.zero_grad()
        return False
    optimizer.step()
    return True


w = torch.nn.Parameter(torch.ones(1))
steps = torch.optim.Adam([w], lr=0.1)
made = []
for slope in (torch.nan, 1.0):
    w.grad = torch.tensor([slope])
    made.append(finite_or_skip(steps, [w]))
print(made, round(w.item(), 4))

# %% first-bad
def all_finite(gradients):
    return all(g.isfinite().all() for g in gradients if g is not None)


def watch(node, bad):
    def look(gradients, incoming):
        if all_finite(incoming) and not all_finite(gradients):
            bad.append(node.name())

    return node.register_hook(look)


def first_bad(result):
    """Walks back; names the steps that turn finite gradients into others."""
    bad, nodes, waiting = [], {}, [result.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in nodes:
            nodes[node] = watch(node, bad)
            waiting += [below for below, _ in node.next_functions]
    result.backward()
    for handle in nodes.values():
        handle.remove()
    return bad


u = torch.zeros(2, requires_grad=True)
culprits = first_bad(((u**2).sum().sqrt() * 3 + u.sum()).exp())
print(culprits)

# %% edges
EDGES = {
    "x.norm() at (0, 0)": (torch.norm, (0.0, 0.0)),
    "hypot(x, y) at (0, 0)": (lambda t: torch.hypot(*t), (0.0, 0.0)),
    "x**0.5 at 0": (lambda t: (t**0.5).sum(), (0.0,)),
    "acos(x) at 1": (lambda t: t.acos().sum(), (1.0,)),
    "x * log(x) at 0": (lambda t: (t * t.log()).sum(), (0.0,)),
    "xlogy(x, x) at 0": (lambda t: torch.xlogy(t, t).sum(), (0.0,)),
    "x / x.norm() at (0, 0)": (lambda t: (t / t.norm()).sum(), (0.0, 0.0)),
    "F.normalize(x) at (0, 0)": (lambda t: normalize(t, dim=0).sum(), (0.0, 0.0)),
    "(-1)**x at 2": (lambda t: ((-torch.ones(1)) ** t).sum(), (2.0,)),
}
edges = {text: value_and_gradient(f, *at) for text, (f, at) in EDGES.items()}
for text_edge, (value_edge, gradient_edge) in edges.items():
    print(f"{text_edge:26}{value_edge:5}  {gradient_edge}")
