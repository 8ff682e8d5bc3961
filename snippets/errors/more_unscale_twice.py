r"""One unscale_ for each optimizer and step; update() opens the next round."""
# %% fixed
import torch

w = torch.nn.Parameter(torch.tensor([1.0]))
sgd = torch.optim.SGD([w], lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
for _ in range(2):
    sgd.zero_grad()
    scaler.scale((2 * w).sum()).backward()
    scaler.unscale_(sgd)
    scaler.step(sgd)
    scaler.update()
print(w)

# %% twice raises="RuntimeError: unscale_() has already been called on this optimizer"
scaler.scale((2 * w).sum()).backward()
scaler.unscale_(sgd)
scaler.unscale_(sgd)
