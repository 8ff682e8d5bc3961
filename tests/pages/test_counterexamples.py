"""Sentences of the pages beside the cases that a wider sentence would get wrong."""

import pytest
import torch
from torch import distributions, nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import prune
from torch.testing import assert_close
from torch.utils.checkpoint import CheckpointError, checkpoint

from .said import says


def leaf(*numbers):
    """A vector that records."""
    return torch.tensor(numbers, requires_grad=True)


# ----- Edits -----


@pytest.mark.parametrize(
    ("edit", "refused"),
    [
        (lambda t: t[1:].mul_(2), True),  # another entry of the same memory
        (lambda t: t[:1].mul_(2), True),
        (lambda t: t.data.mul_(2), False),
    ],
)
def test_what_is_compared_is_the_counter_and_not_what_was_hit(edit, refused):
    base = leaf(1.0, 2.0) * 1
    square = base[0] ** 2
    edit(base)
    if refused:
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            square.backward()
    else:
        square.backward()
    page = "tutorial/in-place-edits.md"
    assert says(page, "**In all twenty cases, an edit breaks a step if, and only if, it hits")
    assert says(page, "An edit of [another entry of the same memory](#edits-through-a-view) breaks")


def test_an_expanded_tensor_refuses_most_edits_and_not_one_by_index(run):
    shown = run("errors/more_expand_in_place", upto="by-index").shown
    assert shown.tolist() == [[5, 5, 5]] * 2

    def refuses(edit):
        try:
            edit(torch.zeros(2, 1).expand(2, 3))
        except RuntimeError as error:
            return "more than one element" in str(error)
        return False

    assert refuses(lambda t: t.add_(1))
    assert refuses(lambda t: t[0].mul_(5))
    assert not refuses(lambda t: t.zero_())
    assert not refuses(lambda t: t[0, 0].fill_(5))
    assert says("errors/more.md", "so most edits of it are refused")
    assert says("errors/training.md", "An edit of one entry by index runs")
    assert says("work/shapes-backward.md", "An edit of one entry by index is *not* refused")


def test_the_flag_of_a_result_goes_with_its_record_by_detach_in_place():
    result = leaf(1.0) * 2
    with pytest.raises(RuntimeError, match="leaf variables"):
        result.requires_grad_(False)
    assert not result.detach_().requires_grad
    assert says("tutorial/leaves-and-retain-grad.md", "with `detach_()`, which cuts the tensor")


def test_a_reshape_may_be_a_copy_and_a_transpose_is_a_view():
    table = torch.zeros(2, 3)
    assert table.t().reshape(6).data_ptr() != table.data_ptr()
    assert table.t().data_ptr() == table.data_ptr()
    for page in ("tutorial/in-place-edits.md", "reference/glossary.md"):
        assert says(page, "one entry, a slice, a transpose.")


# ----- What a walk costs and where it can go -----


def numbers_on_the_way(out):
    """How many numbers the steps of a record hand on."""
    counted, seen, waiting = [0], set(), [out.grad_fn]

    def note(given, _arrived):
        counted[0] += sum(gradient.numel() for gradient in given if gradient is not None)

    while waiting:
        node = waiting.pop()
        if node in seen or "AccumulateGrad" in node.name():
            continue
        seen.add(node)
        node.register_hook(note)
        waiting += [source for source, _ in node.next_functions if source is not None]
    out.backward()
    return counted[0]


@pytest.mark.parametrize("n", [20, 40])
def test_a_loop_over_entries_hands_on_n_squared_numbers(n):
    x = torch.randn(n, requires_grad=True)
    by_entries = numbers_on_the_way(sum(x[i] for i in range(n)))
    assert by_entries >= n * n
    assert numbers_on_the_way((x * x).sum()) <= 3 * n
    assert says("work/shapes-backward.md", "reads $n$ numbers and writes $n^2$ on the way back")
    assert says(
        "tutorial/checking-gradients.md",
        "For most steps, the way back costs about as much as the step itself",
    )
    assert says("tutorial/vector-outputs.md", "and mostly costs a small multiple")


def test_a_second_walk_raises_only_where_it_passes_what_was_freed():
    x, w = leaf(1.0), leaf(2.0)
    out = ((x + 1) + w**2).sum()
    for _ in range(2):
        assert torch.autograd.grad(out, x)[0] == 1
    torch.autograd.grad(out, w)
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(out, w)
    assert says(
        "tutorial/graph-lifetime.md",
        "A second walk raises if a step that it passes needs a saved tensor",
    )


def test_a_multi_grad_hook_passes_none_for_what_a_walk_does_not_reach():
    a, b, elsewhere = leaf(2.0), leaf(3.0), leaf(4.0)
    seen = []
    torch.autograd.graph.register_multi_grad_hook((a, b, elsewhere), seen.append)
    (a * b).sum().backward()
    assert [[None if g is None else g.item() for g in given] for given in seen] == [[3, 2, None]]
    assert says("work/hooks.md", "for the others it passes `None`")


def test_a_record_that_saved_nothing_is_walked_again_without_keeping_it():
    out = (leaf(1.0, 2.0) + 1).sum()
    for _ in range(2):
        out.backward()
    assert says("work/modes-and-threads.md", "or where it has saved nothing")


def test_empty_brackets_and_arguments_keep_real_and_complex_apart():
    with pytest.raises(RuntimeError, match="only for real scalar outputs"):
        (torch.tensor(1 + 1j, requires_grad=True) * 2).backward()
    with pytest.raises(RuntimeError, match="required to have the same dtype"):
        (leaf(2.0).sum() ** 2).backward(torch.tensor(1 + 0j))
    page = "tutorial/backward-argument.md"
    assert says(page, "Empty brackets work for each tensor with one real entry")
    assert says(page, "and refuses a complex argument for a real output")


# ----- What records -----


def silent_functions():
    """Functions of `torch.special` that give plain data where the input records."""
    found = []
    for name in dir(torch.special):
        function = getattr(torch.special, name)
        if name.startswith("_") or not callable(function):
            continue
        for inputs in ((leaf(0.3, 0.4),), (leaf(0.3, 0.4), torch.tensor(2))):
            try:
                result = function(*inputs)
            except (TypeError, RuntimeError, ValueError, IndexError):
                continue
            if isinstance(result, torch.Tensor):
                found += [] if result.requires_grad else [name]
                break
    return found


def test_special_functions_that_do_not_record_are_counted():
    found = silent_functions()
    assert "bessel_j0" in found
    assert "i0" not in found
    assert says("reference/cheat-sheet.md", f"Neither do {len(found)} functions of `torch.special`")
    assert says("tutorial/tensors-that-record.md", f"{len(found)} of those in `torch.special`")


def test_a_nan_can_come_from_a_slope_that_does_not_exist(run):
    value, gradient = run("where_nan_is_born", upto="edges").edges["(-1)**x at 2"]
    assert value == 1
    assert torch.tensor(gradient).isnan().all()
    assert says("work/where-nan-is-born.md", "is mostly born in one of three ways")


# ----- Samples -----


def test_the_path_is_the_noisier_one_for_a_fast_wave_and_has_no_record_behind_a_jump():
    torch.manual_seed(0)
    z = distributions.Normal(torch.ones(100_000), 1.0).rsample()
    path, score = -20 * (20 * z).sin(), (20 * z).cos() * (z - 1)
    assert_close(path.std() / score.std(), torch.tensor(20.0), rtol=0.01, atol=0)
    mean = torch.tensor(0.5, requires_grad=True)
    assert not (distributions.Normal(mean, 1.0).rsample() > 0).float().requires_grad
    assert says("work/hard-decisions.md", "the path spreads twenty times as far as the score")


@pytest.mark.parametrize(("kind", "slope"), [("Normal", 0.0), ("LogNormal", -1.0)])
def test_the_log_prob_of_an_rsample_has_a_slope_that_is_no_score(kind, slope):
    mean = torch.tensor(1.5, requires_grad=True)
    made = getattr(distributions, kind)(mean, 1.0)
    (found,) = torch.autograd.grad(made.log_prob(made.rsample()), mean)
    assert found.item() == pytest.approx(slope, abs=1e-6)
    assert says("work/hard-decisions.md", "for a normal distribution its slope along the mean is 0")
    assert says("work/hard-decisions.md", "such as $-1$ for `LogNormal`")


# ----- Optimizers -----


def ends(momentum, empties):
    """Two weights after four steps; the second has a part in the first loss only."""
    a, b = leaf(1.0), leaf(1.0)
    optimizer = torch.optim.SGD([a, b], lr=0.1, momentum=momentum)
    for step in range(4):
        loss = (a - 3) ** 2 + ((b - 3) ** 2 if step == 0 else 0)
        loss.sum().backward()
        optimizer.step()
        if empties:
            optimizer.zero_grad()
    return a.item(), b.item()


def test_never_emptying_is_momentum_1_only_for_weights_that_each_step_uses():
    (always, once), (same, stays) = ends(0.0, empties=False), ends(1.0, empties=True)
    assert always == pytest.approx(same)
    assert (once, stays) == (pytest.approx(2.6), pytest.approx(1.4))
    page = "tutorial/gradients-accumulate.md"
    assert says(page, "for every loss in which each weight has a part in each step")


ORDINARY = sorted(
    name
    for name, kind in vars(torch.optim).items()
    if isinstance(kind, type) and name not in ("Optimizer", "SparseAdam", "LBFGS")
)


@pytest.mark.parametrize("name", ORDINARY)
def test_a_weight_with_no_flag_and_no_gradient_stays(name):
    moving, still = (torch.full((2, 2), 5.0, requires_grad=True) for _ in range(2))
    optimizer = getattr(torch.optim, name)([moving, still])
    for frozen in (False, True):
        still.requires_grad_(not frozen)
        still.grad = None
        stood_at = still.detach().clone()
        moving.grad = None
        ((moving * still - 1) ** 2).sum().backward()
        optimizer.step()
    assert torch.equal(still.detach(), stood_at)
    assert says("work/optimizer-and-grad.md", "leaves such a weight where it is, but for [LBFGS]")


def test_sparse_adam_leaves_such_a_weight_too():
    table = nn.Embedding(3, 2, sparse=True)
    optimizer = torch.optim.SparseAdam(table.parameters())
    table(torch.tensor([0, 1])).sum().backward()
    optimizer.step()
    table.weight.requires_grad_(False)
    table.weight.grad = None
    stood_at = table.weight.detach().clone()
    optimizer.step()
    assert torch.equal(table.weight, stood_at)


def test_lbfgs_moves_a_frozen_weight_and_a_new_one_without_it_does_not(run):
    story = run("optimizer_and_grad", upto="lbfgs-frozen")
    assert story.still.grad is None
    assert not story.still.requires_grad
    assert abs(story.still.item() - story.stood_at) > 0.05
    stands_at = story.still.item()
    torch.optim.LBFGS([story.moving], max_iter=2).step(story.together_closure)
    assert story.still.item() == stands_at


def test_a_frozen_weight_with_momentum_and_no_gradient_stays():
    weight = leaf(1.0)
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    (3 * weight).backward()
    optimizer.step()
    weight.requires_grad_(False)
    optimizer.zero_grad()
    stood_at = weight.item()
    optimizer.step()
    assert weight.item() == stood_at
    assert says("tutorial/switching-it-off.md", "while their `.grad` is not `None`; momentum moves")
    assert says("errors/index.md", "and its `.grad` is not `None`")


def first_step(kind, scale, **options):
    weight = leaf(1.0)
    optimizer = kind([weight], lr=0.1, **options)
    (scale * (weight - 3) ** 2).sum().backward()
    optimizer.step()
    for _ in range(3):
        optimizer.zero_grad()
        (scale * (weight - 3) ** 2).sum().backward()
        optimizer.step()
    return weight.item()


def test_scaling_a_loss_leaves_adam_but_for_its_weight_decay():
    for kind, options in ((torch.optim.Adam, {}), (torch.optim.AdamW, {"weight_decay": 0.5})):
        plain, scaled = (first_step(kind, scale, **options) for scale in (1.0, 1000.0))
        assert plain == pytest.approx(scaled, abs=1e-5)
    plain, scaled = (first_step(torch.optim.Adam, s, weight_decay=5.0) for s in (1.0, 1000.0))
    assert plain != pytest.approx(scaled, abs=1e-3)
    assert says("work/optimizer-and-grad.md", "The exception is Adam's `weight_decay`: Adam adds")


def test_a_step_that_is_too_long_raises_the_loss():
    def loss_after(lr):
        weight = leaf(1.0)
        ((weight - 3) ** 2).backward()
        return (weight - lr * weight.grad - 3).item() ** 2

    assert loss_after(0.9) < 4 < loss_after(1.1)
    assert says("tutorial/fit-a-line.md", "the loss falls if the rate is small enough")


def test_a_scaled_norm_may_be_under_the_limit():
    weight = nn.Parameter(torch.ones(1))
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    scaler.scale((1e-6 * weight).sum()).backward()
    assert nn.utils.clip_grad_norm_([weight], 1.0) < 1
    assert says("errors/surprises.md", "so it is over the limit far too soon")


# ----- Means -----


@pytest.mark.parametrize(("weigh", "right"), [("share", True), ("number", False)])
def test_parts_of_a_mean_count_by_their_rows(weigh, right):
    rows = torch.linspace(-1, 1, 18)
    parts = rows.chunk(4)
    assert len({len(part) for part in parts}) > 1
    in_parts, at_once = leaf(0.0), leaf(0.0)
    for part in parts:
        factor = len(part) / len(rows) if weigh == "share" else 1 / len(parts)
        (((in_parts * part - 3 * part) ** 2).mean() * factor).backward()
    ((at_once * rows - 3 * rows) ** 2).mean().backward()
    assert torch.allclose(in_parts.grad, at_once.grad) == right
    assert says("reference/cheat-sheet.md", "is multiplied by its share of the rows")


def test_what_the_mean_of_a_cross_entropy_divides_by():
    torch.manual_seed(0)
    scores = torch.randn(4, 3, requires_grad=True)
    targets, weights = torch.tensor([0, 1, 2, -100]), torch.tensor([1.0, 2.0, 5.0])

    def ratio(weight):
        slopes = [
            torch.autograd.grad(cross_entropy(scores, targets, weight, reduction=way), scores)[0]
            for way in ("sum", "mean")
        ]
        return (slopes[0] / slopes[1])[0, 0].item()

    assert ratio(None) == pytest.approx(3)
    assert ratio(weights) == pytest.approx(1 + 2 + 5)
    assert says("reference/questions.md", "the number of targets that are not ignored. With class")


# ----- Modules -----


def test_forward_computes_with_an_old_weight_where_a_hook_sets_it():
    layer, rows = nn.Linear(2, 1), torch.ones(1, 2)
    assert torch.equal(layer.forward(rows), layer(rows))
    prune.l1_unstructured(layer, "weight", amount=1)
    layer(rows)
    with torch.no_grad():
        layer.weight_orig.mul_(3)
    assert not torch.equal(layer.forward(rows), layer(rows))
    assert says(
        "reference/questions.md", "where there are none, numbers and gradients are the same"
    )


def test_batch_norm_has_another_gradient_in_each_mode():
    norm, rows = nn.BatchNorm1d(1), torch.tensor([[1.0], [2.0], [4.0]])

    def slope():
        given = rows.clone().requires_grad_()
        return torch.autograd.grad((norm(given) ** 3).sum(), given)[0]

    assert not torch.allclose(slope(), (norm.eval(), slope())[1])
    assert says("reference/questions.md", "dropout and batch norm, and leave recording as it is")


def test_a_buffer_is_saved_unless_it_was_made_not_to_be():
    module = nn.Module()
    module.register_buffer("kept", torch.zeros(1))
    module.register_buffer("dropped", torch.zeros(1), persistent=False)
    assert list(module.state_dict()) == ["kept"]
    assert says("reference/glossary.md", "it is saved unless `persistent=False` says otherwise")
    assert says("work/parameters-and-buffers.md", "are saved unless `persistent=False`")


def test_none_after_zero_grad_does_not_mean_that_no_walk_came():
    weight = leaf(1.0)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    weight.sum().backward()
    optimizer.zero_grad()
    assert weight.grad is None
    assert says("reference/cheat-sheet.md", "has reached a parameter since it was cleared")


# ----- Checkpoints and torch.func -----


def test_a_side_effect_behind_the_last_saved_tensor_happens_once():
    before, behind = [], []

    def block(t):
        before.append(1)
        result = t.exp()
        behind.append(1)
        return result

    checkpoint(block, leaf(1.0), use_reentrant=False).sum().backward()
    assert (len(before), len(behind)) == (2, 1)
    assert says("work/checkpointing.md", "The code behind the last saved tensor runs once")


def test_a_checkpoint_compares_shape_type_and_device():
    runs = []

    def block(t):
        runs.append(1)
        y = (t.double() if len(runs) == 2 else t).sin()
        return (y * y).float()

    with pytest.raises(CheckpointError, match=r"'shape'.*'dtype'.*'device'"):
        checkpoint(block, leaf(1.0, 2.0), use_reentrant=False).sum().backward()
    assert says("work/checkpointing.md", "the shape, number type and device of each")


AT_ONE_POINT = {
    "random": lambda x: (x * torch.rand(3)).sum(),
    "shape": lambda x: x[x > 0].sum(),
    "branch": lambda x: x.sum() if x.sum() > 0 else -x.sum(),
    "item": lambda x: x.sum() * x.sum().item(),
}


@pytest.mark.parametrize("name", AT_ONE_POINT)
def test_vmap_refuses_what_grad_and_jacrev_allow(name):
    function, rows = AT_ONE_POINT[name], torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    torch.func.grad(function)(rows[0])
    torch.func.jacrev(function)(rows[0])
    with pytest.raises(RuntimeError, match="vmap"):
        torch.func.vmap(function)(rows)


def test_grad_refuses_buffers_and_backward_as_vmap_does():
    norm = nn.BatchNorm1d(3)
    for function in (lambda x: norm(x).sum(), lambda x: (x * x).sum().backward()):
        for transform in (torch.func.grad, torch.func.vmap):
            with pytest.raises(RuntimeError):
                transform(function)(torch.ones(2, 4, 3))
    page = "work/per-row-gradients.md"
    assert says(page, "under `grad` or `jacrev` alone, only the last three count")
