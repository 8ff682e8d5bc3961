r"""Broadcast, indexed, written: how shapes run backward, and where a gradient counts twice."""
# %% broadcast
import torch

a = torch.ones(3, 1, requires_grad=True)
b = torch.ones(1, 4, requires_grad=True)
table = a + b
total = table.sum()
total.backward()
print(table.shape)
print(a.grad.flatten(), b.grad.flatten())

# %% scale
s = torch.tensor(2.0, requires_grad=True)
(s * torch.ones(3, 4)).sum().backward()
bias = torch.zeros(3, requires_grad=True)
(torch.ones(5, 3) + bias).mean().backward()
print(s.grad)
print(bias.grad)

# %% read-twice
x = torch.tensor([10.0, 20.0, 30.0, 40.0], requires_grad=True)
picked = x[[0, 0, 2]]
picked.sum().backward()
print(picked)
print(x.grad)

# %% readings
weights = torch.tensor([1.0, 2.0, 3.0, 4.0])
index = torch.tensor([0, 0, 2])
READINGS = {
    "x[::2]": lambda x: x[::2],
    "x[x > 15]": lambda x: x[x > 15],
    "x.gather(0, index)": lambda x: x.gather(0, index),
    "x.index_select(0, index)": lambda x: x.index_select(0, index),
    "x.take(index)": lambda x: x.take(index),
    "weights * x.flip(0)": lambda x: weights * x.flip(0),
    "weights * x.roll(1)": lambda x: weights * x.roll(1),
    "x.expand(3, 4)": lambda x: x.expand(3, 4),
    "x.repeat(2)": lambda x: x.repeat(2),
    "torch.cat([x, x])": lambda x: torch.cat([x, x]),
    "x.unfold(0, 2, 1)": lambda x: x.unfold(0, 2, 1),
    "x.cumsum(0)": lambda x: x.cumsum(0),
}
counts = {}
for name, reading in READINGS.items():
    (counts[name],) = torch.autograd.grad(reading(x).sum(), x)
    print(f"{name:26}{counts[name].tolist()}")

# %% joined
front = torch.tensor([1.0, 2.0], requires_grad=True)
back = torch.tensor([3.0, 4.0], requires_grad=True)
factors = torch.tensor([1.0, 10.0, 100.0, 1000.0])
JOINS = {
    "cat": lambda: factors * torch.cat([front, back]),
    "stack": lambda: factors.reshape(2, 2) * torch.stack([front, back]),
    "stack, dim=1": lambda: factors.reshape(2, 2) * torch.stack([front, back], dim=1),
    "stack, transposed": lambda: factors.reshape(2, 2) * torch.stack([front, back]).T,
    "cat, reshaped": lambda: factors.reshape(2, 2) * torch.cat([front, back]).reshape(2, 2),
}
parts = {}
for join, joined in JOINS.items():
    parts[join] = [part.tolist() for part in torch.autograd.grad(joined().sum(), [front, back])]
    print(f"{join:20}{parts[join][0]!s:18}{parts[join][1]}")

# %% overwritten
row = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
v = torch.tensor(5.0, requires_grad=True)
y = row.clone()
y[1] = v
(y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
print(row.grad)
print(v.grad)

# %% nudge
def nudge(f, values, step=1e-6):
    """The slopes of a sum, one entry after another, in float64."""
    base = values.detach().double()
    unit = torch.eye(len(base), dtype=torch.float64) * step
    return [round(((f(base + e) - f(base - e)).sum() / (2 * step)).item(), 3) for e in unit]


# %% written-twice
both = torch.tensor([0, 0])


def write(values):
    target = torch.zeros(3, dtype=values.dtype)
    target[both] = values
    return target


values = torch.tensor([10.0, 20.0], requires_grad=True)
write(values).sum().backward()
by_nudge = nudge(write, values)
print(write(values).tolist())
print("torch:", values.grad.tolist())
print("nudge:", by_nudge)

# %% writers
def empty(values):
    return torch.zeros(3, dtype=values.dtype)


def added(values):
    target = empty(values)
    target[both] += values
    return target


WRITERS = {
    "index_put": lambda v: empty(v).index_put((both,), v),
    "scatter": lambda v: empty(v).scatter(0, both, v),
    "index_copy": lambda v: empty(v).index_copy(0, both, v),
    "put": lambda v: empty(v).put(both, v),
    "y[both] += v": added,
    "index_put accumulate": lambda v: empty(v).index_put((both,), v, accumulate=True),
    "scatter_add": lambda v: empty(v).scatter_add(0, both, v),
    "index_add": lambda v: empty(v).index_add(0, both, v),
    "scatter_reduce amax": lambda v: empty(v).scatter_reduce(0, both, v, "amax"),
}
verdicts = {}
for writer, written in WRITERS.items():
    (by_torch,) = torch.autograd.grad(written(values).sum(), values)
    verdicts[writer] = by_torch.tolist() == nudge(written, values)
    first = written(values)[0].item()
    right = "right" if verdicts[writer] else "wrong"
    print(f"{writer:22}value {first:.0f}  gradient {by_torch.tolist()}  {right}")

# %% matmul
A = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
B = torch.tensor([[1.0, -1.0], [2.0, 0.5], [0.0, 3.0]], requires_grad=True)
G = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
L = (G * (A @ B)).sum()
L.backward()
print(A.grad)
print(torch.equal(A.grad, G @ B.T), torch.equal(B.grad, A.T @ G))

# %% loops
def nodes(result):
    seen, todo = set(), [result.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            todo += [following for following, _ in node.next_functions]
    return sorted(node.name() for node in seen)


u = torch.ones(200, requires_grad=True)
by_index, by_loop = torch.zeros(()), torch.zeros(())
for i in range(200):
    by_index = by_index + u[i]
for entry in u:
    by_loop = by_loop + entry
for how, summed in {"u[i]": by_index, "for entry in u": by_loop}.items():
    found = nodes(summed)
    selects, unbinds = found.count("SelectBackward0"), found.count("UnbindBackward0")
    print(f"{how:16}select: {selects}  unbind: {unbinds}")
