r"""no_grad, inference_mode and enable_grad around generators, threads and nested blocks."""
# %% generator
import threading

import torch

x = torch.ones(2, requires_grad=True)


def batches():
    with torch.no_grad():
        for i in range(2):
            yield x * i


in_the_body = [(x * 2).requires_grad for _ in batches()]
print("in the loop body:", in_the_body)
print("after the loop:  ", torch.is_grad_enabled())

# %% unfinished
unfinished = batches()
next(unfinished)
left_open = torch.is_grad_enabled()
unfinished.close()
closed = torch.is_grad_enabled()
print("one batch taken: ", left_open)
print("generator closed:", closed)

# %% decorated
@torch.no_grad()
def decorated():
    for i in range(2):
        yield x * i


recorded_bodies = [(x * 2).requires_grad for _ in decorated()]
recorded_batches = [batch.requires_grad for batch in decorated()]
print("loop body:", recorded_bodies, " batches:", recorded_batches)

# %% by-hand
def mended():
    for i in range(2):
        with torch.no_grad():
            batch = x * i
        yield batch


print([(x * 2).requires_grad for _ in mended()], [batch.requires_grad for batch in mended()])

# %% nested
def modes():
    return {"recording": torch.is_grad_enabled(), "inference": torch.is_inference_mode_enabled()}


with torch.no_grad(), torch.enable_grad():
    inner = (x * 2).requires_grad
with torch.inference_mode(), torch.enable_grad():
    says = modes()
    inside = x * 2
    kept_out = inside.requires_grad, inside.is_inference()
with torch.inference_mode(), torch.inference_mode(False):
    back_on = (x * 2).requires_grad
print("enable_grad in no_grad:             ", inner)
print("enable_grad in inference_mode:      ", says, kept_out)
print("inference_mode(False) in it:        ", back_on)

# %% flags
with torch.set_grad_enabled(False):
    made = torch.ones(2, requires_grad=True)
    loaded = torch.nn.Linear(1, 1).weight
print("leaves made under no_grad:", made.requires_grad, loaded.requires_grad)
print("and used after it:", (made * 2).requires_grad)

# %% function-call
torch.set_grad_enabled(False)
switched_off = (x * 2).requires_grad
torch.set_grad_enabled(True)
print(switched_off, (x * 2).requires_grad)

# %% raises
try:
    with torch.no_grad():
        raise ValueError("something")
except ValueError:
    print("after an error:", torch.is_grad_enabled())

# %% forgotten-call
class Model(torch.nn.Module):
    @torch.no_grad()
    def predict(self, rows):
        return rows * 2

    def forward(self, rows):
        return self.predict(rows) + rows


print(Model()(x).grad_fn.name())
(through,) = torch.autograd.grad(Model()(x).sum(), x)
print(through)

# %% threads
found = {}


def look():
    found["in the thread"] = (x * 2).requires_grad


with torch.no_grad():
    worker = threading.Thread(target=look)
    worker.start()
    worker.join()
    found["beside it"] = (x * 2).requires_grad
for place, records in found.items():
    print(f"{place:14}{records}")

# %% in-the-thread
def evaluate():
    with torch.no_grad():
        found["own block"] = (x * 2).requires_grad


own = threading.Thread(target=evaluate)
own.start()
own.join()
print(found["own block"], torch.is_grad_enabled())

# %% one-record
def two_walks(retain_graph):
    """Two threads walk back over one record; the errors, and the gradient."""
    leaf = torch.ones(1000, requires_grad=True)
    out = leaf.sin().exp().sum()
    barrier, errors = threading.Barrier(2), []

    def walk():
        barrier.wait()
        try:
            out.backward(retain_graph=retain_graph)
        except RuntimeError as error:
            errors.append(str(error))

    pair = [threading.Thread(target=walk) for _ in range(2)]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    return errors, leaf.grad


one = torch.ones(1000)
slope = one.sin().exp() * one.cos()
errors, _ = two_walks(retain_graph=False)
print("freed: ", errors[0][:57])
errors_kept, doubled = two_walks(retain_graph=True)
print("kept:  ", errors_kept, torch.allclose(doubled, 2 * slope))
