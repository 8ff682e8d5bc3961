r"""Edits that no counter sees: through DLPack, through the storage, and by a fused step."""
# %% others
import torch

OTHERS = {
    "torch.from_dlpack(y.detach()).zero_()": lambda y: torch.from_dlpack(y.detach()).zero_(),
    "y.untyped_storage().fill_(0)": lambda y: y.untyped_storage().fill_(0),
}


def after(edit):
    x = torch.zeros(3, requires_grad=True)
    y = x.exp()
    edit(y)
    y.sum().backward()
    return y._version, x.grad


others = {words: after(edit) for words, edit in OTHERS.items()}
for words, (version, gradient) in others.items():
    print(f"{words:39}version {version}  {gradient}")

# %% fused
w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1, fused=True)
first_loss, second_loss = (w**2).sum(), (w**3).sum()
first_loss.backward()
optimizer.step()
optimizer.zero_grad()
print("version:", w._version, " weights:", w.detach())
second_loss.backward()
print("gradient of the second loss:", w.grad)
