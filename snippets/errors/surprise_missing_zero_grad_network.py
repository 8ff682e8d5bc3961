r"""A small network, trained with and without clearing its gradients."""

# %% network
import torch
from torch.nn.functional import mse_loss

torch.manual_seed(0)
inputs = torch.randn(256, 8)
targets = inputs.pow(2).sum(dim=1, keepdim=True) / 8
OPTIMIZERS = {
    "SGD, lr=0.1": lambda weights: torch.optim.SGD(weights, lr=0.1),
    "Adam, lr=0.01": lambda weights: torch.optim.Adam(weights, lr=0.01),
}


def end_over_start(optimizer, clear, seed):
    torch.manual_seed(seed)
    model = torch.nn.Sequential(
        torch.nn.Linear(8, 32),
        torch.nn.ReLU(),
        torch.nn.Linear(32, 1),
    )
    steps = optimizer(model.parameters())
    start = mse_loss(model(inputs), targets).item()
    for _ in range(200):
        rows = torch.randint(256, (32,))
        if clear:
            steps.zero_grad()
        mse_loss(model(inputs[rows]), targets[rows]).backward()
        steps.step()
    return mse_loss(model(inputs), targets).item() / start


# %% three-starts
def healthy(ratio):
    return ratio < 1  # nan is not


falls = {}
print("starts of 3 whose loss ends lower    cleared   never cleared")
for kind, optimizer in OPTIMIZERS.items():
    falls[kind] = [
        sum(healthy(end_over_start(optimizer, clear, seed)) for seed in range(3))
        for clear in (True, False)
    ]
    print(f"{kind:37}{falls[kind][0]:<10}{falls[kind][1]}")
