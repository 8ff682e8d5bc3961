r"""Lab: a generator whose batches do not record, and whose reader still does.

Level: deep. Minutes: 12.
"""
# %% start
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)

# Write batches(), a generator of three tensors: w * 1, w * 2 and w * 3.
# 1. The batches do not record.
# 2. In the body of `for batch in batches():` recording stays on.
# 3. It stays on where somebody takes one batch only.
# TODO: def batches(): ...

# %% solution
def batches():
    for i in range(1, 4):
        with torch.no_grad():
            batch = w * i
        yield batch


for batch in batches():
    print(batch.requires_grad, (w * batch).requires_grad)

# %% check
made = globals()
as_started = {"w": getattr(w, "shape", None) == (2,)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "batches" in made, "There is no `batches` yet: write the generator."
assert callable(batches), "`batches` should be a function: def batches(), with a yield in it."
assert type(batches()).__name__ == "generator", (
    f"batches() gives a {type(batches()).__name__}, and no generator: write a yield in its body."
)
given, bodies = [], []
for one in batches():
    given.append(one)
    bodies.append((w * 2).requires_grad)
after = torch.is_grad_enabled()
waiting = batches()
next(waiting, None)
half_way = torch.is_grad_enabled()
waiting.close()
torch.set_grad_enabled(True)
assert len(given) == 3, f"There should be three batches, not {len(given)}."
assert all(isinstance(one, torch.Tensor) for one in given), "The batches should be tensors."
assert [one.tolist() for one in given] == [[1, 2], [2, 4], [3, 6]], "They are w * 1 to w * 3."
assert not any(one.requires_grad for one in given), "A batch records: compute it under no_grad."
assert all(bodies), "In the loop body nothing records: the block is still open at the yield."
assert after, "After the loop recording is off: use a `with` block or the decorator."
assert half_way, "After one batch recording is off: close the block before the yield."
with torch.no_grad():  # another w, for one more round
    kept = w.clone()
    w.copy_(torch.tensor([-3.0, 0.5]))
again = [one.tolist() for one in batches()]
with torch.no_grad():
    w.copy_(kept)
assert again == [[-3, 0.5], [-6, 1], [-9, 1.5]], (
    f"With another w the batches are {again}: compute them from the w that is there."
)
print("All checks passed.")
