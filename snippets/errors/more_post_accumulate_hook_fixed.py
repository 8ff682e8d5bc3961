r"""Post accumulate hooks belong to leaves; a result has register_hook."""
# %% fixed
import torch

w = torch.ones(2, requires_grad=True)
w.register_post_accumulate_grad_hook(lambda p: print("w:", p.grad))
y = 3 * w
y.register_hook(lambda gradient: print("y:", gradient))
(y * y).sum().backward()

# %% find
print([name for name, t in {"w": w, "y": y}.items() if not t.is_leaf])
