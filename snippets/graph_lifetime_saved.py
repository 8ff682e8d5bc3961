r"""Saved tensors: another object on the same memory, packed to disk, on the CPU, or refused."""
# %% another-object
import tempfile
from pathlib import Path

import torch
from torch.autograd.graph import disable_saved_tensors_hooks, save_on_cpu, saved_tensors_hooks

x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
y = x.exp()
saved = y.grad_fn._saved_result
print("the same object:", saved is y, " the same memory:", saved.data_ptr() == y.data_ptr())

# %% to-disk
folder = Path(tempfile.mkdtemp())


def pack(tensor):
    if tensor.numel() < 100:
        return tensor.detach()  # small ones stay where they are
    path = folder / f"{len(list(folder.iterdir()))}.pt"
    torch.save(tensor.detach(), path)
    return path


def unpack(packed):
    return torch.load(packed) if isinstance(packed, Path) else packed


large = torch.linspace(0, 1, 1000, requires_grad=True)
with saved_tensors_hooks(pack, unpack):
    waves = large.sin().exp().sum()
files = len(list(folder.iterdir()))
waves.backward()
print("files:", files)

# %% on-cpu
other = large.detach().clone().requires_grad_()
with save_on_cpu():
    again = other.sin().exp().sum()
again.backward()
print("the same gradient:", torch.equal(other.grad, large.grad))

# %% one-tensor
asked = []
z = x.exp()
z.grad_fn._raw_saved_result.register_hooks(lambda t: t.detach(), lambda t: asked.append(1) or t)
z.sum().backward()
print("unpacked:", len(asked), "time")

# %% refused raises="RuntimeError: no pack hooks here"
with disable_saved_tensors_hooks("no pack hooks here"), saved_tensors_hooks(pack, unpack):
    x.exp()
