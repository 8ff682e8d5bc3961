r"""What the += of .grad is good for, and what becomes of a loop that forgets it."""
# %% imports
import math

import torch

# %% two-results
x = torch.tensor([1.0, 2.0], requires_grad=True)
first = (x * x).sum()
second = (3 * x).sum()
first.backward()
print(x.grad)

# %% second-arrives
second.backward()
print(x.grad)

# %% who-adds
p = torch.tensor([1.0, 2.0], requires_grad=True)
square, triple = p * p, 3 * p
end = square.grad_fn.next_functions[0][0]
other_end = triple.grad_fn.next_functions[0][0]
print(end.name())
print("the same node:", end is other_end)
print("it fills p.grad:", end.variable is p)

# %% data
inputs = torch.tensor([1.0, 2.0, 3.0, 4.0])
targets = torch.tensor([2.0, 3.0, 5.0, 9.0])
ALL, TOP, BOTTOM = slice(0, 4), slice(0, 2), slice(2, 4)


def sum_loss(w, rows):
    misses = w * inputs[rows] - targets[rows]
    return (misses**2).sum()


# %% full-sum
w_full = torch.tensor(1.0, requires_grad=True)
sum_loss(w_full, ALL).backward()
print(w_full.grad)

# %% halves-of-sum
w_halves = torch.tensor(1.0, requires_grad=True)
for half in [TOP, BOTTOM]:
    sum_loss(w_halves, half).backward()
    print(w_halves.grad)


# %% full-mean
def mean_loss(w, rows):
    return sum_loss(w, rows) / len(inputs[rows])


w_mean = torch.tensor(1.0, requires_grad=True)
mean_loss(w_mean, ALL).backward()
print(w_mean.grad)

# %% halves-of-mean
w_added = torch.tensor(1.0, requires_grad=True)
for part in [TOP, BOTTOM]:
    mean_loss(w_added, part).backward()
print(w_added.grad)

# %% scaled
w_scaled = torch.tensor(1.0, requires_grad=True)
for piece in [TOP, BOTTOM]:
    (0.5 * mean_loss(w_scaled, piece)).backward()
print(w_scaled.grad)

# %% scaled-by-argument
w_argument = torch.tensor(1.0, requires_grad=True)
for block in [TOP, BOTTOM]:
    loss_of_block = mean_loss(w_argument, block)
    loss_of_block.backward(torch.tensor(0.5))
print(w_argument.grad)


# %% bowl
def bowl(w):
    return (w - 3) ** 2


# %% one-step
lr = 0.1
w = torch.tensor(0.0, requires_grad=True)
loss = bowl(w)
loss.backward()
with torch.no_grad():
    w -= lr * w.grad
print("slope:", w.grad.item())
print("w:    ", round(w.item(), 4))


# %% descend
def descend(lr, steps, empty):
    w = torch.tensor(0.0, requires_grad=True)
    weights, stores = [w.item()], []
    for _ in range(steps):
        bowl(w).backward()
        stores.append(w.grad.item())
        with torch.no_grad():
            w -= lr * w.grad
        weights.append(w.item())
        if empty:
            w.grad = None
    return weights, stores


def table(weights, stores):
    print("step  .grad      w")
    for n in range(3):
        row = f"{n + 1:4} {stores[n]:6.2f} {weights[n + 1]:6.2f}"
        print(row)


emptied, emptied_stores = descend(lr, 60, empty=True)
table(emptied, emptied_stores)
print("after 60 steps:", round(emptied[-1], 4))

# %% forgotten
forgotten, stores = descend(lr, 60, empty=False)
table(forgotten, stores)

# %% chart
import matplotlib.pyplot as plt

figure, axes = plt.subplots(
    figsize=(6, 3.4), layout="constrained"
)
axes.axhline(3, color="gray", linewidth=0.8)
axes.plot(emptied, label=".grad emptied")
axes.plot(forgotten, label="never emptied")
axes.set_xlabel("step")
axes.set_ylabel("w")
axes.set_ylim(-1, 8)
axes.legend(loc="upper right", ncols=2)
plt.show()

# %% much-later
many, _ = descend(lr, 3_000, empty=False)
late = many[-100:]
print(f"the last 100 of {len(many) - 1:,} steps:")
print(f"from {min(late):.2f} to {max(late):.2f}")

# %% angle
theta = math.acos(1 - lr)
reach = 3 / math.cos(theta / 2)
period = 2 * math.pi / theta
print(f"up to {reach:.2f} to either side")
print(f"once in {period:.1f} steps")

# %% larger-steps
print(" lr   emptied      never emptied")
farthest = {}
for rate in [0.1, 0.9, 1.2, 1.9, 2.1]:
    for empty in [True, False]:
        tried, _ = descend(rate, 60, empty)
        away = max(abs(weight - 3) for weight in tried[-20:])
        farthest[rate, empty] = away
    at_end = f"{farthest[rate, True]:<12.3g}"
    print(f"{rate:3}   {at_end} {away:.3g}")


# %% packaged
def packaged(lr, steps, momentum, empty):
    w = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD(
        [w], lr=lr, momentum=momentum
    )
    weights = [w.item()]
    for _ in range(steps):
        bowl(w).backward()
        optimizer.step()
        weights.append(w.item())
        if empty:
            optimizer.zero_grad()
    return weights


# %% same-as-hand
plain = packaged(lr, 60, momentum=0.0, empty=True)
print("SGD:    ", round(plain[60], 4))
print("by hand:", round(emptied[60], 4))

# %% same-as-momentum
forgets = packaged(lr, 1000, momentum=0.0, empty=False)
whole = packaged(lr, 1000, momentum=1.0, empty=True)
print("all 1000 steps equal:", forgets == whole)
print("no zero_grad: ", round(forgets[1000], 4))
print("momentum=1.0: ", round(whole[1000], 4))

# %% places
PLACES = [
    "before the loss",
    "before backward",
    "before the step",
    "after the step",
    "nowhere",
]


def train(place):
    w = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(20):
        if place == "before the loss":
            optimizer.zero_grad()
        loss = bowl(w)
        if place == "before backward":
            optimizer.zero_grad()
        loss.backward()
        if place == "before the step":
            optimizer.zero_grad()
        optimizer.step()
        if place == "after the step":
            optimizer.zero_grad()
    return w.item()


# %% where-to-empty
ends = {place: train(place) for place in PLACES}
for where, reached in ends.items():
    print(f"{where:16} {reached:.4f}")


# %% idle
def idle_weight(set_to_none):
    a = torch.tensor(5.0, requires_grad=True)
    b = torch.tensor(5.0, requires_grad=True)
    optimizer = torch.optim.SGD(
        [a, b], lr=1.0, momentum=0.9
    )
    path = [b.item()]
    for b_takes_part in [True, False, False, False]:
        loss = a + b if b_takes_part else 2 * a
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=set_to_none)
        path.append(b.item())
    return path, b.grad


# %% idle-none
left_alone, none = idle_weight(set_to_none=True)
print("b.grad:", none)
print([round(b, 3) for b in left_alone])

# %% idle-zeros
drifting, zeros = idle_weight(set_to_none=False)
print("b.grad:", zeros)
print([round(b, 3) for b in drifting])

# %% returned
v = torch.tensor(0.0, requires_grad=True)
for _ in range(3):
    (slope,) = torch.autograd.grad(bowl(v), v)
    with torch.no_grad():
        v -= lr * slope
    row = f"slope {slope.item():.2f}, v {v.item():.2f}"
    print(row, "  v.grad:", v.grad)
