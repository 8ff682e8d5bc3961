r"""The argument of backward picks and mixes the rows of a Jacobian."""
# %% product
import torch
from torch.autograd.functional import jacobian

v = [0.0, 1.0, 0.0]
x = torch.tensor([1.0, -0.5, 2.0, 0.5], requires_grad=True)


def f(x):
    return torch.stack(
        [x[0] * x[1], x.square().sum(), x[2] - x[3] ** 3]
    )


f(x).backward(torch.tensor(v))
grid = jacobian(f, x.detach())
print(grid)
print("x.grad:", x.grad)

# %% picture
import matplotlib.pyplot as plt

most = grid.abs().max().item()
figure, axes = plt.subplots(
    figsize=(5, 3.2), layout="constrained"
)


def square(column, row, value, color, shade):
    axes.add_patch(
        plt.Rectangle(
            (column, -row),
            0.94,
            0.94,
            facecolor=color,
            alpha=shade,
        )
    )
    axes.text(
        column + 0.47,
        -row + 0.47,
        f"{value:g}",
        ha="center",
        va="center",
    )


for i in range(3):
    square(-1.4, i, v[i], "C0", 0.1 + 0.3 * abs(v[i]))
    for j in range(4):
        entry = grid[i, j].item()
        shade = 0.08 + 0.4 * abs(entry) / most
        square(j, i, entry, "C1", shade if v[i] else 0.04)
for j in range(4):
    square(j, 3.4, x.grad[j].item(), "C1", 0.35)
axes.text(-0.93, 1.15, "v", ha="center")
axes.text(2, 1.15, "Jacobian", ha="center")
axes.text(-0.93, -2.93, "x.grad", ha="center", va="center")
axes.set_xlim(-1.5, 4.05)
axes.set_ylim(-3.5, 1.5)
axes.axis("off")
plt.show()
