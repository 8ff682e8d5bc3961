"""How long a recorded graph lives, and what it keeps."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "graph_lifetime"
AGAIN = "backward through the graph a second time"
SEEN = {
    "x + 2": 0,
    "3 * x": 0,
    "x.sum()": 0,
    "x.exp()": 100,
    "x.sin()": 100,
    "x.relu()": 100,
    "x.sigmoid()": 100,
    "x ** 2": 100,
    "6 / x": 100,
    "x * x": 200,
}


def test_forward_keeps_the_input_twice(run):
    module = run(STORY, upto="forward")
    assert module.node._saved_self is module.x
    assert module.node._saved_other is module.x


def test_backward_gives_two_x(run):
    module = run(STORY, upto="backward")
    assert_close(module.x.grad, 2 * module.x.detach())
    x = module.x.detach().double().requires_grad_()
    assert gradcheck(lambda t: (t * t).sum(), x)


def test_what_stays_is_all_but_the_saved_tensors(run):
    module = run(STORY, upto="what-stays")
    assert_close(module.y.detach(), torch.tensor([1.0, 4.0, 9.0]))
    assert module.y.grad_fn is module.node
    assert module.node.next_functions[0][0].variable is module.x
    with pytest.raises(RuntimeError, match="directly access saved tensors"):
        _ = module.node._saved_self


def test_twice_doubles_where_nothing_was_saved(run):
    assert run(STORY, upto="twice").second_walks == {
        "(x + 2).sum()": "doubles",
        "x.mean()": "doubles",
        "(x * 2).sum()": "raises",
        "(x * x).sum()": "raises",
        "x.exp().sum()": "raises",
    }


@pytest.mark.parametrize(
    ("make", "raises"),
    [
        (lambda x: (x + 2).sum(), False),
        (torch.mean, False),
        (lambda x: (x * 2).sum(), True),
        (lambda x: (x * x).sum(), True),
        (lambda x: x.exp().sum(), True),
    ],
)
def test_twice_agrees_with_what_the_nodes_name(make, raises):
    """Another route: a node that names a saved tensor cannot be walked twice."""
    node, names = make(torch.ones(3, requires_grad=True)).grad_fn, []
    while node is not None:
        saved = [getattr(node, name) for name in dir(node) if name.startswith("_saved_")]
        names += [value for value in saved if torch.is_tensor(value)]
        node = node.next_functions[0][0] if node.next_functions else None
    assert bool(names) == raises


def test_constant_is_kept_and_the_input_is_not(run):
    node = run(STORY, upto="constant").doubled.grad_fn
    assert node._saved_self is None
    assert node._saved_other == 2


def test_retain_walks_twice_and_adds(run):
    module = run(STORY, upto="retain")
    assert_close(module.x_kept.grad, 4 * module.x_kept.detach())
    twice = grad(lambda t: 2 * (t * t).sum())(module.x_kept.detach())
    assert_close(module.x_kept.grad, twice)
    with pytest.raises(RuntimeError, match=AGAIN):
        module.out_kept.backward()


def test_shared_part_gives_the_same_by_a_sum(run):
    module = run(STORY, upto="shared-sum")
    start = module.r.detach()
    assert torch.equal(module.s.grad, module.r.grad)
    assert_close(module.r.grad, 2 * start + 4 * start**3)
    assert_close(grad(lambda t: (t**2).sum() + (t**4).sum())(start), module.r.grad)


def test_shared_part_without_retain_raises():
    s = torch.ones(3, requires_grad=True)
    trunk = s * s
    trunk.sum().backward()
    with pytest.raises(RuntimeError, match=AGAIN):
        (trunk * trunk).sum().backward()


def test_hook_sees_the_result_of_exp(run):
    module = run(STORY, upto="hook")
    assert module.saved_by(torch.exp, module.hundred) == ([100], 1)


def test_saved_per_operation(run, outputs):
    module = run(STORY, upto="saved-per-operation")
    assert module.elements == SEEN
    assert module.storages["x * x"] == 1
    rows = outputs(STORY)["saved-per-operation"].splitlines()[1:]
    assert [row.split()[-2] for row in rows] == [str(count) for count in SEEN.values()]


@pytest.mark.parametrize("name", SEEN)
def test_saved_per_operation_agrees_with_the_nodes(run, name):
    """Another route: what the nodes name as saved, without a hook; constants are no elements."""
    module = run(STORY, upto="saved-per-operation")
    todo, total = [module.OPERATIONS[name](module.hundred).grad_fn], 0
    while todo:
        node = todo.pop()
        saved = [getattr(node, key) for key in dir(node) if key.startswith("_saved_")]
        total += sum(t.numel() for t in saved if torch.is_tensor(t) and t.dim())
        todo += [link for link, _ in node.next_functions if link is not None]
    assert total == SEEN[name]


def test_chart_shows_the_measured_counts(run, executed):
    module = run(STORY, upto="chart")
    assert [bar.get_width() for bar in module.bars] == list(SEEN.values())
    labels = [label.get_text() for label in module.axes.get_yticklabels()]
    assert labels == list(SEEN)
    (figure,) = executed(STORY).cell("chart")["outputs"]
    assert "image/svg+xml" in figure["data"]


def test_network_saves_two_inputs_one_mask_and_one_weight(run):
    module = run(STORY, upto="wider")
    shape = {p: tuple(t.shape) for p, t in module.model.named_parameters()}
    assert shape["2.weight"] == (3, 10)
    assert module.network_sizes == [10 * 4, 10 * 10, 10 * 10, 10 * 3]
    assert sum(module.network_sizes) == 270
    assert sum(module.wider_sizes) == 20 * 24 + 30


def test_network_agrees_with_its_nodes(run):
    module = run(STORY, upto="network")
    last = module.model(module.batch).grad_fn
    relu = last.next_functions[1][0]
    first = relu.next_functions[0][0]
    assert first._saved_mat2 is None
    kept = (first._saved_mat1, relu._saved_result, last._saved_mat1, last._saved_mat2)
    assert [tensor.numel() for tensor in kept] == [40, 100, 100, 30]
    assert relu._saved_result.data_ptr() == last._saved_mat1.data_ptr()


def test_switched_off_saves_nothing_and_detach_saves_all(run):
    module = run(STORY, upto="switched-off")
    assert module.unrecorded == []
    assert module.detached_after == module.network_sizes
    assert not module.model(module.batch).detach().requires_grad


def test_counting_the_living_falls_to_zero_with_backward(run):
    assert run(STORY, upto="counting-the-living").counts == [300, 0]


def test_last_name_holds_everything(run):
    module = run(STORY, upto="last-name")
    assert (module.named, module.unnamed) == (300, 0)


def test_running_total_keeps_every_graph(run):
    histories = run(STORY, upto="running-total").histories
    elements = {way: [kept for kept, _ in history] for way, history in histories.items()}
    steps = {way: [count for _, count in history] for way, history in histories.items()}
    assert elements["total + loss"] == [300, 600, 900, 1200]
    assert elements["total + loss, after backward"] == [0, 0, 0, 0]
    assert elements["total + loss.item()"] == [300, 300, 300, 300]
    assert steps["total + loss"] == steps["total + loss, after backward"]
    assert len(set(steps["total + loss"])) == 4
    assert steps["total + loss"] == sorted(steps["total + loss"])
    assert steps["total + loss.item()"] == [0, 0, 0, 0]


def test_running_total_agrees_with_torch_on_what_can_be_walked(run):
    """Another route: of the sum of un-walked losses a walk is possible, of the other it is not."""
    module = run(STORY, upto="network")
    losses = [(module.model(module.batch) ** 2).mean() for _ in range(2)]
    sum(losses).backward()
    losses = [(module.model(module.batch) ** 2).mean() for _ in range(2)]
    for loss in losses:
        loss.backward()
    with pytest.raises(RuntimeError, match=AGAIN):
        sum(losses).backward()
