"""Gradients accumulate: batches in parts, and loops that forget to empty .grad."""

import copy
import math
import weakref
from itertools import pairwise

import pytest
import torch
from torch.autograd import gradcheck
from torch.autograd.graph import saved_tensors_hooks
from torch.func import grad
from torch.testing import assert_close

from .said import says

STORY = "gradients_accumulate"
SGD = torch.optim.SGD


def bowl(w):
    return (w - 3) ** 2


def path_of(optimizer, w, steps, empty):
    path = [w.item()]
    for _ in range(steps):
        bowl(w).backward()
        optimizer.step()
        path.append(w.item())
        if empty:
            optimizer.zero_grad()
    return path


def start():
    return torch.tensor(0.0, requires_grad=True)


def test_two_results_add_their_slopes(run):
    module = run(STORY, upto="two-results")
    assert_close(module.x.grad, torch.tensor([2.0, 4.0]))
    module = run(STORY, upto="second-arrives")
    assert_close(module.x.grad, 2 * module.x.detach() + 3)
    assert_close(module.x.grad, torch.tensor([5.0, 7.0]))


def test_two_results_agree_with_the_sum_in_one_walk(run):
    module = run(STORY, upto="second-arrives")
    both = grad(lambda t: (t * t).sum() + (3 * t).sum())(module.x.detach())
    assert torch.equal(module.x.grad, both)
    x = module.x.detach().double().requires_grad_()
    assert gradcheck(lambda t: (t * t).sum() + (3 * t).sum(), x)


def test_two_walks_double():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for _ in range(2):
        (x * x).sum().backward()
    assert torch.equal(x.grad, 2 * grad(lambda t: (t * t).sum())(x.detach()))


def test_who_adds_is_one_node_for_both_records(run):
    module = run(STORY, upto="who-adds")
    assert module.end is module.other_end
    assert module.end.variable is module.p
    assert module.end.name() == "torch::autograd::AccumulateGrad"
    seen = []
    module.end.register_hook(lambda *_: seen.append(module.p.grad))
    (module.square + module.triple).sum().backward()
    assert_close(module.p.grad, torch.tensor([5.0, 7.0]))
    assert len(seen) == 1, "a fork inside of one record arrives as one sum"


def test_halves_of_a_sum_make_the_whole(run):
    module = run(STORY, upto="halves-of-sum")
    assert module.w_full.grad.item() == -58
    assert torch.equal(module.w_halves.grad, module.w_full.grad)
    on_paper = (2 * module.inputs * (module.inputs - module.targets)).sum()
    assert_close(module.w_full.grad, on_paper)


@pytest.mark.parametrize("loss", ["sum_loss", "mean_loss"])
def test_losses_pass_gradcheck(run, loss):
    module = run(STORY, upto="full-mean")
    module.inputs, module.targets = module.inputs.double(), module.targets.double()
    w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    for rows in (module.ALL, module.TOP, module.BOTTOM):
        assert gradcheck(lambda t, rows=rows: getattr(module, loss)(t, rows), w)


def test_halves_of_a_mean_need_their_share(run):
    module = run(STORY, upto="scaled-by-argument")
    whole = grad(lambda w: ((w * module.inputs - module.targets) ** 2).mean())(torch.tensor(1.0))
    assert_close(module.w_mean.grad, whole)
    assert whole.item() == -14.5
    assert torch.equal(module.w_added.grad, 2 * whole)
    assert torch.equal(module.w_scaled.grad, whole)
    assert torch.equal(module.w_argument.grad, whole)


def test_halves_keep_one_half_in_memory_at_a_time(run):
    """The sentence below `halves-of-sum`: counted through saved tensors that are alive."""
    module = run(STORY, upto="halves-of-sum")
    alive = weakref.WeakSet()

    class Box:
        def __init__(self, tensor):
            self.tensor = tensor
            alive.add(self)

    most = []

    def entries():
        return sum(box.tensor.numel() for box in alive if box.tensor.dim())

    def walk(rows):
        w = start()
        with saved_tensors_hooks(Box, lambda box: box.tensor):
            loss = module.sum_loss(w, rows)
        most.append(entries())
        loss.backward()

    walk(module.ALL)
    walk(module.TOP)
    assert entries() == 0
    walk(module.BOTTOM)
    assert most[0] > 0
    assert most[1] == most[2] == most[0] / 2


def test_parts_of_random_rows_agree_up_to_rounding():
    torch.manual_seed(1)
    rows, wanted = torch.rand(1000, 3), torch.rand(1000)

    def loss(w, part):
        return ((rows[part] @ w - wanted[part]) ** 2).mean()

    w, parted = (torch.ones(3, requires_grad=True) for _ in range(2))
    loss(w, slice(None)).backward()
    for a, b in [(0, 700), (700, 900), (900, 1000)]:
        ((b - a) / 1000 * loss(parted, slice(a, b))).backward()
    assert_close(parted.grad, w.grad)


def test_one_step_goes_down_the_slope(run):
    module = run(STORY, upto="one-step")
    assert module.w.grad.item() == -6
    assert_close(module.w.detach(), torch.tensor(0.6))
    assert grad(bowl)(torch.tensor(0.0)).item() == -6
    assert gradcheck(bowl, torch.tensor(0.0, dtype=torch.float64, requires_grad=True))
    assert module.w.is_leaf
    assert module.w.requires_grad


def test_descend_follows_its_formula(run):
    module = run(STORY, upto="descend")
    assert module.emptied == pytest.approx([3 - 3 * 0.8**n for n in range(61)], abs=1e-5)
    slopes = [grad(bowl)(torch.tensor(w)).item() for w in module.emptied[:-1]]
    assert module.emptied_stores == pytest.approx(slopes, abs=1e-6)


def test_forgotten_collects_all_slopes(run):
    module = run(STORY, upto="forgotten")
    slopes = [grad(bowl)(torch.tensor(w)).item() for w in module.forgotten[:-1]]
    sums = [sum(slopes[: n + 1]) for n in range(60)]
    assert module.stores == pytest.approx(sums, abs=1e-4)
    assert module.forgotten[1] == module.emptied[1]
    assert [round(w, 2) for w in module.forgotten[1:4]] == [0.6, 1.68, 3.02]
    assert module.forgotten[2] < 3 < module.forgotten[3], "past 3 in its third step"


def test_forgotten_follows_the_cosine(run):
    module = run(STORY, upto="forgotten")
    theta = math.acos(1 - module.lr)
    cosine = [3 - 3 * math.cos((n + 0.5) * theta) / math.cos(theta / 2) for n in range(61)]
    assert module.forgotten == pytest.approx(cosine, abs=1e-4)


def test_chart_shows_both_loops(run, executed):
    module = run(STORY, upto="chart")
    curves = {line.get_label(): list(line.get_ydata()) for line in module.axes.get_lines()}
    assert curves[".grad emptied"] == module.emptied
    assert curves["never emptied"] == module.forgotten
    (figure,) = executed(STORY).cell("chart")["outputs"]
    assert "image/svg+xml" in figure["data"]


def test_much_later_it_still_swings_as_far(run):
    module = run(STORY, upto="angle")
    assert max(module.late) - 3 == pytest.approx(module.reach, abs=0.02)
    assert 3 - min(module.late) == pytest.approx(module.reach, abs=0.02)
    assert module.reach == pytest.approx(3 * math.sqrt(2 / (2 - 0.1)))
    for d in (max(module.late) - 3, min(module.late) - 3):
        assert abs(d) > 3, "farther out than the start"


def test_angle_gives_the_period(run):
    module = run(STORY, upto="angle")
    path = module.forgotten
    peaks = [n for n in range(1, 60) if path[n - 1] < path[n] > path[n + 1]]
    assert (peaks[-1] - peaks[0]) / (len(peaks) - 1) == pytest.approx(module.period, abs=0.5)


def test_larger_steps_blow_up_the_emptied_loop_first(run):
    farthest = run(STORY, upto="larger-steps").farthest
    assert all(farthest[rate, True] < 1e-3 for rate in (0.1, 0.9))
    assert all(farthest[rate, True] > 1e6 for rate in (1.2, 1.9, 2.1))
    assert all(2.9 < farthest[rate, False] < 14 for rate in (0.1, 0.9, 1.2, 1.9))
    assert farthest[2.1, False] > 1e6


@pytest.mark.parametrize("lr", [0.1, 0.5, 0.9, 1.2, 1.9])
def test_larger_steps_never_leave_the_swing(run, lr):
    """Another route to "for ever": d² - 2(1-r)dd' + d'² is kept from step to step."""
    descend = run(STORY, upto="descend").descend
    away = [w - 3 for w in descend(lr, 2000, empty=False)[0]]
    kept = [a * a - 2 * (1 - lr) * a * b + b * b for a, b in pairwise(away)]
    assert kept == pytest.approx([kept[0]] * 2000, rel=1e-3)
    bound = 3 * math.sqrt(2 / (2 - lr))
    assert max(map(abs, away)) < 1.001 * bound


def test_same_as_hand(run):
    module = run(STORY, upto="same-as-hand")
    assert module.plain == pytest.approx(module.emptied, abs=1e-6)


def test_same_as_momentum_bit_for_bit(run):
    module = run(STORY, upto="same-as-momentum")
    assert module.forgets == module.whole
    assert len(module.whole) == 1001
    assert module.forgets[:61] == pytest.approx(module.forgotten, rel=0, abs=1e-6)
    assert says("tutorial/gradients-accumulate.md", "it differs by less than 0.000001")
    w = start()
    by_hand = [w.item()]
    for _ in range(1000):
        bowl(w).backward()
        with torch.no_grad():
            w.add_(w.grad, alpha=-0.1)
        by_hand.append(w.item())
    assert by_hand == module.forgets, "one operation for product and difference"


def test_same_as_momentum_the_buffer_is_the_store():
    forgets, whole = start(), start()
    plain, momentum = SGD([forgets], lr=0.1), SGD([whole], lr=0.1, momentum=1.0)
    for _ in range(100):
        momentum.zero_grad()
        for w, optimizer in ((forgets, plain), (whole, momentum)):
            bowl(w).backward()
            optimizer.step()
        assert torch.equal(forgets.grad, momentum.state[whole]["momentum_buffer"])


@pytest.mark.parametrize("foreach", [False, True])
def test_same_as_momentum_for_a_network_as_well(foreach):
    torch.manual_seed(0)
    rows, wanted = torch.rand(20, 4), torch.rand(20, 3)
    layers = torch.nn.Linear(4, 10), torch.nn.Tanh(), torch.nn.Linear(10, 3)
    forgets = torch.nn.Sequential(*layers)
    whole = copy.deepcopy(forgets)
    before = copy.deepcopy(list(forgets.parameters()))
    plain = SGD(forgets.parameters(), lr=0.1, foreach=foreach)
    momentum = SGD(whole.parameters(), lr=0.1, momentum=1.0, foreach=foreach)
    for _ in range(200):
        ((forgets(rows) - wanted) ** 2).mean().backward()
        plain.step()
        ((whole(rows) - wanted) ** 2).mean().backward()
        momentum.step()
        momentum.zero_grad()
    pairs = zip(forgets.parameters(), whole.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
    assert not any(map(torch.equal, before, forgets.parameters()))


def test_where_to_empty_only_before_the_step_is_wrong(run):
    ends = run(STORY, upto="where-to-empty").ends
    right = {ends[place] for place in ("before the loss", "before backward", "after the step")}
    assert len(right) == 1, "the same loop, bit for bit"
    assert right.pop() == pytest.approx(3 - 3 * 0.8**20, abs=1e-5)
    assert ends["before the step"] == 0
    theta = math.acos(0.9)
    cosine = 3 - 3 * math.cos(20.5 * theta) / math.cos(theta / 2)
    assert ends["nowhere"] == pytest.approx(cosine, abs=1e-4)


def test_idle_weight_is_skipped_with_none_and_moved_with_zeros(run):
    module = run(STORY, upto="idle-zeros")
    assert module.none is None
    assert module.left_alone == [5, 4, 4, 4, 4]
    assert module.zeros.item() == 0
    drift = [5 - (1 - 0.9**n) / (1 - 0.9) for n in range(5)]
    assert module.drifting == pytest.approx(drift, rel=1e-6)


@pytest.mark.parametrize(("set_to_none", "after"), [(True, 0.9), (False, 0.81)])
def test_idle_step_with_a_small_learning_rate(set_to_none, after):
    w = torch.tensor(1.0, requires_grad=True)
    optimizer = SGD([w], lr=0.1, momentum=0.9)
    (1 * w).backward()
    optimizer.step()
    assert w.item() == pytest.approx(0.9)
    optimizer.zero_grad(set_to_none=set_to_none)
    optimizer.step()
    assert w.item() == pytest.approx(after)
    buffer = optimizer.state[w]["momentum_buffer"].item()
    assert buffer == pytest.approx(1.0 if set_to_none else 0.9), "skipped, it does not even fade"


def test_idle_step_of_plain_sgd_moves_nothing_either_way():
    for set_to_none in (True, False):
        w = torch.tensor(1.0, requires_grad=True)
        optimizer = SGD([w], lr=0.1)
        (1 * w).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=set_to_none)
        optimizer.step()
        assert w.item() == pytest.approx(0.9)


def test_hand_zeroing_before_the_first_backward_fails():
    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'zero_'"):
        start().grad.zero_()


def test_returned_slopes_are_not_collected(run):
    module = run(STORY, upto="returned")
    assert module.v.grad is None
    assert module.v.item() == module.emptied[3]
    w = start()
    slopes = [torch.autograd.grad(bowl(w), w)[0].item() for _ in range(3)]
    assert slopes == [-6, -6, -6]
