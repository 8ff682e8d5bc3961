r"""A network that learns XOR, made of tensors alone."""
# %% data
import torch

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = torch.tensor([0.0, 1.0, 1.0, 0.0])

# %% loss
zero = torch.zeros(())


def cross_entropy(z):
    return (torch.logaddexp(z, zero) - t * z).mean()


# %% straight
w = torch.zeros(2, requires_grad=True)
d = torch.zeros((), requires_grad=True)
straight = cross_entropy(X @ w + d)
straight.backward()
print("loss:", straight.item())
print("w.grad:", w.grad)
print("d.grad:", d.grad)

# %% straight-trained
w_far = torch.tensor([2.0, -1.0], requires_grad=True)
d_far = torch.tensor(0.5, requires_grad=True)
straight_losses = []
for _ in range(500):
    straight_loss = cross_entropy(X @ w_far + d_far)
    straight_losses.append(straight_loss.item())
    straight_loss.backward()
    with torch.no_grad():
        for weight in (w_far, d_far):
            weight -= 0.5 * weight.grad
            weight.grad = None
print(f"first loss: {straight_losses[0]:.4f}")
print(f"last loss:  {straight_losses[-1]:.4f}")

# %% start
torch.manual_seed(1)
W = torch.randn(2, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
u = torch.randn(3, requires_grad=True)
c = torch.zeros((), requires_grad=True)
parameters = [W, b, u, c]


def network(rows):
    hidden = torch.tanh(rows @ W + b)
    return hidden @ u + c


# %% first-step
h = torch.tanh(X @ W + b)
z = h @ u + c
loss = cross_entropy(z)
z.retain_grad()
loss.backward()
print("loss:", loss.item())

# %% by-hand
with torch.no_grad():
    delta = (torch.sigmoid(z) - t) / 4
    print("z:", torch.allclose(z.grad, delta))
    print("u:", torch.allclose(u.grad, h.T @ delta))
    print("c:", torch.allclose(c.grad, delta.sum()))
print(z.grad)

# %% train
lr, losses = 0.5, []
for _ in range(500):
    for parameter in parameters:
        parameter.grad = None
    step_loss = cross_entropy(network(X))
    losses.append(step_loss.item())
    step_loss.backward()
    with torch.no_grad():
        for parameter in parameters:
            parameter -= lr * parameter.grad
print(f"first loss: {losses[0]:.4f}")
print(f"last loss:  {losses[-1]:.4f}")

# %% answers
with torch.no_grad():
    answers = torch.sigmoid(network(X))
print("corner      target  answer")
for i in range(4):
    print(X[i].tolist(), f"{t[i]:4.0f} {answers[i]:10.4f}")

# %% loss-curve
import matplotlib.pyplot as plt

curve_figure, curve = plt.subplots(figsize=(5, 3.2), layout="constrained")
curve.plot(losses, label="with a hidden layer")
curve.plot(straight_losses, "--", label="without")
curve.set_xlabel("step")
curve.set_ylabel("loss")
curve.set_ylim(bottom=0)
curve.legend()
plt.show()

# %% plane
line = torch.linspace(-0.5, 1.5, 31)
x1, x2 = torch.meshgrid(line, line, indexing="xy")
with torch.no_grad():
    plane = torch.sigmoid(network(torch.stack([x1, x2], dim=2)))

plane_figure, axes = plt.subplots(figsize=(4.4, 4.6), layout="constrained")
grid = x1.numpy(), x2.numpy(), plane.numpy()
axes.contourf(*grid, levels=[0, 0.5, 1], colors=["C1", "C0"], alpha=0.25)
axes.contour(*grid, levels=[0.5], colors="black")
axes.contour(*grid, levels=[0.1, 0.9], colors="black", linestyles=":")
axes.plot(*X[t == 0].T, "C1o", markersize=11, label="target 0")
axes.plot(*X[t == 1].T, "C0s", markersize=11, label="target 1")
axes.set(xlabel="first input", ylabel="second input", aspect="equal")
axes.set(xticks=[0, 1], yticks=[0, 1])
plane_figure.legend(loc="outside upper center", ncols=2)
plt.show()

# %% other-starts rtol=0.1
def solved(width, starts=100):
    """Train that many networks side by side; how many get all four right?"""
    torch.manual_seed(0)
    shapes = [(2, width), (1, width), (width, 1), (1, 1)]
    many = [torch.randn(starts, *shape) for shape in shapes]
    many[1].zero_()
    many[3].zero_()
    for tensor in many:
        tensor.requires_grad_()
    for _ in range(500):
        middle = torch.tanh(X @ many[0] + many[1])
        out = (middle @ many[2] + many[3]).squeeze(2)
        each = (torch.logaddexp(out, zero) - t * out).mean(dim=1)
        each.sum().backward()
        with torch.no_grad():
            for tensor in many:
                tensor -= lr * tensor.grad
                tensor.grad = None
    return ((out > 0) == (t > 0.5)).all(dim=1).sum().item()


of_hundred = {width: solved(width) for width in (1, 2, 3, 4, 8)}
print("hidden numbers   solved, of 100 starts")
for width, count in of_hundred.items():
    print(f"{width:<17}{count}")
