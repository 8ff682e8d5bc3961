r"""Test yourself: networks, checks and your own engine, with a look back at all pages."""
# %% no-bend
import torch

first = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
second = torch.tensor([[1.0], [1.0]])
rows = torch.tensor([[0.0, 1.0], [1.0, 1.0]])
in_two_layers = (rows @ first) @ second
in_one_layer = rows @ (first @ second)
print(torch.equal(in_two_layers, in_one_layer))

# %% short-digits rtol=0.05
def square(x):
    return x * x


h = 1e-6
single = torch.tensor(1.0)
double = single.double()
for place in (single, double):
    slope = (square(place + h) - square(place - h)) / (2 * h)
    print(place.dtype, f"{slope.item():.6f}")

# %% lost-part
class Node:
    def __init__(self, *parents):
        self.grad, self.parents = 0.0, parents


def walk(order):
    for node in order:
        for parent, local in node.parents:
            parent.grad = node.grad * local


leaf = Node()
top = Node((leaf, 1.0), (leaf, 1.0))
top.grad = 1.0
walk([top, leaf])
print(leaf.grad)

# %% too-early
w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    (w * w).backward()
    optimizer.zero_grad()
    optimizer.step()
print(w)

# %% frozen-between
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(5.0)
c = torch.tensor(3.0, requires_grad=True)
(a * b * c).backward()
print(a.grad, b.grad, c.grad)
