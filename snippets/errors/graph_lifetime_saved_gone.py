r"""After the walk, what a step had saved cannot be looked at any more."""
# %% backward
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * x
node = y.grad_fn
print("before:", node._saved_self.detach())
y.sum().backward()

# %% look raises="RuntimeError: directly access saved tensors after they"
print(node._saved_self)
