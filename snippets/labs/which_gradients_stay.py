r"""Lab: three tensors, one backward pass; which gradients stay?

Level: core. Minutes: 8.
"""
# %% start
import torch

# 1. Make a tensor `t` of floats that requires grad.
# TODO: t = ...

# 2. Multiply it by 2 and give the result a new name, `r`.
# TODO: r = ...

# 3. Add up the entries of `r` and call the sum `q`.
# TODO: q = ...

# 4. Call .retain_grad() on the two results, then print the
#    gradients of t, r and q.
# TODO

# 5. Run backward from the last tensor.
# TODO

# 6. Print the three gradients again. What did you notice?
# TODO

# %% solution
t = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
r = t * 2
q = r.sum()

r.retain_grad()
q.retain_grad()
print("before:", t.grad, r.grad, q.grad)

q.backward()
print("t:", t.grad)
print("r:", r.grad)
print("q:", q.grad)

# %% check
made = globals()
for name, how in {
    "t": "make it in step 1",
    "r": "multiply `t` by 2 in step 2",
    "q": "add up `r` in step 3",
}.items():
    assert name in made, f"There is no `{name}` yet: {how}."
    assert isinstance(made[name], torch.Tensor), f"`{name}` should be a tensor."
assert t.requires_grad, "`t` does not record: pass requires_grad=True."
assert t.is_leaf, "`t` is a result: the name of the leaf was used again."
assert r.requires_grad, "`r` was not recorded: compute it from `t`."
assert r.shape == t.shape, "`r` should have the shape of `t`."
assert torch.allclose(r.detach().to(t.dtype), 2 * t.detach()), (
    "`r` should be 2 times `t`."
)
assert q.requires_grad, "`q` was not recorded: compute it from `r`."
assert q.numel() == 1, f"`q` has {q.numel()} entries: add up all of `r`."
assert torch.allclose(q.detach().to(r.dtype), r.detach().sum()), (
    "`q` should be the sum of the entries of `r`."
)
assert t.grad is not None, "`t.grad` is empty: call q.backward()."
assert r.retains_grad, "`r` keeps no gradient: call r.retain_grad()."
assert r.grad is not None, (
    "`r.grad` is empty: r.retain_grad() must come before q.backward()."
)
assert q.retains_grad or q.is_leaf, (
    "`q` keeps no gradient: call q.retain_grad()."
)
assert q.grad is not None, (
    "`q.grad` is empty: q.retain_grad() must come before q.backward()."
)
assert torch.equal(q.grad, torch.ones_like(q)), (
    "`q.grad` should be 1: the slope of q along itself."
)
assert torch.equal(r.grad, torch.ones_like(r)), (
    "`r.grad` should be all ones: each entry counts once in the sum."
)
assert (t.grad == 2).all(), (
    "`t.grad` should be all twos. Run it all afresh: "
    "a second backward adds to the first."
)
print("All checks passed.")
