"""A total of recorded losses keeps their graphs; numbers, and detached losses, keep none."""

import gc
import weakref
from itertools import pairwise

import torch
from torch.autograd.graph import saved_tensors_hooks
from torch.testing import assert_close

STORY = "errors/surprise_running_total"


def test_total_of_losses_keeps_all_rounds(run):
    module = run(STORY, upto="total-of-losses")
    assert module.total.requires_grad
    assert [saved for _, saved in module.kept] == [1000, 2000, 3000, 4000]
    steps = [steps for steps, _ in module.kept]
    assert [later - earlier for earlier, later in pairwise(steps)] == [4, 4, 4]


def test_total_of_losses_agrees_with_what_is_alive():
    """Another route: boxes in the place of saved tensors, counted while the total lives."""

    class Box:
        def __init__(self, tensor):
            self.tensor = tensor.detach()

    alive = weakref.WeakSet()

    def pack(tensor):
        box = Box(tensor)
        alive.add(box)
        return box

    def rounds(add):
        w, data, total = torch.tensor(0.5, requires_grad=True), torch.linspace(0, 1, 1000), 0.0
        for _ in range(4):
            with saved_tensors_hooks(pack, lambda box: box.tensor):
                total = add(total, (w * data).exp().mean())
        gc.collect()
        return total, sum(box.tensor.numel() for box in alive if box.tensor.numel() == 1000)

    total, recorded = rounds(lambda total, loss: total + loss)
    assert recorded == 8000  # exp's results, and the data for the slope along w
    del total
    assert rounds(lambda total, loss: total + loss.item())[1] == 0


def test_total_of_numbers_is_the_same_and_keeps_nothing(run):
    module = run(STORY, upto="total-of-numbers")
    assert set(module.plain_kept) == {(0, 0)}
    assert_close(torch.tensor(module.plain_total), module.total.detach())


def test_list_and_detach(run):
    module = run(STORY)
    assert all(value.requires_grad for value in module.listed)
    assert not any(value.requires_grad for value in module.detached)


def test_find_tells_them_apart(outputs):
    assert [line.split()[-1] for line in outputs(STORY)["find"].splitlines()] == ["True", "False"]
