"""A hook on several tensors, and a place in the graph."""

import torch

MORE = "hooks_more"


def test_one_call_a_walk_with_the_slopes_of_paper(run):
    story = run(MORE, upto="several")
    a, b = story.a.item(), story.b.item()
    assert story.seen == [[b, a], [5 * b, 5 * a]]


def test_the_edge_gives_what_the_tensor_would(run):
    story = run(MORE, upto="edge")
    hidden = story.a * story.b
    assert torch.equal(story.at_edge, torch.autograd.grad(hidden**2, hidden)[0])
    assert story.at_edge == 2 * 2 * 3


def test_a_note_stays_on_its_node(run):
    assert run(MORE).loss.grad_fn.metadata == {"made in": "round 7"}
