r"""Outputs with many entries: the argument of backward() as weights."""
# %% two-outputs
import torch


def products(p):
    return torch.stack([p[0] * p[1], p[1] * p[2]])


p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
s = products(p)
print(s)

# %% weighted
v = torch.tensor([10.0, 1.0])
s.backward(v)
print(p.grad)

# %% weighted-sum
p_sum = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
weighted_sum = 10 * products(p_sum)[0] + products(p_sum)[1]
weighted_sum.backward()
print(p_sum.grad)

# %% rows
first = torch.tensor([1.0, 0.0])
second = torch.tensor([0.0, 1.0])
(row_0,) = torch.autograd.grad(products(p), p, first)
(row_1,) = torch.autograd.grad(products(p), p, second)
print(row_0)
print(row_1)

# %% whole-table
J = torch.func.jacrev(products)(p.detach())
print(J)
print("same rows:", torch.equal(J, torch.stack([row_0, row_1])))
print("v @ J:    ", v @ J)

# %% cubes-and-squares
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([6.0, 4.0], requires_grad=True)
Q = 3 * a**3 - b**2
print(Q)
Q.backward(torch.ones_like(Q))
print(a.grad)
print(b.grad)

# %% diagonal
def cubes(t):
    return 3 * t**3 - b.detach() ** 2


print(torch.func.jacrev(cubes)(a.detach()))

# %% ones-is-sum
a_sum = torch.tensor([2.0, 3.0], requires_grad=True)
cubes(a_sum).sum().backward()
print(a_sum.grad)

# %% doubling
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
doublings = 1
while y.detach().norm() < 1000:
    y = y * 2
    doublings += 1
print("doublings:", doublings)
print(y)

# %% doubling-backward
gradients = torch.tensor([0.1, 1.0, 0.0001])
y.backward(gradients)
print(x.grad)
print(x.grad / gradients)

# %% dynamic
def double_until_long(t):
    grown = t * 2
    while grown.detach().norm() < 1000:
        grown = grown * 2
    return grown


def count_products(node):
    count = 0
    while node.name() == "MulBackward0":
        count += 1
        node = node.next_functions[0][0]
    return count


for scale in [1.0, 10.0, 100.0]:
    start = torch.tensor([1.0, 2.0, 3.0]) * scale
    start.requires_grad_()
    grown_start = double_until_long(start)
    grown_start.sum().backward()
    print(scale, count_products(grown_start.grad_fn), start.grad)

# %% sum-of-rows
(summed,) = torch.autograd.grad(products(p), p, torch.ones(2))
print(summed)
