r"""The scaler found no gradient at all: the loss does not lead to the optimizer's parameters."""
# %% fixed
import torch

w = torch.nn.Parameter(torch.tensor([1.0]))
optimizer = torch.optim.SGD([w], lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
loss = (2 * w).sum()
scaler.scale(loss).backward()
scaler.step(optimizer)
scaler.update()
print(w)

# %% find
optimizer.zero_grad()
rebuilt = torch.tensor(loss.item(), requires_grad=True)
scaler.scale(rebuilt).backward()
print([p.grad for group in optimizer.param_groups for p in group["params"]])

# %% step raises="AssertionError: No inf checks were recorded for this optimizer."
scaler.step(optimizer)
