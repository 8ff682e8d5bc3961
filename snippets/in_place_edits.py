r"""Edits in place: how torch counts them, which ones break a gradient, and which stay unseen."""
# %% version
import torch

t = torch.zeros(3)
print("fresh:           ", t._version)
t.add_(1)
print("after t.add_(1): ", t._version)
t[0] = 5
print("after t[0] = 5:  ", t._version)
t += 1
print("after t += 1:    ", t._version)
elsewhere = t + 1
print("after t + 1:     ", t._version)

# %% recorded-edit
x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
tripled = x.clone()
print(tripled.grad_fn.name(), tripled._version)
tripled.mul_(3)
print(tripled.grad_fn.name(), tripled._version)
total = tripled.sum()
total.backward()
print(x.grad)

# %% saved
a = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
b = a.exp()
saved = b.grad_fn._saved_result
print(saved)
print("same memory as b:", saved.data_ptr() == b.data_ptr())

# %% slopes
nine = torch.linspace(0.2, 1.8, 9, requires_grad=True)
around_0 = nine - 1
y_exp, y_sqrt, y_sigmoid, y_tanh = nine.exp(), nine.sqrt(), nine.sigmoid(), nine.tanh()
y_relu = around_0.relu()


def agrees(y, slope):
    (by_torch,) = torch.autograd.grad(y.sum(), nine)
    return torch.allclose(by_torch, slope)


confirmed = {
    "x ** 2": agrees(nine**2, 2 * nine),
    "x.sin()": agrees(nine.sin(), nine.cos()),
    "x.log()": agrees(nine.log(), 1 / nine),
    "x.exp()": agrees(y_exp, y_exp),
    "x.sqrt()": agrees(y_sqrt, 1 / (2 * y_sqrt)),
    "x.sigmoid()": agrees(y_sigmoid, y_sigmoid * (1 - y_sigmoid)),
    "x.tanh()": agrees(y_tanh, 1 - y_tanh**2),
    "x.relu()": agrees(y_relu, (y_relu > 0).float()),
    "x + 2": agrees(nine + 2, torch.ones(9)),
    "3 * x": agrees(3 * nine, torch.full((9,), 3.0)),
}
for which, agreed in confirmed.items():
    print(f"{which:13}{agreed}")

# %% experiment
OPERATIONS = {
    "x ** 2": lambda x: x**2,
    "x.sin()": torch.sin,
    "x.log()": torch.log,
    "x.exp()": torch.exp,
    "x.sqrt()": torch.sqrt,
    "x.sigmoid()": torch.sigmoid,
    "x.tanh()": torch.tanh,
    "x.relu()": torch.relu,
    "x + 2": lambda x: x + 2,
    "3 * x": lambda x: 3 * x,
}


def gradient(operation, edit=None, of="output"):
    leaf = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
    source = leaf.clone()  # the input, but no leaf: those refuse edits
    result = operation(source)
    if edit:
        edit({"input": source, "output": result}[of])
    result.sum().backward()
    return leaf.grad


def verdict(operation, edit, of="output"):
    try:
        edited = gradient(operation, edit, of)
    except RuntimeError as error:
        if "modified by an inplace operation" not in str(error):
            raise
        return "breaks"
    return "safe" if torch.equal(edited, gradient(operation)) else "wrong"


# %% table
def add_one(tensor):
    tensor.add_(1)


verdicts = {
    name: {of: verdict(operation, add_one, of) for of in ("input", "output")}
    for name, operation in OPERATIONS.items()
}
print("operation      edit input    edit output")
for name, found in verdicts.items():
    print(f"{name:15}{found['input']:14}{found['output']}")

# %% keeps
def keeps(operation):
    node = operation(torch.tensor([0.5, 1.0, 2.0], requires_grad=True)).grad_fn
    for word, name in {"input": "_saved_self", "output": "_saved_result"}.items():
        if getattr(node, name, None) is not None:
            return word
    return "neither"


kept_by = {name: keeps(operation) for name, operation in OPERATIONS.items()}
for name_kept, answer in kept_by.items():
    print(f"{name_kept:15}{answer}")

# %% square-then-add
p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
squares = p**2
squares.add_(1)
squares.sum().backward()
print(p.grad)

# %% only-counts
SMALL_EDITS = {
    "add 0": lambda y: y.add_(0),
    "double, then halve": lambda y: y.mul_(2).mul_(0.5),
    "add 1 to a clone": lambda y: y.clone().add_(1),
    "y + 1": lambda y: y + 1,
}
small_edits = {words: verdict(torch.exp, edit) for words, edit in SMALL_EDITS.items()}
for words, outcome in small_edits.items():
    print(f"{words:20}{outcome}")

# %% data
z = torch.zeros(3, requires_grad=True)
e = z.exp()
silent = e.sum()
e.data.zero_()
print("sum:", silent.item(), " version:", e._version)
silent.backward()
print(z.grad)

# %% ways-to-edit
def under_no_grad(y):
    with torch.no_grad():
        y.zero_()


WAYS = {
    "y.zero_()": lambda y: y.zero_(),
    "y.zero_() under no_grad": under_no_grad,
    "y.detach().zero_()": lambda y: y.detach().zero_(),
    "y.data.zero_()": lambda y: y.data.zero_(),
    "y.detach().numpy()[:] = 0": lambda y: y.detach().numpy().fill(0),
}


def version_after(way):
    y = torch.zeros(3, requires_grad=True).exp()
    way(y)
    return y._version


ways = {
    words_way: (version_after(way), verdict(torch.exp, way))
    for words_way, way in WAYS.items()
}
print("edit of y = x.exp()        version   backward")
for words_way, (version, outcome_way) in ways.items():
    print(f"{words_way:27}{version:<10}{outcome_way}")

# %% update
w = torch.tensor([1.0, 2.0], requires_grad=True)
lr = 0.1
before = w.detach().clone()
loss = (w**2).sum()
loss.backward()
with torch.no_grad():
    w -= lr * w.grad
print(w)
print("is_leaf:", w.is_leaf, " version:", w._version)

# %% both-first
v = torch.tensor([1.0, 2.0], requires_grad=True)
first_loss, second_loss = (v**2).sum(), (v**3).sum()
first_loss.backward()
second_loss.backward()
print(v.grad)
with torch.no_grad():
    v -= lr * v.grad
print(v)

# %% view
m = torch.ones(3, requires_grad=True)
base = m.clone()
first = base[0]
print("same memory:", first.data_ptr() == base.data_ptr())
first.mul_(10)
print(base)
print("versions:", base._version, first._version)

# %% view-gradient
weighed = base.sum()
weighed.backward()
print(m.grad)
