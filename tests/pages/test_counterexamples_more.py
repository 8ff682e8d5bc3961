"""More sentences of the pages beside the cases that a wider sentence would get wrong."""

import gc
import weakref

import pytest
import torch
from torch import nn
from torch.nn import functional as nnf
from torch.testing import assert_close

from .said import says


def leaf(*numbers):
    """A vector that records."""
    return torch.tensor(numbers, requires_grad=True)


# ----- Derivatives that are missing -----

TWICE = {
    "`ctc_loss`": lambda x: nnf.ctc_loss(
        x.view(4, 1, 4).log_softmax(2),
        torch.tensor([[1, 2]]),
        torch.tensor([4]),
        torch.tensor([2]),
    ),
    "`multi_margin_loss`": lambda x: nnf.multi_margin_loss(x, torch.arange(4)),
    "`multilabel_margin_loss`": lambda x: nnf.multilabel_margin_loss(
        x, torch.tensor([[0, 1, -1, -1]] * 4)
    ),
    "`pdist`": lambda x: nnf.pdist(x).sum(),
    "`hardsigmoid`": lambda x: nnf.hardsigmoid(x).sum(),
}


@pytest.mark.parametrize("name", TWICE)
def test_more_than_two_operations_have_a_first_derivative_only(name):
    x = torch.linspace(0.1, 0.9, 16, dtype=torch.float64).view(4, 4).requires_grad_()
    (slope,) = torch.autograd.grad(TWICE[name](x), x, create_graph=True)
    with pytest.raises((RuntimeError, NotImplementedError), match="is not implemented"):
        (slope**2).sum().backward()
    *most, last = TWICE
    assert says("errors/training.md", f"among them {', '.join(most)} and {last}")


# ----- Hooks, graphs and what is freed -----


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (torch.ones(3), "size"),
        (torch.ones(1), "size"),
        (torch.ones(2, dtype=torch.float64), "type"),
    ],
)
def test_a_hook_returns_a_gradient_of_the_same_size_and_type(returned, words):
    x = leaf(1.0, 2.0)
    x.register_hook(lambda _: returned)
    with pytest.raises(RuntimeError, match=f"has changed the {words} of value"):
        x.sum().backward()
    assert says("errors/training.md", "a tensor of the same size and number type, or `None`")


def released(make):
    """Whether what hangs on a node goes with its last name, and whether after a collection."""
    gc.collect()
    gc.disable()
    try:
        note = make()
        at_once = note() is None
        gc.collect()
        return at_once, note() is None
    finally:
        gc.enable()


class Note:
    """Hangs on a node, and goes with it."""


def hung_on(node):
    node.metadata["note"] = note = Note()
    return weakref.ref(note)


class OnCtx(torch.autograd.Function):
    """Keeps its output where it makes a circle."""

    @staticmethod
    def forward(ctx, x):
        ctx.y = x * 2
        return ctx.y

    @staticmethod
    def backward(_ctx, grad):
        return grad * 2


def test_an_output_on_ctx_waits_for_the_collector_and_a_gradient_of_a_gradient_for_ever():
    def recorded_gradient():
        x = leaf(1.0, 2.0)
        (gradient,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
        x.grad = gradient
        return hung_on(gradient.grad_fn)

    assert released(lambda: hung_on((leaf(1.0) * 2).grad_fn)) == (True, True)
    assert released(lambda: hung_on(OnCtx.apply(leaf(1.0)).grad_fn)) == (False, True)
    assert released(recorded_gradient) == (False, False)
    assert says("work/custom-function.md", "freed only when Python's collector comes by")
    assert says("work/second-derivatives.md", "a circle that nothing frees")


def test_forward_records_where_enable_grad_asks_for_it():
    found = []

    class Inside(torch.autograd.Function):
        @staticmethod
        def forward(_ctx, x):
            found.append((x * 2).requires_grad)
            with torch.enable_grad():
                found.append((x.detach().requires_grad_() * 2).requires_grad)
            return x * 2

        @staticmethod
        def backward(_ctx, grad):
            return grad * 2

    Inside.apply(leaf(1.0))
    assert found == [False, True]
    assert says("work/custom-function.md", "nothing records unless `enable_grad` asks for it")


def test_backward_with_inputs_fills_results_too():
    x = leaf(2.0)
    y = x * 3
    (y**2).sum().backward(inputs=[y])
    assert (y.grad.item(), x.grad) == (12, None)
    assert says("reference/questions.md", "fills the `.grad` of these tensors, of results as well")


def test_backward_reaches_the_leaves_behind_the_result_and_no_other():
    behind, elsewhere = leaf(1.0), leaf(1.0)
    _ = elsewhere * 2
    (behind * 2).backward()
    assert (behind.grad.item(), elsewhere.grad) == (2, None)
    assert says("reference/questions.md", "that records and that the result was computed from")


def test_a_path_may_end_at_nothing_and_only_one_at_a_leaf_ends_in_its_node():
    out = leaf(1.0) + 2
    names = [source and source.name() for source, _ in (out * torch.ones(1)).grad_fn.next_functions]
    assert names == ["AddBackward0", None]
    assert says("reference/glossary.md", "each path of a recorded graph that leads to a leaf")


def test_equal_inputs_of_a_maximum_share_the_gradient():
    a, b = leaf(2.0), leaf(2.0)
    torch.maximum(a, b).backward()
    assert (a.grad.item(), b.grad.item()) == (0.5, 0.5)
    assert says("reference/glossary.md", "`maximum`, `amax` and `max()` give half to each")


def test_some_saved_tensors_are_neither_input_nor_result():
    x, kept = leaf(1.0, 2.0), []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        y = nnf.dropout(x, 0.5)
        z = x.exp()
    mask, result = kept
    assert mask.data_ptr() not in (x.data_ptr(), y.data_ptr())
    assert result.data_ptr() == z.data_ptr()
    assert says("reference/glossary.md", "Where it is an input or the result of the step, it is no")


def test_no_step_records_under_no_grad_and_torch_func_still_differentiates():
    with torch.no_grad():
        assert not (leaf(1.0) * 2).requires_grad
        assert torch.func.grad(lambda x: (x**2).sum())(torch.ones(1)).item() == 2
    assert says("tutorial/tensors-that-record.md", "Inside `torch.no_grad()` no step is recorded")
    assert says("work/per-row-gradients.md", "a `no_grad` *around* it has no effect")


# ----- nan -----


def test_anomaly_mode_without_its_look_for_nan_runs_on():
    x = leaf(0.0)
    with pytest.warns(UserWarning, match="Anomaly"), torch.autograd.detect_anomaly(check_nan=False):
        (x * 0 / x).sum().backward()
    assert x.grad.isnan().all()
    assert says("errors/messages.md", "unless you set `check_nan=False`")


AVERAGING = ["Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam"]


def after_one_nan(name, **options):
    weight = nn.Parameter(torch.ones(2, 2))
    optimizer = getattr(torch.optim, name)([weight], **options)
    for gradient in (float("nan"), 1.0):
        with torch.no_grad():
            weight.fill_(1.0)
        weight.grad = torch.full((2, 2), gradient)
        optimizer.step()
    return bool(weight.isfinite().all())


def test_averages_of_gradients_keep_a_nan_and_other_memories_do_not():
    assert not any(after_one_nan(name) for name in (*AVERAGING, "RMSprop", "Muon"))
    assert not after_one_nan("SGD", momentum=0.9)
    assert all(after_one_nan(name) for name in ("SGD", "Rprop", "ASGD"))
    assert says("work/where-nan-is-born.md", "that keeps an average of gradients never forgets it")


@pytest.mark.parametrize("step", [torch.log, torch.sqrt, lambda x: 1 / x, lambda x: x**0.5])
def test_a_where_leaks_behind_a_logarithm_a_division_and_a_power_below_1(step):
    x = leaf(0.0, 1.0)
    torch.where(x > 0, step(x), 0.0).sum().backward()
    assert x.grad.isnan().tolist() == [True, False]
    assert says("errors/surprises.md", "The same happens with `log`, with a division and with a")


# ----- Optimizers and clipping -----


def test_one_by_one_turns_a_gradient_only_where_the_norms_differ():
    def clipped(*gradients):
        weights = [nn.Parameter(torch.ones(1)) for _ in gradients]
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.grad = torch.tensor([gradient])
            nn.utils.clip_grad_norm_([weight], 1.0)
        return torch.cat([weight.grad for weight in weights])

    assert_close(clipped(3.0, 3.0), torch.ones(2))
    assert_close(clipped(3.0, 4.0), torch.ones(2))
    assert says("work/optimizer-and-grad.md", "one by one and by value can turn it")


def test_a_norm_under_the_limit_changes_nothing():
    weight = nn.Parameter(torch.ones(1))
    weight.grad = torch.tensor([0.5])
    nn.utils.clip_grad_norm_([weight], 1.0)
    assert weight.grad.item() == 0.5
    assert says("reference/questions.md", "by one factor where the norm is above the limit")


def test_gradients_of_the_round_before_are_clipped_unless_they_were_cleared():
    weight = nn.Parameter(torch.ones(1))
    assert nn.utils.clip_grad_norm_([weight], 1.0) == 0
    weight.grad = torch.tensor([5.0])
    nn.utils.clip_grad_norm_([weight], 1.0)
    assert weight.grad.item() == pytest.approx(1)
    assert says("work/optimizer-and-grad.md", "Between `zero_grad()` and `backward()` there is")


def test_the_first_step_of_adam_is_shorter_for_a_gradient_below_epsilon():
    weights = leaf(1.0, 1.0, 1.0)
    optimizer = torch.optim.Adam([weights], lr=0.1)
    (weights * torch.tensor([1e-12, 1e-3, 1e3])).sum().backward()
    optimizer.step()
    tiny, small, large = (1 - weights.detach()).tolist()
    assert tiny < 1e-4
    assert (small, large) == (pytest.approx(0.1, abs=1e-4), pytest.approx(0.1, abs=1e-4))
    assert says("work/optimizer-and-grad.md", "moves each entry by `lr`, whatever its gradient, if")


def test_a_loss_fills_leaves_that_record_and_not_what_is_frozen():
    frozen, learns = nn.Linear(1, 1).requires_grad_(False), nn.Linear(1, 1)
    learns(frozen(torch.ones(1, 1))).sum().backward()
    assert frozen.weight.grad is None
    assert learns.weight.grad is not None
    assert says("work/optimizer-and-grad.md", "of every recording leaf from which it was computed")


def test_a_gradient_of_another_type_needs_a_grad_dtype():
    weight = nn.Parameter(torch.ones(2))
    with pytest.raises(RuntimeError, match="grad_dtype"):
        weight.grad = torch.ones(2, dtype=torch.float64)
    weight.grad_dtype = torch.float64
    weight.grad = torch.ones(2, dtype=torch.float64)
    assert says("reference/questions.md", "where you have set its `grad_dtype`")


def first_steps(clear):
    """Two steps of a weight that has a gradient from before the loop."""
    weight = leaf(1.0)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    weight.grad = torch.tensor([100.0])
    for _ in range(2):
        if clear == "first":
            optimizer.zero_grad()
        ((weight - 3) ** 2).sum().backward()
        optimizer.step()
        if clear == "last":
            optimizer.zero_grad()
    return weight.item()


def test_zero_grad_first_or_last_differ_by_what_was_there_before_the_loop():
    assert first_steps("first") == pytest.approx(1.72)
    assert first_steps("last") < 0
    assert says("tutorial/gradients-accumulate.md", "Only gradients from before the loop tell")


# ----- Modules and checks -----


def test_the_running_mean_moves_by_what_momentum_says():
    norm = nn.BatchNorm1d(1, momentum=None)
    norm(torch.tensor([[10.0], [12.0]]))
    assert norm.running_mean.item() == 11
    assert says("work/parameters-and-buffers.md", "batch's mean unless `momentum` says otherwise")


def test_gradcheck_passes_in_float32_with_limits_of_its_own():
    with pytest.warns(UserWarning, match="double precision"):
        assert torch.autograd.gradcheck(lambda x: x * 3, leaf(1.0, 2.0), eps=1e-2, atol=1e-2)
    assert says("reference/glossary.md", "its limits are made for `float64`")


def test_a_result_keeps_its_gradient_where_it_was_asked_to():
    result = leaf(1.0) * 2
    result.retain_grad()
    result.sum().backward()
    assert result.grad.item() == 1
    assert says("errors/messages.md", "and results that were asked to by `retain_grad()`")


@pytest.mark.parametrize(
    ("numbers", "clean"),
    [
        ((0.0, 2.0, 3.0), True),
        ((0.0, 0.0, 3.0), True),
        ((1e30, 1e30, 1.0, 0.0), False),  # finite, and their product is not
        ((0.0, 2.0, float("inf")), False),
    ],
)
def test_a_zero_alone_makes_no_nan_and_a_product_that_is_too_large_does(numbers, clean):
    x = leaf(*numbers)
    x.prod().backward()
    assert bool(x.grad.isnan().any()) != clean
    page = "reference/questions.md"
    assert says(page, "so a zero alone makes no `nan`")
    assert says(page, "`prod` gives `nan` too where a part of the product is too large")


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "smooth_l1_loss"])
def test_losses_that_warn_of_a_size_and_the_one_that_raises(name):
    rows, flat = torch.full((4, 1), 0.5), torch.full((4,), 0.5)
    with pytest.warns(UserWarning, match="Using a target size"):
        getattr(nnf, name)(rows, flat)
    with pytest.raises(ValueError, match="Using a target size"):
        nnf.binary_cross_entropy(rows, flat)
    assert says("errors/more.md", "`l1_loss` and `smooth_l1_loss` give the same warning")


@pytest.mark.parametrize("way", [lambda r: r.tolist(), lambda r: r.numpy()])
def test_a_list_and_an_array_have_no_storage_under_vmap(way):
    with pytest.raises(RuntimeError, match="data pointer of Tensor that doesn't have storage"):
        torch.func.vmap(way)(torch.rand(2, 3))
    assert says("errors/more.md", "`v.tolist()` and `v.numpy()` fail as well")
