r"""Fifteen steps down a long bowl, with a rate and a momentum to choose."""
# %% descent
import torch

lr = 0.05
momentum = 0.0


def bowl(w):
    return 0.5 * (w[0] ** 2 + 12 * w[1] ** 2)


w = torch.tensor([-4.0, 1.5], requires_grad=True)
velocity = torch.zeros(2)
path = [w.detach().clone()]
for _ in range(15):
    w.grad = None
    bowl(w).backward()
    with torch.no_grad():
        velocity = momentum * velocity + w.grad
        w -= lr * velocity
    path.append(w.detach().clone())
last = bowl(path[-1])
print(f"loss at the start: {bowl(path[0]).item():.2f}")
print(f"after 15 steps:    {last.item():.3g}")

# %% picture
import matplotlib.pyplot as plt

across, up = torch.meshgrid(
    torch.linspace(-5, 5, 40),
    torch.linspace(-2.5, 2.5, 30),
    indexing="xy",
)
figure, axes = plt.subplots(
    figsize=(5, 3.2), layout="constrained"
)
axes.contour(
    across,
    up,
    bowl(torch.stack([across, up])),
    levels=[0.5, 2, 5, 10, 20, 35],
    colors="#b0b0b0",
    linewidths=1,
)
shown = torch.stack(path).clamp(-50, 50)
axes.plot(
    shown[:, 0],
    shown[:, 1],
    "o-",
    color="C2",
    markersize=3,
    linewidth=1,
)
axes.plot(0, 0, "+", color="black")
axes.set_xlim(-5, 5)
axes.set_ylim(-2.5, 2.5)
axes.set_xlabel("w[0]")
axes.set_ylabel("w[1]")
plt.show()
