r"""backward() needs a record to walk along."""
# %% argmax
import torch

x = torch.tensor([1.0, 5.0, 2.0], requires_grad=True)
position = x.argmax()
print(position)

# %% backward raises="RuntimeError: element 0 of tensors does not require grad"
position.backward()
