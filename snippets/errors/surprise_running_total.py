r"""A total of recorded losses keeps the graphs of all rounds; a total of numbers keeps none."""
# %% behind
import torch


def behind(total):
    """Steps that hang on a result, and the elements they have saved."""
    todo, met, saved = [getattr(total, "grad_fn", None)], set(), 0
    while todo:
        node = todo.pop()
        if node is None or node in met:
            continue
        met.add(node)
        todo += [link for link, _ in node.next_functions]
        if node.name() == "ExpBackward0":
            saved += node._saved_result.numel()
    return len(met), saved


# %% total-of-losses
w = torch.tensor(0.5, requires_grad=True)
data = torch.linspace(0.0, 1.0, 1000)
total = 0.0
kept = []
for _ in range(4):
    loss = (w * data).exp().mean()
    total += loss
    kept.append(behind(total))
    print("steps, elements kept:", *kept[-1])
print(total)

# %% total-of-numbers
plain_total = 0.0
plain_kept = []
for _ in range(4):
    fresh_loss = (w * data).exp().mean()
    plain_total += fresh_loss.item()
    plain_kept.append(behind(plain_total))
    print("steps, elements kept:", *plain_kept[-1])
print(f"{plain_total:.4f}")

# %% list-and-detach
listed = [(w * data).exp().mean() for _ in range(4)]
detached = [value.detach() for value in listed]
print("list of losses:  ", [value.requires_grad for value in listed])
print("list of detached:", [value.requires_grad for value in detached])

# %% find
print("total:      ", getattr(total, "requires_grad", False))
print("plain_total:", getattr(plain_total, "requires_grad", False))
