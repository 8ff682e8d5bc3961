r"""Walk a recorded graph back, node by node; where paths meet, gradients add."""
# %% leaves
import torch

a = torch.tensor(-2.0, requires_grad=True)
b = torch.tensor(5.0, requires_grad=True)
c = torch.tensor(-4.0, requires_grad=True)

# %% local-slopes
def local_slopes(step, *numbers):
    inputs = [torch.tensor(n, requires_grad=True) for n in numbers]
    step(*inputs).backward()
    return [each.grad for each in inputs]


slopes = {
    "a + b": local_slopes(lambda a, b: a + b, -2.0, 5.0),
    "a * b": local_slopes(lambda a, b: a * b, -2.0, 5.0),
    "a ** 3": local_slopes(lambda a: a**3, -2.0),
    "exp(a)": local_slopes(torch.exp, -2.0),
}
for name, found in slopes.items():
    print(f"{name:8}", *found)

# %% gates
s = a + b
p = s * c
print(s)
print(p)

# %% gates-backward
p.backward()
print(a.grad, b.grad, c.grad)

# %% fork
x = torch.tensor(3.0, requires_grad=True)
square = x * x
out = square + x
print(out)

# %% three-names
u = torch.tensor(3.0, requires_grad=True)
v = torch.tensor(3.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
(u * v + w).backward()
print(u.grad, v.grad, w.grad)

# %% fork-backward
out.backward()
print(x.grad)

# %% links
for tensor in (out, square):
    node = tensor.grad_fn
    inputs = [type(link).__name__ for link, _ in node.next_functions]
    print(type(node).__name__, "->", ", ".join(inputs))
left, right = [link for link, _ in square.grad_fn.next_functions]
print("one node for x:", left is right)

# %% waiting
t = torch.tensor(2.0, requires_grad=True)
y = t**2
r = y * y + y
print(y)
print(r)

# %% watch
arrived = []


def watch(node):
    name = type(node).__name__

    def note(gradients):
        arrived.append((name, gradients[0].item()))

    node.register_prehook(note)


def nodes_behind(result):
    found = [result.grad_fn]
    for node in found:  # the list grows while we go
        for link, _ in node.next_functions:
            if link is not None and link not in found:
                found.append(link)
    return found


for step in nodes_behind(r):
    watch(step)

# %% in-order
r.backward()
for name_of_node, gradient in arrived:
    print(f"{name_of_node:15} {gradient:g}")

# %% doublings
start = torch.tensor(3.0, requires_grad=True)
doubled = start
for _ in range(15):
    doubled = doubled + doubled
print(doubled)
print("nodes:", len(nodes_behind(doubled)))

# %% doublings-backward
doubled.backward()
print(start.grad)

# %% calls
def calls(node):
    links = [link for link, _ in node.next_functions]
    return 1 + sum(calls(link) for link in links)


print(calls(doubled.grad_fn))

# %% growth
growth = {}
print("doublings   nodes   calls")
for n in (1, 2, 3, 5, 10, 15):
    end = start
    for _ in range(n):
        end = end + end
    growth[n] = len(nodes_behind(end)), calls(end.grad_fn)
    print(f"{n:<12}{growth[n][0]:<8}{growth[n][1]}")

# %% if-picks
low = torch.tensor(2.0, requires_grad=True)
high = torch.tensor(5.0, requires_grad=True)
best = low if low > high else high
(3 * best).backward()
print(low.grad, high.grad)

# %% maximum-routes
small = torch.tensor(2.0, requires_grad=True)
large = torch.tensor(5.0, requires_grad=True)
routed = 3 * torch.maximum(small, large)
routed.backward()
print(small.grad, large.grad)

# %% tie
even = torch.tensor(4.0, requires_grad=True)
equal = torch.tensor(4.0, requires_grad=True)
torch.maximum(even, equal).backward()
print(even.grad, equal.grad)
