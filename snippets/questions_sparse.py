r"""Short answers: sparse gradients."""
# %% embedding
import torch

words = torch.nn.Embedding(1000, 2, sparse=True)
words(torch.tensor([7, 3, 7])).sum().backward()
gradient = words.weight.grad.coalesce()
print(gradient.layout, gradient.indices(), gradient.values())

# %% optimizers
torch.sparse.check_sparse_tensor_invariants.enable()  # else Adagrad has torch warn that it is off


def step_of(optimizer):
    weight = torch.nn.Parameter(torch.ones(4, 2))
    picked = torch.nn.functional.embedding(torch.tensor([1]), weight, sparse=True)
    picked.sum().backward()
    optimizer([weight]).step()


takes, refuses = [], []
for name in ("SGD", "Adagrad", "SparseAdam", "Adam", "AdamW", "NAdam", "RMSprop", "Adadelta"):
    try:
        step_of(getattr(torch.optim, name))
        takes.append(name)
    except RuntimeError as error:
        refuses.append((name, str(error)))
print("take it:", takes)
for name, message in refuses:
    print(f"{name}: {message}")

# %% product
graph = torch.tensor([[0.0, 2.0, 0.0], [3.0, 0.0, 4.0]]).to_sparse().requires_grad_()
features = torch.ones(3, 2, requires_grad=True)
torch.sparse.mm(graph, features).sum().backward()
print("of the sparse matrix:", graph.grad.layout, graph.grad.coalesce().values())
print("of the dense one:    ", features.grad.layout, features.grad[:, 0])
