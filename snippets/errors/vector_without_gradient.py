r"""An output with many entries needs the argument of backward()."""
# %% forward
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
print(y)

# %% backward raises="RuntimeError: grad can be implicitly created only for scalar outputs"
y.backward()
