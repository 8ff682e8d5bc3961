"""Sparse gradients, beside the dense ones."""

import torch

SPARSE = "questions_sparse"


def test_the_rows_are_those_that_were_looked_up(run):
    story = run(SPARSE, upto="embedding")
    counts = torch.bincount(torch.tensor([7, 3, 7]), minlength=1000).float()
    assert torch.equal(story.gradient.to_dense(), counts[:, None].expand(1000, 2))
    assert story.gradient.values().shape == (2, 2)


def test_adam_moves_rows_that_got_no_gradient_and_sparse_adam_does_not(run):
    story = run(SPARSE, upto="optimizers")
    assert story.takes == ["SGD", "Adagrad", "SparseAdam"]
    assert all("does not support sparse gradients" in message for _, message in story.refuses)
    moved = {}
    for name, sparse in (("Adam", False), ("SparseAdam", True)):
        table = torch.nn.Embedding(3, 1, sparse=sparse)
        optimizer = getattr(torch.optim, name)(table.parameters())
        for row in (0, 1):
            optimizer.zero_grad()
            before = table.weight.detach().clone()
            table(torch.tensor([row])).sum().backward()
            optimizer.step()
        moved[name] = (table.weight != before).flatten().tolist()
    assert moved == {"Adam": [True, True, False], "SparseAdam": [False, True, False]}


def test_a_product_has_the_gradients_of_the_dense_one(run):
    story = run(SPARSE)
    full = story.graph.detach().to_dense().requires_grad_()
    dense = torch.ones(3, 2, requires_grad=True)
    (full @ dense).sum().backward()
    assert torch.equal(story.features.grad, dense.grad)
    stored = story.graph.detach().to_dense() != 0
    assert torch.equal(story.graph.grad.to_dense(), full.grad * stored)
