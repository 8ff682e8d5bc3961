r"""An edit through .data is not counted, so a wrong gradient comes out without an error."""
# %% wrong
import torch

z = torch.zeros(3, requires_grad=True)
e = z.exp()
s = e.sum()
e.data.zero_()  # e is used up, or so it seems
s.backward()
print("sum:     ", s.item())
print("gradient:", z.grad)
print("version: ", e._version)

# %% fixed
x = torch.zeros(3, requires_grad=True)
y = x.exp()
total = y.sum()
blank = y.detach().clone().zero_()
total.backward()
print("sum:     ", total.item())
print("gradient:", x.grad)

# %% find
def suspect(t):
    result = t.exp()
    added = result.sum()
    result.data.zero_()
    return added


exact = torch.zeros(3, dtype=torch.float64, requires_grad=True)
fine = torch.autograd.gradcheck(suspect, exact, raise_exception=False)
print("gradcheck is content:", fine)
