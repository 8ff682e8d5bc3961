r"""Two flags tell why a .grad is None."""
# %% ask
import torch

w = torch.ones(2, requires_grad=True)
unused = torch.ones(2, requires_grad=True)
plain = torch.ones(2)
doubled = torch.ones(2, requires_grad=True) * 2
(w * plain * doubled).sum().backward()
suspects = {
    "w": w,
    "plain": plain,
    "doubled": doubled,
    "unused": unused,
}
for name, t in suspects.items():
    print(f"{name:9}requires_grad {t.requires_grad!s:6} is_leaf {t.is_leaf}")
