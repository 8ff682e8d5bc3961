r"""Reverse mode in about 60 lines, checked against torch, and put to work on XOR."""
# %% imports
import itertools
import math
import random
import threading

import torch


# %% value
class Value:
    """A number that remembers what it was made from."""

    counter = itertools.count()

    def __init__(self, data, parents=()):
        self.data = data
        self.parents = parents  # pairs: (a Value, the slope along it)
        self.grad = 0.0
        self.number = next(Value.counter)

# %% plus-and-times
def plain(x):
    return x.data if isinstance(x, Value) else x


def record(data, *pairs):
    kept = [pair for pair in pairs if isinstance(pair[0], Value)]
    return Value(data, kept)


def plus(a, b):
    return record(plain(a) + plain(b), (a, 1.0), (b, 1.0))


def times(a, b):
    x, y = plain(a), plain(b)
    return record(x * y, (a, y), (b, x))


Value.__add__ = Value.__radd__ = plus
Value.__mul__ = Value.__rmul__ = times

# %% record
x = Value(3.0)
product = x * x
out = product + x
print("out:    ", out.data)
print("product:", product.data)
print("slopes of product:", [s for _, s in product.parents])
print("slopes of out:    ", [s for _, s in out.parents])
print("numbers:", x.number, product.number, out.number)

# %% order
def youngest_first(out):
    """All that out was made from, and out itself."""
    found, todo = {out}, [out]
    while todo:
        for parent, _ in todo.pop().parents:
            if parent not in found:
                found.add(parent)
                todo.append(parent)
    return sorted(found, key=lambda v: v.number, reverse=True)

# %% backward
def backward(out):
    out.grad = 1.0
    for value in youngest_first(out):
        for parent, slope in value.parents:
            parent.grad += value.grad * slope

# %% fork
backward(out)
print("out:    ", out.grad)
print("product:", product.grad)
print("x:      ", x.grad)

# %% second-walk
again = Value(3.0)
twice_walked = again * again + again
backward(twice_walked)
backward(twice_walked)
print(again.grad)

# %% the-rest
def negative(a):
    return record(-a.data, (a, -1.0))


def minus(a, b):
    return record(plain(a) - plain(b), (a, 1.0), (b, -1.0))


def over(a, b):
    x, y = plain(a), plain(b)
    return record(x / y, (a, 1 / y), (b, -x / y**2))


def power(a, n):
    return record(a.data**n, (a, n * a.data ** (n - 1)))


Value.__neg__ = negative
Value.__sub__ = minus
Value.__rsub__ = lambda b, a: minus(a, b)
Value.__truediv__ = over
Value.__rtruediv__ = lambda b, a: over(a, b)
Value.__pow__ = power

# %% functions
def install(name, function, slope):
    """slope(x, y): the slope at input x, where the output is y."""

    def method(a):
        y = function(a.data)
        return record(y, (a, slope(a.data, y)))

    setattr(Value, name, method)


install("exp", math.exp, lambda _, y: y)
install("log", math.log, lambda x, _: 1 / x)
install("tanh", math.tanh, lambda _, y: 1 - y**2)
install("relu", lambda x: max(x, 0.0), lambda x, _: float(x > 0))

# %% neuron
def neuron(a, b):
    return (a * b + b).tanh()


a, b = Value(0.5), Value(-0.4)
own = neuron(a, b)
backward(own)
print("number    data    grad  made from")
for node in youngest_first(own):
    links = [parent.number for parent, _ in node.parents]
    print(f"{node.number:6}{node.data:8.4f}{node.grad:8.4f}  {links}")

# %% neuron-torch
a_torch = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
b_torch = torch.tensor(-0.4, dtype=torch.float64, requires_grad=True)
recorded = neuron(a_torch, b_torch)
recorded.backward()
print(f"out {recorded:.4f}")
print(f"a   {a_torch.grad:.4f}")
print(f"b   {b_torch.grad:.4f}")

# %% count-nodes
def nodes_behind(result):
    found, todo = [result.grad_fn], [result.grad_fn]
    while todo:
        for link, _ in todo.pop().next_functions:
            if link is not None and link not in found:
                found.append(link)
                todo.append(link)
    return found


print("ours: ", len(youngest_first(own)))
print("torch:", len(nodes_behind(recorded)))

# %% three-ways
def ours(function, *at):
    leaves = [Value(number) for number in at]
    out = function(*leaves)
    backward(out)
    return out.data, [leaf.grad for leaf in leaves]


def by_torch(function, *at):
    leaves = [
        torch.tensor(number, dtype=torch.float64, requires_grad=True)
        for number in at
    ]
    out = function(*leaves)
    out.backward()
    return out.item(), [
        0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves
    ]


def by_nudging(function, *at, h=1e-5):
    slopes = []
    for i in range(len(at)):
        up, down = list(at), list(at)
        up[i] += h
        down[i] -= h
        rise = ours(function, *up)[0] - ours(function, *down)[0]
        slopes.append(rise / (2 * h))
    return slopes

# %% every-rule
RULES = {
    "a + b": (lambda a, b: a + b, 1.5, -0.5),
    "a - b": (lambda a, b: a - b, 1.5, -0.5),
    "a * b": (lambda a, b: a * b, 1.5, -0.5),
    "a / b": (lambda a, b: a / b, 1.5, -0.5),
    "-a": (lambda a: -a, 1.5),
    "a ** 3": (lambda a: a**3, 1.5),
    "a.exp()": (lambda a: a.exp(), 1.5),
    "a.log()": (lambda a: a.log(), 1.5),
    "a.tanh()": (lambda a: a.tanh(), 1.5),
    "a.relu()": (lambda a: a.relu(), 1.5),
}
by_rule = {
    name: (ours(*rule)[1], by_torch(*rule)[1], by_nudging(*rule))
    for name, rule in RULES.items()
}
print("rule      along     ours    torch    nudge")
for name, columns in by_rule.items():
    for i in range(len(columns[0])):
        numbers = "".join(f"{column[i]:9.4f}" for column in columns)
        print(f"{name:10}{'ab'[i]:5}{numbers}")

# %% knot
def knot(a, b):
    both = a + b
    p = both + both + 1
    q = p + p + 1 - a
    base = a * b + b**3
    r = 3 * base + both.relu()
    s = 4 * r + (b - a).relu()
    square = (q - s) ** 2
    return square / 2 + 10 / square


knot_ours = ours(knot, -4.0, 2.0)
knot_torch = by_torch(knot, -4.0, 2.0)
for value, (along_a, along_b) in (knot_ours, knot_torch):
    print(f"{value:.4f}  {along_a:.4f}  {along_b:.4f}")

# %% tangles
MOVES = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b.tanh(),
    lambda a, b: a / (b**2 + 1),
    lambda a, _: -a,
    lambda a, _: 2 - a,
    lambda a, _: 3 / (a**2 + 2),
    lambda a, _: a.tanh() ** 3,
    lambda a, _: a.tanh().exp(),
    lambda _, b: (b**2 + 1).log(),
    lambda a, b: (a + b).relu(),
]


def tangle(dice, *leaves):
    """A random expression that uses its own parts again."""
    made = list(leaves)
    for _ in range(15):
        step = dice.choice(MOVES)
        made.append(step(dice.choice(made), dice.choice(made)))
    return sum(made)


def agrees(seed):
    def expression(*leaves):
        return tangle(random.Random(seed), *leaves)

    dice = random.Random(1000 + seed)
    at = [dice.uniform(-2, 2) for _ in range(3)]
    value, slopes = ours(expression, *at)
    value_torch, slopes_torch = by_torch(expression, *at)
    pair = torch.tensor(
        [[value, *slopes], [value_torch, *slopes_torch]],
        dtype=torch.float64,
    )
    return torch.allclose(*pair, rtol=1e-12, atol=1e-12)


agreed = sum(agrees(seed) for seed in range(200))
print("equal to 1e-12:", agreed, "of 200")

# %% doublings
def doubled(start, times=15):
    for _ in range(times):
        start = start + start
    return start


def call_each_parent(value, gradient):
    """Reverse mode without an order; returns its number of calls."""
    value.grad += gradient
    return 1 + sum(
        call_each_parent(parent, gradient * slope)
        for parent, slope in value.parents
    )


without_order, with_order = Value(1.0), Value(1.0)
calls = call_each_parent(doubled(without_order), 1.0)
top = doubled(with_order)
backward(top)
visits = len(youngest_first(top))
print("without an order:", calls, "visits, slope", without_order.grad)
print("with an order:   ", visits, "visits, slope", with_order.grad)

top_torch = doubled(torch.tensor(1.0, requires_grad=True))
print("torch:           ", len(nodes_behind(top_torch)), "nodes")

# %% recursion
def sum_handed_on(value):
    """Reverse mode without an order that hands on the sum in `grad`; it is wrong."""
    for parent, slope in value.parents:
        parent.grad += value.grad * slope
        sum_handed_on(parent)


twice_doubled = Value(1.0)
fourfold = doubled(twice_doubled, times=2)
fourfold.grad = 1.0
sum_handed_on(fourfold)
print("slope of 4 times x:", twice_doubled.grad)

# %% xor-start
XOR = {
    (0.0, 0.0): 0.0,
    (0.0, 1.0): 1.0,
    (1.0, 0.0): 1.0,
    (1.0, 1.0): 0.0,
}
STEPS = 500
LR = 0.5

torch.manual_seed(1)
w_hidden = torch.randn(2, 3).double()
b_hidden = torch.zeros(3).double()
w_out = torch.randn(3).double()
b_out = torch.zeros(()).double()

# %% xor-network
units = [
    [Value(number) for number in unit]
    for unit in torch.vstack([w_hidden, b_hidden, w_out]).T.tolist()
]
shift = Value(b_out.item())
weights = [*itertools.chain(*units), shift]


def score(p, q):
    total = shift
    for u, v, c, w in units:
        total = total + w * (u * p + v * q + c).tanh()
    return total


def cross_entropy(z, target):
    return (z.exp() + 1).log() - target * z

# %% xor-train
def train():
    losses = []
    for _ in range(STEPS):
        loss = 0.0
        for point, target in XOR.items():
            loss = loss + cross_entropy(score(*point), target)
        loss = loss / len(XOR)
        for weight in weights:
            weight.grad = 0.0
        backward(loss)
        for weight in weights:
            weight.data -= LR * weight.grad
        losses.append(loss.data)
    return losses


losses_ours = train()
print(f"first {losses_ours[0]:.4f}, last {losses_ours[-1]:.4f}")

# %% xor-answers
for point in XOR:
    chance = 1 / (1 + math.exp(-score(*point).data))
    print(point, f"{chance:.3f}")

# %% xor-torch
def train_by_torch():
    points = torch.tensor(list(XOR)).double()
    t = torch.tensor(list(XOR.values())).double()
    zero = torch.zeros(()).double()
    start = (w_hidden, b_hidden, w_out, b_out)
    tensors = [tensor.clone().requires_grad_() for tensor in start]
    w, b, u, c = tensors
    losses = []
    for _ in range(STEPS):
        for tensor in tensors:
            tensor.grad = None
        z = torch.tanh(points @ w + b) @ u + c
        loss = (torch.logaddexp(z, zero) - t * z).mean()
        loss.backward()
        with torch.no_grad():
            for tensor in tensors:
                tensor -= LR * tensor.grad
        losses.append(loss.item())
    return losses, len(nodes_behind(loss))


losses_torch, torch_nodes = train_by_torch()
together = torch.tensor(
    [losses_ours, losses_torch], dtype=torch.float64
)
apart = (together[0] - together[1]).abs().max().item()
print(f"first {losses_torch[0]:.4f}, last {losses_torch[-1]:.4f}")
print("all", len(losses_torch), "losses equal to 1e-12:", apart < 1e-12)

# %% slopes-of-a-tensor
entries = torch.linspace(0.0, 1.0, 100)
every_slope = torch.func.jacrev(torch.exp)(entries)
print("slopes:   ", every_slope.numel())
print("not zero: ", every_slope.count_nonzero().item())

# %% two-threads
shared = torch.tensor([1.0, 2.0], requires_grad=True)
cubes = (shared**3).sum()
walks = [
    threading.Thread(
        target=cubes.backward, kwargs={"retain_graph": True}
    )
    for _ in range(2)
]
for walk in walks:
    walk.start()
for walk in walks:
    walk.join()
print("one walk: ", 3 * shared.detach() ** 2)
print("two walks:", shared.grad)

# %% second-derivative
t = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(t**3, t, create_graph=True)
(second,) = torch.autograd.grad(first, t)
print("slope:", first.item(), " slope of the slope:", second.item())
