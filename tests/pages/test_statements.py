"""Sentences of the pages that state a fact of torch, each shown by a program of its own."""

import gc
import random
import re
import threading
import warnings
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.autograd.graph import saved_tensors_hooks
from torch.testing import assert_close
from torch.utils.checkpoint import checkpoint

from .said import DOCS, says

ROOT = Path(__file__).resolve().parents[2]
PACKERS = sorted(
    path.relative_to(ROOT / "snippets").as_posix().removesuffix(".py")
    for path in (ROOT / "snippets").rglob("*.py")
    if "saved_tensors_hooks" in path.read_text()
)
# Of these the solution records nothing, and the check sees that by the hook.
RECORD_NOTHING = {"labs/report_without_dice", "labs/points_that_count_more"}


# ----- Pack hooks -----


@pytest.mark.parametrize("name", PACKERS)
def test_no_pack_hook_of_a_snippet_keeps_a_graph_alive(run, monkeypatch, name):
    packed, given = [], []

    class Watched(saved_tensors_hooks):
        def __init__(self, pack, unpack):
            def seen(tensor):
                packed.append(tensor.numel())
                if tensor.grad_fn is not None:
                    given.append(weakref.ref(tensor))
                return pack(tensor)

            super().__init__(seen, unpack)

    monkeypatch.setattr(torch.autograd.graph, "saved_tensors_hooks", Watched)
    module = run(name)
    assert packed or name in RECORD_NOTHING
    held_on_purpose = getattr(module, "held", 0)
    vars(module).clear()
    gc.collect()
    assert sum(ref() is not None for ref in given) == held_on_purpose


def test_a_hook_that_returns_the_result_makes_the_graph_hold_itself(run):
    module = run("graph_lifetime", upto="hook-that-holds")
    assert (module.held, module.released) == (5, 0)


def test_detached_tensors_give_the_same_gradients_of_both_orders():
    def slopes(pack):
        x = torch.linspace(0.1, 1.0, 5, requires_grad=True)
        with saved_tensors_hooks(pack, lambda tensor: tensor):
            y = (x.exp() * x.tanh()).sigmoid().sum()
            (first,) = torch.autograd.grad(y, x, create_graph=True)
            (second,) = torch.autograd.grad(first.sum(), x)
        return first.detach(), second

    for kept, plain in zip(slopes(lambda t: t.detach()), slopes(lambda t: t), strict=True):
        assert torch.equal(kept, plain)


def test_no_page_or_lab_tells_readers_to_return_the_tensor_itself():
    for path in [*DOCS.rglob("*.md"), *(ROOT / "snippets").rglob("*.py")]:
        assert "Return the tensor itself" not in path.read_text(encoding="utf-8"), path


# ----- Two threads -----


def walks_at_once(**options):
    """The gradient and the errors of two walks over one record that begin at once."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    out, errors, barrier = (x**3).sum(), [], threading.Barrier(2)

    def walk():
        barrier.wait()
        try:
            out.backward(**options)
        except RuntimeError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=walk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return x.grad, errors


def test_two_threads_walk_over_one_record_only_where_both_keep_it(run):
    failed = []
    for _ in range(20):
        grad, errors = walks_at_once(retain_graph=True)
        assert not errors
        assert_close(grad, torch.tensor([6.0, 24.0]))
        _, errors = walks_at_once()
        assert len(errors) < 2
        failed += errors
    assert failed  # both get through where neither is done before the other has begun
    assert all("a second time" in error for error in failed)
    module = run("build_your_own_engine", upto="two-threads")
    assert_close(module.shared.grad, 6 * module.shared.detach() ** 2)
    assert says("tutorial/build-your-own-engine.md", "if both keep it with `retain_graph=True`")


# ----- Version counters -----


def test_a_tensor_made_under_inference_mode_has_no_version_counter():
    with torch.inference_mode():
        made = torch.ones(2) * 2
    with pytest.raises(RuntimeError, match="do not track version counter"):
        _ = made._version
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"[Ee]very tensor (carries|counts|has) .{0,30}(version|edits)", text)
    assert says("tutorial/in-place-edits.md", "made under [`inference_mode`](switching-it-off.md)")


# ----- .data -----


def test_an_error_after_detach_does_not_mean_that_the_gradient_was_wrong():
    def slope(edited):
        x = torch.tensor([0.0, 1.0], requires_grad=True)
        y = x.exp()
        edited(y).mul_(2)
        edited(y).div_(2)
        y.sum().backward()
        return x.grad

    assert_close(slope(lambda y: y.data), torch.tensor([0.0, 1.0]).exp())
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        slope(lambda y: y.detach())
    assert says("tutorial/in-place-edits.md", "they *may* have been wrong")
    assert not says("tutorial/in-place-edits.md", "it had a wrong gradient before")


@pytest.mark.parametrize("page", ["tutorial/in-place-edits.md", "errors/surprises.md"])
def test_the_update_of_a_weight_is_written_under_no_grad(page):
    with pytest.raises(SyntaxError, match="illegal expression for augmented assignment"):
        compile("w.detach() -= lr * w.grad", "-", "exec")
    assert says(page, "`with torch.no_grad(): w -= lr * w.grad`")


# ----- What records -----


@pytest.mark.parametrize(
    "make", [lambda x: x // 2, lambda x: torch.heaviside(x, x.detach()), lambda x: x.unique()]
)
def test_some_results_record_and_cannot_be_walked(make):
    x = torch.tensor([1.0, 2.5], requires_grad=True)
    result = make(x)
    assert result.requires_grad
    with pytest.raises(RuntimeError, match=r"derivative for .* is not implemented"):
        result.sum().backward()
    assert not says("reference/cheat-sheet.md", "and a derivative is known")
    assert says("reference/cheat-sheet.md", "their results record, and [the walk back raises]")


def test_comparing_gives_no_gradient_and_clamping_a_zero():
    x = torch.tensor([1.0, 5.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="does not require grad"):
        (x > 1.5).float().sum().backward()
    assert x.grad is None
    x.clamp(2, 4).sum().backward()
    assert x.grad.tolist() == [0, 0]
    assert not says("errors/index.md", "rounding, comparing, `relu` below 0")
    assert says("errors/index.md", "`clamp` outside its bounds")


# ----- nan in the first round -----


@pytest.mark.parametrize(
    "loss",
    [
        lambda x: torch.nn.functional.cross_entropy(x, torch.tensor([-100, -100])),
        lambda x: x[:1].std(dim=0).sum(),
        lambda x: (0 * (0 * x).log()).sum(),
    ],
)
@pytest.mark.filterwarnings("ignore:std")
def test_finite_data_can_give_a_loss_of_nan(loss):
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    assert x.isfinite().all()
    assert loss(x).isnan()
    assert says("errors/index.md", "then at the loss: every target left out")


# ----- Freezing -----


def test_an_optimizer_moves_a_weight_on_that_was_frozen_after_a_step():
    w = torch.tensor(1.0, requires_grad=True)
    steps = torch.optim.SGD([w], lr=0.1, momentum=0.9)
    (3 * w).backward()
    steps.step()
    w.requires_grad_(False)
    steps.zero_grad(set_to_none=False)
    before = w.item()
    steps.step()
    assert w.item() < before
    assert says("tutorial/switching-it-off.md", "*before* the first `backward`")


def test_batch_norm_averages_while_it_is_frozen():
    norm = torch.nn.BatchNorm1d(1).requires_grad_(False)
    norm(torch.tensor([[10.0], [12.0]]))
    assert norm.running_mean.item() > 1
    norm.eval()(torch.tensor([[90.0], [92.0]]))
    assert norm.running_mean.item() < 2


# ----- zero_grad -----


def test_a_network_that_never_clears_gets_worse_and_one_that_clears_better(run):
    falls = run("errors/surprise_missing_zero_grad_network").falls
    assert falls == {"SGD, lr=0.1": [3, 0], "Adam, lr=0.01": [3, 0]}
    for page in ("errors/surprises.md", "tutorial/gradients-accumulate.md"):
        assert not says(page, "is the sign to look for")
        assert not says(page, "is the typical sign")


# ----- Smaller ones -----


def test_a_hidden_number_with_two_borders_solves_xor_so_that_it_must_only_rise():
    rows = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    hidden = (rows.sum(dim=1) - 1) ** 2  # the same along straight lines, as tanh(w x + b) is
    assert (hidden < 0.5).tolist() == [False, True, True, False]
    assert says("tutorial/first-network.md", "`tanh` only rises")


def test_a_product_with_itself_stores_nothing_beside_its_input(run):
    module = run("graph_lifetime", upto="saved-per-operation")
    assert module.storages["x * x"] == 1
    x = torch.ones(3, requires_grad=True)
    assert (x * x).grad_fn._saved_self.data_ptr() == x.data_ptr()
    assert not says("tutorial/graph-lifetime.md", "and costs half")


def test_a_hook_in_front_of_an_in_place_relu_raises_another_view_error():
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(inplace=True))
    model[0].register_full_backward_hook(lambda *_: None)
    with pytest.raises(RuntimeError, match=r"Output 0 of BackwardHookFunction.* is a view"):
        model(torch.ones(1, 2))
    assert says("errors/more.md", '"Output 0 of BackwardHookFunction" has another cause')


def test_the_example_of_another_course_is_credited_where_it_is_used():
    for page in ("tutorial/forks-add.md", "about/credits.md"):
        assert says(page, "https://cs231n.github.io/optimization-2/")


def test_no_block_alone_is_said_to_run():
    assert not says("index.md", "copy any block")


def test_a_view_made_inside_no_grad_is_edited_only_inside_and_one_from_outside_on_both_sides():
    result = torch.ones(3, requires_grad=True) * 1
    outside = result[:2]
    with torch.no_grad():
        inside = result[:2]
        outside.mul_(2)
        inside.mul_(2)
    outside.mul_(2)
    with pytest.raises(RuntimeError, match="A view was created in no_grad mode and is being"):
        inside.mul_(2)
    assert says("errors/more.md", "can be edited only inside it")


def test_func_grad_names_the_type_that_the_loss_came_as():
    with pytest.raises(RuntimeError) as caught:
        torch.func.grad(lambda x: (x * x, x))(torch.tensor(1.0))
    message = str(caught.value).partition(": ")[2]
    assert says("errors/more.md", f'"{message}" means')


def test_a_checkpoint_repeats_the_numbers_of_torchs_own_generator_alone():
    own, seen = torch.Generator().manual_seed(0), []

    def block(t):
        numbers = [torch.rand(()).item(), torch.rand((), generator=own).item()]
        seen.append([*numbers, np.random.rand(), random.random()])
        return t.exp()

    x = torch.ones(1, requires_grad=True)
    checkpoint(block, x, use_reentrant=False).backward()
    first, second = seen
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, False, False, False]
    assert says("work/checkpointing.md", "and the second run sees other numbers")


@pytest.mark.parametrize(
    ("made", "guarded"),
    [
        (lambda f, t: checkpoint(f, t, use_reentrant=False), True),
        (lambda f, t: checkpoint(f, t=t, use_reentrant=False), False),
        (lambda f, t: checkpoint(lambda ts: f(*ts), [t], use_reentrant=False), False),
    ],
    ids=["argument", "keyword", "list"],
)
def test_a_checkpoint_guards_the_tensors_that_are_arguments_of_their_own(made, guarded):
    weight, given = torch.ones(2, requires_grad=True), torch.ones(2)

    def block(t):
        return (t * weight).exp()

    result = made(block, given).sum()
    given.mul_(3)
    if guarded:
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            result.backward()
    else:
        result.backward()
        assert_close(weight.grad, 3 * torch.full((2,), 3.0).exp())
    assert says("work/checkpointing.md", "passed by keyword, or inside a list, is not")


def test_what_takes_the_shape_or_counts_does_not_record():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    assert not torch.zeros_like(x).requires_grad
    assert not torch.histc(x, 3).requires_grad
    assert not x.view(torch.int32).view(torch.float32).requires_grad
    assert not x.view(torch.float32).requires_grad, "nor where it is the same"
    with warnings.catch_warnings():  # of this, once a process
        warnings.simplefilter("ignore", UserWarning)
        assert not torch.linspace(x[0], x[1], 3).requires_grad
        assert not torch.logspace(x[0], x[1], 3).requires_grad
        assert not torch.tensor(x[0]).requires_grad
    assert says("reference/cheat-sheet.md", "what they give does not record")


def test_which_maxima_share_a_gradient_among_equals():
    for share, give in {
        "half": (lambda t: torch.maximum(t[0], t[1]), torch.amax, torch.max),
        "one": (lambda t: t.max(0).values, lambda t: torch.max_pool1d(t.view(1, 1, 2), 2).sum()),
    }.items():
        for of in give:
            x = torch.tensor([3.0, 3.0], requires_grad=True)
            of(x).backward()
            assert x.grad.tolist() == ([0.5, 0.5] if share == "half" else [1.0, 0.0])
            steps = [of(torch.tensor([3.0 + a, 3.0 + b])) - 3.0 for a, b in ((0.1, 0), (0, 0.1))]
            assert_close(torch.stack([step.detach() for step in steps]), torch.full((2,), 0.1))
            aside = torch.tensor([3.0, 2.0], requires_grad=True)
            of(aside).backward()
            assert aside.grad.tolist() == [1.0, 0.0]
    assert says("reference/glossary.md", "give half to each; `max(dim)` and max pooling")


def test_momentum_is_a_fading_sum():
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0, momentum=0.5)
    sums = []
    for gradient in (4.0, 2.0, 0.0):
        weight.grad = torch.tensor([gradient])
        optimizer.step()
        sums.append(optimizer.state[weight]["momentum_buffer"].item())
    assert sums == [4.0, 0.5 * 4 + 2, 0.5 * 4.0]
    assert says("work/optimizer-and-grad.md", "keeps a fading sum of the gradients")
