r"""A line through four points: the gradient by hand, by torch, and where both loops end."""
# %% data
import torch

X = torch.tensor(
    [
        [1.0, 0.0],
        [1.0, 1.0],
        [1.0, 2.0],
        [1.0, 3.0],
    ]
)
t = torch.tensor([1.0, 3.0, 2.0, 4.0])

# %% both-gradients
w = torch.zeros(2, requires_grad=True)
loss = ((X @ w - t) ** 2).mean()
loss.backward()
by_hand = 2 / 4 * X.T @ (X @ w.detach() - t)
print("by torch:", w.grad)
print("by hand: ", by_hand)

# %% loop-by-hand
v = torch.zeros(2)
for _ in range(300):
    v -= 0.1 * 2 / 4 * X.T @ (X @ v - t)
print(v)

# %% loop-by-torch
u = torch.zeros(2, requires_grad=True)
for _ in range(300):
    error = X @ u - t
    (error**2).mean().backward()
    with torch.no_grad():
        u -= 0.1 * u.grad
    u.grad = None
print(u)

# %% least-squares
best = torch.linalg.lstsq(X, t[:, None]).solution[:, 0]
print(best)

# %% picture
import matplotlib.pyplot as plt

line = X @ best
figure, axes = plt.subplots(
    figsize=(5, 3.2), layout="constrained"
)
axes.vlines(X[:, 1], t, line, "C1", label="misses")
axes.plot(X[:, 1], line, label="line")
axes.plot(X[:, 1], t, "C0o", label="points")
axes.set_xlabel("place")
axes.set_ylabel("height")
axes.set_xticks([0, 1, 2, 3])
axes.set_ylim(0, 5)
axes.legend(loc="upper left", ncols=3)
plt.show()
