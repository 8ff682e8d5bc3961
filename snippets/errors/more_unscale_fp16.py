r"""The scaler wants parameters in float32; autocast makes the float16 copies."""
# %% fixed
import torch

layer = torch.nn.Linear(2, 1)
sgd = torch.optim.SGD(layer.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
with torch.autocast("cpu", dtype=torch.float16):
    loss = layer(torch.ones(1, 2)).float().sum()
scaler.scale(loss).backward()
scaler.unscale_(sgd)
print(layer.weight.grad)

# %% half raises="ValueError: Attempting to unscale FP16 gradients."
half = torch.nn.Linear(2, 1).half()
other = torch.optim.SGD(half.parameters(), lr=0.1)
scaler.scale(half(torch.ones(1, 2).half()).sum()).backward()
scaler.unscale_(other)
