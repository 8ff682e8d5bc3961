r"""Copy a leaf, or the values of a result; keep results out of what is copied whole."""
# %% fixed
import copy

import torch

w = torch.ones(2, requires_grad=True)
twin = copy.deepcopy(w)
values = (w * 2).detach().clone()
print("leaf:  ", twin)
print("values:", values)

# %% recorded-copy
joined = (w * 2).clone()
joined.sum().backward()
print(w.grad)

# %% find
class Scaled(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.raw = torch.nn.Parameter(torch.zeros(2))
        self.scale = self.raw.exp()  # a result, kept


def kept_results(module):
    return [
        f"{type(part).__name__}.{name}"
        for part in module.modules()
        for name, value in vars(part).items()
        if torch.is_tensor(value) and not value.is_leaf
    ]


print(kept_results(torch.nn.Sequential(Scaled())))

# %% module-fixed
class ScaledLate(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.raw = torch.nn.Parameter(torch.zeros(2))

    def forward(self, inputs):
        return inputs * self.raw.exp()


late = ScaledLate()
late_twin = copy.deepcopy(late)
print(kept_results(late), late_twin.raw is not late.raw)
