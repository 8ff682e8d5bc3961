"""The engine of the reader's own, against torch, nudges and the derivations of its page."""

import math
import random
import threading
import time
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.autograd import gradcheck
from torch.testing import assert_close

from livecells.notebook.percent import read
from livecells.run.execute import execute

STORY = "build_your_own_engine"
ROOT = Path(__file__).resolve().parents[2]
ENGINE = ("value", "plus-and-times", "order", "backward", "the-rest", "functions")


@pytest.fixture(scope="module")
def engine():
    """The engine with its trials, without the training: nothing here keeps state between tests."""
    done, module = execute(read(ROOT / "snippets" / f"{STORY}.py", STORY), upto="tangles")
    assert done.failure is None, done.failure
    return module


def double(number):
    return torch.tensor(number, dtype=torch.float64, requires_grad=True)


def test_engine_is_about_sixty_lines(cells):
    lines = "\n".join(cells(STORY)[name] for name in ENGINE).splitlines()
    assert 55 <= sum(bool(line.strip()) for line in lines) <= 65


def test_engine_imports_no_torch(cells):
    assert not any("torch" in cells(STORY)[name] for name in ENGINE)


def test_value_numbers_follow_the_order_of_making(engine):
    first, second = engine.Value(1.0), engine.Value(2.0)
    assert first.number < second.number < (first + second).number


def test_plus_and_times_keep_no_plain_numbers(engine):
    x = engine.Value(3.0)
    for result in (x + 2, 2 + x, 2 * x, x * 2, x - 2, 2 - x, x / 2, 2 / x):
        assert [parent for parent, _ in result.parents] == [x]
    node = (3 * double(1.0)).grad_fn
    assert [link is None for link, _ in node.next_functions] == [False, True]


def test_record_holds_the_slopes_before_any_walk(run):
    module = run(STORY, upto="record")
    assert [slope for _, slope in module.product.parents] == [3.0, 3.0]
    assert [slope for _, slope in module.out.parents] == [1.0, 1.0]
    assert (module.x.grad, module.product.grad, module.out.grad) == (0.0, 0.0, 0.0)
    assert [v.number for v in (module.x, module.product, module.out)] == [0, 1, 2]


def test_order_puts_each_value_after_all_made_from_it(engine):
    leaves = [engine.Value(0.3), engine.Value(-1.2)]
    order = engine.youngest_first(engine.tangle(random.Random(5), *leaves))
    place = {value: number for number, value in enumerate(order)}
    assert len(place) == len(order)
    for value in order:
        assert all(place[parent] > place[value] for parent, _ in value.parents)


def test_fork_gives_seven_by_paper_torch_and_nudge(run):
    module = run(STORY, upto="fork")
    assert module.x.grad == 2 * 3.0 + 1 == 7.0
    leaf = double(3.0)
    (leaf * leaf + leaf).backward()
    assert module.x.grad == leaf.grad.item()
    rise = (3.001**2 + 3.001) - (2.999**2 + 2.999)
    assert module.x.grad == pytest.approx(rise / 0.002)


def test_second_walk_gives_twenty_where_torch_gives_fourteen(run):
    assert run(STORY, upto="second-walk").again.grad == 7 + (2 * 6 + 1) == 20
    leaf = double(3.0)
    out = leaf * leaf + leaf
    out.backward(retain_graph=True)
    out.backward()
    assert leaf.grad.item() == 2 * 7
    once = (leaf * leaf).sum()
    once.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        once.backward()


PAPER = {
    "a + b": (1, 1),
    "a - b": (1, -1),
    "a * b": (-0.5, 1.5),
    "a / b": (1 / -0.5, -1.5 / 0.25),
    "-a": (-1,),
    "a ** 3": (3 * 1.5**2,),
    "a.exp()": (math.exp(1.5),),
    "a.log()": (1 / 1.5,),
    "a.tanh()": (1 - math.tanh(1.5) ** 2,),
    "a.relu()": (1,),
}


@pytest.mark.parametrize("rule", PAPER)
def test_every_rule_agrees_with_paper_torch_and_nudge(engine, rule):
    ours, by_torch, nudged = engine.by_rule[rule]
    assert ours == pytest.approx(PAPER[rule], rel=1e-12)
    assert ours == pytest.approx(by_torch, rel=1e-12)
    assert ours == pytest.approx(nudged, rel=1e-8)


def test_every_rule_is_shown(engine, outputs):
    rows = outputs(STORY)["every-rule"].splitlines()[1:]
    assert len(rows) == sum(len(slopes) for slopes in PAPER.values())
    assert list(engine.by_rule) == list(PAPER)
    for row in rows:
        *_, ours, by_torch, nudged = row.split()
        assert ours == by_torch == nudged


POINTS = [(1.5, -0.5), (-0.7, 2.0), (2.5, 0.25), (-3.0, -1.0)]


@pytest.mark.parametrize("at", POINTS)
@pytest.mark.parametrize("rule", [rule for rule in PAPER if "b" in rule])
def test_rules_of_two_agree_at_other_points(engine, rule, at):
    function = engine.RULES[rule][0]
    ours, by_torch = engine.ours(function, *at), engine.by_torch(function, *at)
    assert ours[0] == pytest.approx(by_torch[0], rel=1e-12)
    assert ours[1] == pytest.approx(by_torch[1], rel=1e-12)
    assert ours[1] == pytest.approx(engine.by_nudging(function, *at), rel=1e-6)
    assert gradcheck(function, tuple(double(number) for number in at))


@pytest.mark.parametrize("at", [1.5, 0.2, 3.0, -0.8, -2.0])
@pytest.mark.parametrize("rule", [rule for rule in PAPER if "b" not in rule])
def test_rules_of_one_agree_at_other_points(engine, rule, at):
    if rule == "a.log()" and at < 0:
        at = -at
    function = engine.RULES[rule][0]
    (ours,), (by_torch,) = engine.ours(function, at)[1], engine.by_torch(function, at)[1]
    assert ours == pytest.approx(by_torch, rel=1e-12)
    assert ours == pytest.approx(engine.by_nudging(function, at)[0], rel=1e-6, abs=1e-9)
    assert gradcheck(function, double(at))


def test_functions_say_zero_at_the_corner_of_relu_as_torch_does(engine):
    at_corner = engine.RULES["a.relu()"][0]
    assert engine.ours(at_corner, 0.0)[1] == engine.by_torch(at_corner, 0.0)[1] == [0.0]


@pytest.mark.parametrize(
    "mixed",
    [
        lambda x: 2 - x,
        lambda x: x - 2,
        lambda x: 2 / x,
        lambda x: x / 2,
        lambda x: 2 + x,
        lambda x: 2 * x,
        lambda x: x**-2,
        lambda x: x**0.5,
    ],
)
def test_plain_numbers_may_stand_on_both_sides(engine, mixed):
    ours, by_torch = engine.ours(mixed, 1.7), engine.by_torch(mixed, 1.7)
    assert ours[0] == pytest.approx(by_torch[0], rel=1e-12)
    assert ours[1] == pytest.approx(by_torch[1], rel=1e-12)
    assert ours[1] == pytest.approx(engine.by_nudging(mixed, 1.7), rel=1e-8)


def test_neuron_agrees_with_paper_torch_and_nudge(engine):
    slope = 1 - math.tanh(0.5 * -0.4 - 0.4) ** 2
    assert engine.a.grad == pytest.approx(slope * -0.4, rel=1e-12)
    assert engine.b.grad == pytest.approx(slope * 1.5, rel=1e-12)
    assert engine.own.data == pytest.approx(engine.recorded.item(), rel=1e-12)
    assert engine.a.grad == pytest.approx(engine.a_torch.grad.item(), rel=1e-12)
    assert engine.b.grad == pytest.approx(engine.b_torch.grad.item(), rel=1e-12)
    assert engine.by_nudging(engine.neuron, 0.5, -0.4) == pytest.approx(
        [engine.a.grad, engine.b.grad], rel=1e-8
    )


def test_count_nodes_is_five_in_both(engine):
    assert len(engine.youngest_first(engine.own)) == len(engine.nodes_behind(engine.recorded)) == 5


def test_names_of_the_table_mean_the_same_in_torch(engine):
    """Parents, links and sequence numbers of the neuron, step by step."""
    node, value = engine.recorded.grad_fn, engine.own
    sequence = []
    for name in ("TanhBackward0", "AddBackward0", "MulBackward0"):
        assert node.name() == name
        assert len(node.next_functions) == len(value.parents)
        sequence.append(node._sequence_nr())
        node, value = node.next_functions[0][0], value.parents[0][0]
    assert sequence == sorted(sequence, reverse=True)
    assert node.variable is engine.a_torch
    assert value is engine.a
    assert engine.a_torch.is_leaf
    assert not engine.a.parents


def test_knot_gives_the_three_numbers_of_the_readme(engine):
    for value, slopes in (engine.knot_ours, engine.knot_torch):
        assert [round(number, 4) for number in (value, *slopes)] == [24.7041, 138.8338, 645.5773]
    assert engine.knot_ours[0] == pytest.approx(engine.knot_torch[0], rel=1e-12)
    assert engine.knot_ours[1] == pytest.approx(engine.knot_torch[1], rel=1e-12)
    assert engine.by_nudging(engine.knot, -4.0, 2.0) == pytest.approx(engine.knot_ours[1], rel=1e-7)


def test_knot_by_paper(engine):
    a, b = -4.0, 2.0
    w = 3 + 3 * a + 4 * b - 12 * (a * b + b**3) - 4 * max(0, a + b) - max(0, b - a)
    assert w == -7
    assert engine.knot_ours[0] == pytest.approx(w**2 / 2 + 10 / w**2, rel=1e-12)
    outer = w - 20 / w**3
    assert engine.knot_ours[1] == pytest.approx([outer * -20, outer * -93], rel=1e-12)


@pytest.mark.parametrize("at", [(-4.0, 2.0), (1.0, 0.5), (0.3, -2.0), (-1.0, -1.5)])
def test_knot_is_what_the_page_tidied_up(engine, at):
    a, b = at
    w = 3 + 3 * a + 4 * b - 12 * (a * b + b**3) - 4 * max(0, a + b) - max(0, b - a)
    assert engine.ours(engine.knot, a, b)[0] == pytest.approx(w**2 / 2 + 10 / w**2, rel=1e-12)


def test_knot_has_one_node_more_in_torch(engine):
    ours = engine.youngest_first(engine.knot(engine.Value(-4.0), engine.Value(2.0)))
    theirs = engine.nodes_behind(engine.knot(double(-4.0), double(2.0)))
    assert len(theirs) == len(ours) + 1
    assert sum(node.name() == "ReciprocalBackward0" for node in theirs) == 1


def test_tangles_all_agree(engine):
    assert engine.agreed == 200


def test_tangles_use_their_parts_again(engine):
    """A walk without an order would take more visits than there are Values."""
    for seed in range(20):
        leaves = [engine.Value(float(n)) for n in (1, 2, 3)]
        order = engine.youngest_first(engine.tangle(random.Random(seed), *leaves))
        assert sum(len(value.parents) for value in order) > len(order)


def test_tangles_would_show_a_lost_fork_and_a_wrong_order(engine, monkeypatch):
    """The comparison is no formality: engines with one bug each fail it."""

    def forgetful(out):
        out.grad = 1.0
        for value in engine.youngest_first(out):
            for parent, slope in value.parents:
                parent.grad = value.grad * slope

    def oldest_first(out):
        out.grad = 1.0
        for value in reversed(engine.youngest_first(out)):
            for parent, slope in value.parents:
                parent.grad += value.grad * slope

    for broken in (forgetful, oldest_first):
        monkeypatch.setattr(engine, "backward", broken)
        assert sum(engine.agrees(seed) for seed in range(50)) <= 1


BINARY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / (b * b + 1),
}
UNARY = {
    "neg": lambda a: -a,
    "square": lambda a: a**2,
    "cube": lambda a: a**3,
    "tanh": lambda a: a.tanh(),
    "exp": lambda a: a.tanh().exp(),
    "log": lambda a: (a**2 + 1).log(),
    "relu": lambda a: a.relu(),
    "from 2": lambda a: 2 - a,
    "3 over": lambda a: 3 / (a**2 + 2),
    "root": lambda a: (a**2 + 1) ** 0.5,
}
numbers = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0]),
    st.floats(-2.0, 2.0, allow_subnormal=False),
)
steps = st.lists(
    st.tuples(
        st.sampled_from([*BINARY, *UNARY]),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=25,
)


def built(steps, leaves):
    """An expression in which each step may use any part made before, so that parts are shared."""
    made = list(leaves)
    for name, one, other in steps:
        a, b = made[one % len(made)], made[other % len(made)]
        result = BINARY[name](a, b) if name in BINARY else UNARY[name](a)
        size = result.data if isinstance(result.data, float) else result.item()
        made.append(result.tanh() if abs(size) > 8 else result)
    return sum(made)


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps, at=st.lists(numbers, min_size=1, max_size=4))
def test_engine_equals_torch_on_made_up_expressions(engine, steps, at):
    own = [engine.Value(number) for number in at]
    out = built(steps, own)
    engine.backward(out)
    leaves = [double(number) for number in at]
    out_torch = built(steps, leaves)
    out_torch.backward()
    assert math.isclose(out.data, out_torch.item(), rel_tol=1e-12, abs_tol=1e-12)
    room = 1e-12 * max(1.0, *(abs(value.grad) for value in engine.youngest_first(out)))
    for value, leaf in zip(own, leaves, strict=True):
        assert abs(value.grad - leaf.grad.item()) <= room


def test_doublings_cost_a_visit_each_or_two_to_the_sixteenth(run):
    module = run(STORY, upto="doublings")
    assert module.calls == sum(2**i for i in range(16)) == 2**16 - 1 == 65_535
    assert module.visits == 16 == len(module.nodes_behind(module.top_torch))
    assert module.without_order.grad == module.with_order.grad == 2.0**15 == 32768.0
    leaf = double(1.0)
    module.doubled(leaf).backward()
    assert leaf.grad.item() == 32768.0
    assert len(module.youngest_first(module.doubled(module.Value(1.0), 16))) == module.visits + 1


def test_order_is_no_recursion(engine):
    """A record far deeper than Python's stack."""
    x = engine.Value(1.0)
    out = x
    for _ in range(20_000):
        out = out + 1
    engine.backward(out)
    assert x.grad == 1.0


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("z", [-2.0, 0.5, 3.0])
def test_cross_entropy_has_the_slope_of_the_page(run, z, target):
    module = run(STORY, upto="xor-network")
    value, (slope,) = module.ours(lambda v: module.cross_entropy(v, target), z)
    assert slope == pytest.approx(1 / (1 + math.exp(-z)) - target, rel=1e-12)
    leaf = double(z)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        leaf, torch.tensor(target, dtype=torch.float64)
    )
    loss.backward()
    assert value == pytest.approx(loss.item(), rel=1e-12)
    assert slope == pytest.approx(leaf.grad.item(), rel=1e-12)
    (nudged,) = module.by_nudging(lambda v: module.cross_entropy(v, target), z)
    assert slope == pytest.approx(nudged, rel=1e-7)


def test_training_solves_xor_in_under_two_seconds(run):
    module, untrained = run(STORY, upto="xor-answers"), run(STORY, upto="xor-network")
    for point, target in module.XOR.items():
        assert (module.score(*point).data > 0) == bool(target)
    for weight, start in zip(module.weights, untrained.weights, strict=True):
        assert weight.data != start.data
        weight.data = start.data
    begun = time.process_time()
    losses = module.train()
    assert time.process_time() - begun < 2
    assert losses == module.losses_ours
    assert len(losses) == 500


def test_training_has_the_losses_of_torch_in_each_step(run):
    module = run(STORY, upto="xor-torch")
    assert len(module.losses_ours) == len(module.losses_torch) == 500
    for ours, theirs in zip(module.losses_ours, module.losses_torch, strict=True):
        assert abs(ours - theirs) <= 1e-12
    assert module.losses_ours[-1] < 0.05 < 0.5 < module.losses_ours[0]


def test_training_agrees_with_a_route_without_either_backward(run):
    """The first step's gradients by finite differences of the loss, in torch without recording."""
    module = run(STORY, upto="xor-network")
    loss = sum(module.cross_entropy(module.score(*p), t) for p, t in module.XOR.items()) / 4
    module.backward(loss)
    points = torch.tensor(list(module.XOR)).double()
    t = torch.tensor(list(module.XOR.values())).double()

    def loss_at(numbers):
        rows = torch.tensor(numbers[:-1], dtype=torch.float64).view(3, 4)
        z = torch.tanh(points @ rows[:, :2].T + rows[:, 2]) @ rows[:, 3] + numbers[-1]
        return torch.nn.functional.binary_cross_entropy_with_logits(z, t).item()

    here = [weight.data for weight in module.weights]
    for place, weight in enumerate(module.weights):
        up, down = list(here), list(here)
        up[place] += 1e-5
        down[place] -= 1e-5
        assert weight.grad == pytest.approx((loss_at(up) - loss_at(down)) / 2e-5, abs=1e-9)


def test_training_starts_where_first_network_does(run):
    """The two pages train one network: same start, same losses but for float32."""
    theirs, ours = run("first_network", upto="train"), run(STORY, upto="xor-train")
    start = run("first_network", upto="start")
    assert_close(ours.w_hidden, start.W.detach().double(), rtol=0, atol=0)
    assert_close(ours.w_out, start.u.detach().double(), rtol=0, atol=0)
    assert theirs.losses == pytest.approx(ours.losses_ours, rel=1e-4)


def test_record_of_one_point_is_larger_than_that_of_torch_for_all(run):
    module = run(STORY, upto="xor-torch")
    one = module.cross_entropy(module.score(1.0, 0.0), 1.0)
    assert len(module.youngest_first(one)) > module.torch_nodes > 0


def test_slopes_of_a_tensor_are_nearly_all_zero(run):
    module = run(STORY, upto="slopes-of-a-tensor")
    assert module.every_slope.shape == (100, 100)
    assert module.every_slope.count_nonzero() == 100
    assert_close(module.every_slope, torch.diag(module.entries.exp()))
    leaf = module.entries.clone().requires_grad_()
    y = leaf.exp()
    arriving = torch.linspace(-1, 1, 100)
    y.backward(arriving)
    assert_close(leaf.grad, y.detach() * arriving)
    assert_close(leaf.grad, arriving @ module.every_slope)


def test_edits_of_data_do_no_harm_before_our_walk_and_are_caught_by_torch(engine):
    x = engine.Value(3.0)
    out = x * x
    x.data = 100.0
    engine.backward(out)
    assert x.grad == 6.0
    leaf = double(3.0)
    copy = leaf.clone()
    square = copy * copy
    copy.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        square.backward()


def test_hooks_of_torch_see_nodes_tensors_and_saved_tensors():
    seen, leaf = [], double(3.0)
    with torch.autograd.graph.saved_tensors_hooks(
        lambda t: seen.append("saved") or t, lambda t: seen.append("unpacked") or t
    ):
        y = leaf**2
    y.register_hook(lambda g: seen.append("tensor") or 10 * g)
    y.grad_fn.register_hook(lambda *_: seen.append("node"))
    y.backward()
    assert seen == ["saved", "tensor", "unpacked", "node"]
    assert leaf.grad.item() == 60.0


def test_two_threads_may_walk_over_one_record_in_torch():
    leaf = double(3.0)
    y = leaf
    for _ in range(200):
        y = y * 1.01
    found = []

    def walk():
        for _ in range(20):
            found.append(torch.autograd.grad(y, leaf, retain_graph=True)[0].item())

    threads = [threading.Thread(target=walk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == pytest.approx([1.01**200] * 40)


def test_second_derivative_of_the_cube_is_twelve_twice_and_then_six(run):
    module = run(STORY, upto="second-derivative")
    assert module.first.item() == 3 * 2.0**2 == 12
    assert module.second.item() == 6 * 2.0 == 12
    assert module.first.requires_grad
    cube_slope = torch.func.grad(lambda t: t**3)
    t = torch.tensor(2.0)
    assert cube_slope(t) == module.first.item()
    assert torch.func.grad(cube_slope)(t) == module.second.item()
    assert torch.func.grad(torch.func.grad(cube_slope))(t) == 6


def test_a_recursion_that_hands_on_the_sum_counts_twice(run):
    module = run(STORY, upto="recursion")
    leaf = torch.tensor(1.0, requires_grad=True)
    module.doubled(leaf, times=2).backward()
    assert leaf.grad == 2**2
    assert module.twice_doubled.grad == 1 + 1 + 2 + 2  # the second arrival hands on the first too
    right = module.Value(1.0)
    module.call_each_parent(module.doubled(right, times=2), 1.0)
    assert right.grad == leaf.grad
    tree = module.Value(3.0)  # where no ways meet before the leaf, nothing is handed on twice
    product = tree * 5
    product.grad = 1.0
    module.sum_handed_on(product)
    assert tree.grad == 5
