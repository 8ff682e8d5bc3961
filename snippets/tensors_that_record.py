r"""Which tensors record what happens to them, and what a record looks like."""
# %% leaf
import torch

x = torch.ones(2, 2, requires_grad=True)
print(x)

# %% attributes
print("requires_grad:", x.requires_grad)
print("is_leaf:      ", x.is_leaf)
print("grad_fn:      ", x.grad_fn)
print("grad:         ", x.grad)

# %% plain
plain = torch.ones(2, 2)
print(plain)
print("requires_grad:", plain.requires_grad)

# %% add
y = x + 2
print(y)

# %% grad-fn
print(y.grad_fn.name())

# %% node
print("a Node:    ", isinstance(y.grad_fn, torch.autograd.graph.Node))
print("a Function:", isinstance(y.grad_fn, torch.autograd.Function))

# %% spreads
both_plain = plain + plain
one_records = plain + x
print("plain + plain:", both_plain.requires_grad)
print("plain + x:    ", one_records.requires_grad)

# %% more
z = 3 * y * y
out = z.mean()
print(z)
print(out)

# %% walk
node = out.grad_fn
print(type(node).__name__)
while node.next_functions:
    node = node.next_functions[0][0]
    print(type(node).__name__)

# %% backward
out.backward()
print(x.grad)

# %% edges
outer = z.grad_fn
inner, add = [edge[0] for edge in outer.next_functions]
print("outer product reads:", inner.name(), "and", add.name())
print("inner product reads:", inner.next_functions[0][0].name())
print("the same sum node:  ", inner.next_functions[0][0] is add)

# %% end-of-the-line
accumulate = add.next_functions[0][0]
print("holds x itself:", accumulate.variable is x)

# %% branch
def bend(value):
    if value > 0:
        return value * value
    return -value


for start in (3.0, -3.0):
    number = torch.tensor(start, requires_grad=True)
    print(start, "->", bend(number).grad_fn.name())

# %% dtypes
weights = torch.tensor([1.0, 2.0], requires_grad=True)
phases = torch.tensor([1 + 2j], requires_grad=True)
print(weights.dtype, weights.requires_grad)
print(phases.dtype, phases.requires_grad)

# %% unrecorded
position = x.argmax()
is_large = y > 2.5
print("argmax: ", position.dtype, position.grad_fn)
print("compare:", is_large.dtype, is_large.grad_fn)

# %% flat
rounded = torch.tensor([0.4, 2.6], requires_grad=True)
rounded.round().sum().backward()
print(rounded.round().grad_fn.name())
print(rounded.grad)

# %% off
with torch.no_grad():
    unseen = x + 2
print(unseen)
print("requires_grad:", unseen.requires_grad)

# %% four
print("plain * x:     ", (plain * x).requires_grad)
print("plain + 1:     ", (plain + 1).requires_grad)
print("x > 0:         ", (x > 0).requires_grad)
print("x.sum():       ", x.sum().requires_grad)
