"""Hooks: their order, what they see, and what they change."""

import copy
import warnings

import pytest
import torch
from torch.testing import assert_close

STORY = "hooks"


def test_order_follows_the_walk(run):
    module = run(STORY, upto="order")
    kinds = [kind for kind, _ in module.order]
    assert kinds == ["tensor y", "node of y, before", "node of y", "tensor x", "leaf, after"]
    assert [seen.tolist() for _, seen in module.order] == [[1, 1]] * 2 + [[3, 3]] * 3
    assert_close(torch.func.grad(lambda t: (3 * t).sum())(torch.ones(2)), module.x.grad)


def test_order_leaf_is_still_empty_in_its_tensor_hook():
    x, seen = torch.ones(1, requires_grad=True), []
    x.register_hook(lambda _: seen.append(x.grad))
    x.sum().backward()
    assert seen == [None]


def test_replace_runs_in_order_and_goes_on_to_the_leaf(run):
    module = run(STORY, upto="replace")
    assert module.seen_by == [[1, 1], [10, 10]]
    assert module.b.grad.tolist() == [10 * 1 + 1] * 2
    assert module.a.grad.tolist() == [(10 * 1 + 1) * 2] * 2


def test_neighbour_is_hit_by_an_edit_in_place(run):
    module = run(STORY, upto="neighbour")
    assert module.right.grad.tolist() == [10, 20]
    plain = torch.func.grad(lambda t: (t * torch.tensor([1.0, 2.0])).sum())(torch.ones(2))
    assert plain.tolist() == [1, 2]


def test_neighbour_is_left_alone_by_a_returned_gradient():
    left, right = (torch.ones(2, requires_grad=True) for _ in range(2))
    left.register_hook(lambda g: 10 * g)
    ((left + right) * torch.tensor([1.0, 2.0])).sum().backward()
    assert (left.grad.tolist(), right.grad.tolist()) == ([10, 20], [1, 2])


def test_sum_of_ways_is_one_call(run):
    module = run(STORY, upto="sum-of-ways")
    assert module.calls == [[1 + 2 * 1, 1 + 2 * 2]]
    assert module.p.grad.tolist() == module.calls[0]


def test_two_walks_run_other_hooks(run):
    module = run(STORY, upto="two-walks")
    assert module.by_grad == ["tensor hook"]
    assert module.ran[1:] == ["tensor hook", "post accumulate hook"]


def test_edited_sees_old_and_new_gradient(run):
    assert run(STORY, upto="edited").noted == {"before": 5, "after": 1}


def test_module_hook_sees_the_input_gradient(run):
    module = run(STORY, upto="module-forward")
    (first, there), (second, there_plain) = module.reports
    assert_close(first, module.layer.weight.detach())  # G W, with a G of 1
    assert (there, second, there_plain) == (True, None, False)


def test_module_plain_warns(executed):
    texts = [o["text"] for o in executed(STORY).cell("module-plain")["outputs"]]
    assert any("Full backward hook is firing" in text for text in texts)


def test_module_replace_leaves_the_weight(run):
    module = run(STORY, upto="module-replace")
    assert module.entry.grad.item() == 0
    assert module.stopped.weight.grad.item() == 1


def test_mask_moves_by_decay_and_not_without(run):
    ends = run(STORY, upto="mask").ends
    assert ends == {
        "SGD": 1.0,
        "SGD, weight_decay=0.5": pytest.approx((1 - 0.1 * 0.5) ** 2, abs=1e-4),
        "AdamW": pytest.approx((1 - 0.1 * 0.01) ** 2, abs=1e-4),
    }


def test_alive_until_removed(run):
    module = run(STORY, upto="alive")
    assert module.while_on
    assert module.still() is None


def test_recipe_norms_are_those_of_grad_and_come_off(run):
    module = run(STORY, upto="recipe-norms")
    for name, p in module.net.named_parameters():
        assert module.norms[name] == pytest.approx(p.grad.norm().item())
    module.norms.clear()
    module.net(torch.ones(1, 2)).sum().backward()
    assert module.norms == {}


def test_recipe_step_is_the_step_of_a_loop(run):
    module = run(STORY, upto="recipe-step")
    assert module.s.item() == pytest.approx(1 - 0.1 * 3)
    assert module.s.grad is None


def test_recipe_mask_holds(run):
    module = run(STORY)
    assert module.part[0] == 1
    other = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.AdamW([other], lr=0.1)
    other.sum().backward()
    optimizer.step()
    assert module.part[1] == other.item()


def test_a_copied_module_keeps_its_hooks():
    layer, seen = torch.nn.Linear(1, 1), []
    layer.register_full_backward_hook(lambda module, *_: seen.append(module))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        copy.deepcopy(layer)(torch.ones(1, 1)).sum().backward()
    assert len(seen) == 1
