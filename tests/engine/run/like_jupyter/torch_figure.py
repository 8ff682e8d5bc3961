"""A loop that learns, its prints and its figure."""

# %% data
import matplotlib.pyplot as plt
import torch

torch.manual_seed(1)
x = torch.linspace(-1, 1, 20)
y = 2 * x + 0.5

# %% loop
w = torch.zeros(2, requires_grad=True)
losses = []
for step in range(20):
    loss = ((w[0] * x + w[1] - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.3 * w.grad
        w.grad = None
    losses.append(loss.item())
    if step % 5 == 0:
        print(f"{step:2} {losses[-1]:.4f}")
w

# %% plot
plt.figure(figsize=(3, 2))
plt.plot(losses)
plt.yscale("log")
plt.show()
