"""What each switch leaves out of the record, and that eval() leaves out nothing."""

import math

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "switching_it_off"
DEAD_END = "does not require grad and does not have a grad_fn"


def central(function, at, step=1e-6):
    """The slopes of a function of one tensor, by nudging each entry in float64."""
    at = at.detach().double()
    units = torch.eye(at.numel(), dtype=torch.float64).reshape(-1, *at.shape)
    both = [(function(at + step * u) - function(at - step * u)) / (2 * step) for u in units]
    return torch.stack(both).reshape(at.shape)


def saved_by_nodes(node):
    """Entries that the nodes name as saved, without a hook."""
    total, todo = 0, [node]
    while todo:
        one = todo.pop()
        held = [getattr(one, name) for name in dir(one) if name.startswith("_saved_")]
        total += sum(t.numel() for t in held if torch.is_tensor(t))
        todo += [link for link, _ in one.next_functions if link is not None]
    return total


def test_count_saved_agrees_with_the_node(run, outputs):
    module = run(STORY, upto="count-saved")
    assert module.count_saved(lambda: module.x * module.x) == 8
    assert saved_by_nodes((module.x * module.x).grad_fn) == 8
    assert outputs(STORY)["count-saved"] == "x * x keeps: 8\n"


# --- no_grad -------------------------------------------------------------------------------------


def test_no_grad_has_the_numbers_and_no_record(run):
    module = run(STORY, upto="no-grad")
    assert module.quiet.tolist() == [0, 1, 4, 9]
    assert (module.quiet.requires_grad, module.quiet.grad_fn) == (False, None)
    assert module.count_saved(module.squares_unrecorded) == 0
    assert module.x.requires_grad
    with pytest.raises(RuntimeError, match=DEAD_END):
        module.quiet.sum().backward()


def test_nested_records_between_alone(run):
    module = run(STORY, upto="nested")
    flags = [t.requires_grad for t in (module.before, module.between, module.after)]
    assert flags == [False, True, False]
    assert_close(torch.autograd.grad(module.between.sum(), module.x)[0], torch.full((4,), 2.0))


def test_decorator_records_no_call(run):
    module = run(STORY, upto="decorator")
    for _ in range(2):
        assert module.length(module.x).item() == pytest.approx(math.sqrt(14))
        assert not module.length(module.x).requires_grad
    assert torch.is_grad_enabled()


def test_set_grad_enabled_follows_its_argument(run):
    module = run(STORY, upto="set-grad-enabled")
    on, off = module.total(module.x, training=True), module.total(module.x, training=False)
    assert (on.requires_grad, off.requires_grad, on.item(), off.item()) == (True, False, 14, 14)
    assert_close(torch.autograd.grad(on, module.x)[0], 2 * module.x.detach())
    assert_close(central(lambda t: (t * t).sum(), module.x).float(), 2 * module.x.detach())


def test_bare_calls_do_nothing_and_stay(run):
    module = run(STORY, upto="bare-calls")
    assert (module.still_on, module.still_off) == (True, True)
    assert torch.is_grad_enabled()


def test_made_inside_records_later(run):
    module = run(STORY, upto="made-inside")
    assert module.fresh.is_leaf
    assert module.fresh.requires_grad
    assert not module.product.requires_grad
    assert_close(module.fresh.grad, torch.full((3,), 2.0))
    assert_close(grad(lambda t: (t * 2).sum())(torch.ones(3)), module.fresh.grad)


def test_slice_inside_leads_nowhere(run):
    module = run(STORY, upto="slice-inside")
    part, x = module.part, module.x
    assert (part.requires_grad, part.grad_fn, part.grad, x.grad) == (True, None, None, None)
    assert part.data_ptr() == x[1:].data_ptr()
    assert [link for link, _ in (part * part).grad_fn.next_functions] == [None, None]
    with pytest.raises(RuntimeError, match="appears to not have been used"):
        torch.autograd.grad((part * part).sum(), part)
    assert not module.own_part.requires_grad
    outside = x[1:3]
    assert_close(torch.autograd.grad((outside * outside).sum(), x)[0], torch.tensor([0.0, 2, 4, 0]))


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
@pytest.mark.parametrize("leaf", [True, False])
def test_slice_inside_either_mode_of_leaf_and_result(mode, leaf):
    x = torch.tensor([0.0, 1.0, 2.0, 3.0], requires_grad=True)
    base = x if leaf else x * 1
    with mode():
        part = base[1:3]
    assert (part.requires_grad, part.grad_fn, part.is_inference()) == (True, None, False)
    (part * part).sum().backward()
    assert x.grad is None
    assert part.grad is None


# --- inference_mode ------------------------------------------------------------------------------


def test_inference_marks_its_result(run):
    final = run(STORY, upto="inference").final
    assert (final.requires_grad, final.is_inference()) == (False, True)
    with pytest.raises(RuntimeError, match="do not track version counter"):
        _ = final._version  # it does not even count edits
    with pytest.raises(RuntimeError, match="outside InferenceMode is not allowed"):
        final.add_(1)
    with torch.inference_mode():
        final.add_(1)
    assert final.tolist() == [2, 3, 6, 11]  # the refused edit was done as well


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda t: t.add_(1), [7, 9]),
        (lambda t: t.mul_(5), [30, 40]),
        (lambda t: t.zero_(), [0, 0]),
        (lambda t: t.copy_(torch.ones(2)), [1, 1]),
    ],
)
def test_inference_edit_is_refused_after_it_is_done(run, outputs, change, after):
    assert run(STORY, upto="inference-edit").tally.tolist() == [1, 1, 1]
    assert outputs(STORY)["inference-edit"].startswith("Inplace update to inference tensor")
    with torch.inference_mode():
        made = torch.tensor([3.0, 4.0]) * 2
    with pytest.raises(RuntimeError, match="outside InferenceMode is not allowed"):
        change(made)
    assert made.tolist() == after


def test_inference_wins_over_enable_grad():
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode(), torch.enable_grad():
        assert not (x * 2).requires_grad


def test_inference_clone_is_ordinary(run):
    module = run(STORY, upto="inference-clone")
    assert not module.copy.is_inference()
    assert_close(module.w.grad, torch.tensor([0.0, 1.0, 4.0, 9.0]))
    assert_close(central(lambda t: (t * module.copy).sum(), module.w).float(), module.w.grad)


# --- detach --------------------------------------------------------------------------------------


def test_uncut_has_both_ways(run):
    module = run(STORY, upto="uncut")
    assert_close(module.x_whole.grad, torch.tensor([0.0, 3.0, 12.0, 27.0]))
    assert_close(central(lambda t: (t * t * t).sum(), module.x_whole).float(), module.x_whole.grad)
    x = module.x_whole.detach().double().requires_grad_()
    assert gradcheck(lambda t: (t * t * t).sum(), x)


def test_cut_leaves_the_way_through_one_factor(run):
    module = run(STORY, upto="cut")
    assert module.u.tolist() == [0, 1, 4, 9]
    assert (module.u.requires_grad, module.u.grad_fn, module.u.is_leaf) == (False, None, True)
    assert module.cut.item() == module.whole.item() == 36
    assert_close(module.x.grad, torch.tensor([0.0, 1.0, 4.0, 9.0]))
    u = module.u.double()
    assert_close(central(lambda t: (u * t).sum(), module.x).float(), module.x.grad)
    assert_close(grad(lambda t: ((t * t).detach() * t).sum())(module.x.detach()), module.x.grad)


def test_cut_product_keeps_u_and_leads_to_x_alone(run):
    module = run(STORY, upto="cut")
    product = (module.u * module.x).grad_fn
    assert product._saved_self.data_ptr() == module.u.data_ptr()
    assert product._saved_other is None
    assert [link is None for link, _ in product.next_functions] == [True, False]
    assert product.next_functions[1][0].variable is module.x


def test_shares_memory_and_shows_edits(run):
    module = run(STORY, upto="shares")
    assert module.q.data_ptr() == module.p.data_ptr()
    assert module.p.tolist() == [100, 2, 3]
    assert module.p.requires_grad


def test_own_memory_hides_edits(run):
    module = run(STORY, upto="own-memory")
    assert module.own.tolist() == [-1, 2, 3]
    assert module.p.tolist() == [100, 2, 3]
    assert not module.own.requires_grad


def test_numpy_of_the_detached_shares_memory(run, outputs):
    module = run(STORY, upto="numpy")
    array = module.p.detach().numpy()
    assert array.ctypes.data == module.p.data_ptr()
    assert outputs(STORY)["numpy"] == "[100.   2.   3.]\n"


def test_detach_after_keeps_as_much_as_recording(run, outputs):
    module = run(STORY, upto="detach-after")
    kept = [line.split()[-1] for line in outputs(STORY)["detach-after"].splitlines()]
    assert kept == ["8", "8", "0", "0"]
    recorded = module.x * module.x
    assert saved_by_nodes(recorded.grad_fn) == 8
    assert recorded.detach().grad_fn is None
    assert (module.x.detach() * module.x.detach()).grad_fn is None


# --- freezing ------------------------------------------------------------------------------------


def test_frozen_factor_lets_the_gradient_pass(run):
    module = run(STORY, upto="frozen-factor")
    assert (module.a.grad.item(), module.b.grad) == (15, None)
    assert module.o.item() == 30
    assert central(lambda t: 5 * (t * 3), module.a).item() == pytest.approx(15)
    assert grad(lambda t: 5 * (t * 3))(torch.tensor(2.0)).item() == 15


def test_wall_stops_it(run):
    module = run(STORY, upto="wall")
    assert (module.a_behind.grad, module.b_before.grad.item()) == (None, 6)
    assert central(lambda t: t * (2 * 3), module.b_before).item() == pytest.approx(6)
    assert grad(lambda t: t * (2.0 * 3.0))(torch.tensor(5.0)).item() == 6


def test_frozen_when_the_step_ran_gets_nothing_later():
    w, v = torch.ones(3), torch.ones(3, requires_grad=True)
    result = (w * v).sum()
    w.requires_grad_(True)
    result.backward()
    assert w.grad is None
    assert v.grad.tolist() == [1, 1, 1]


def test_model_trains_its_last_layer_alone(run):
    model = run(STORY, upto="model").model
    assert [p.requires_grad for p in model.parameters()] == [False, False, True, True]
    assert [p.grad is None for p in model.parameters()] == [True, True, False, False]
    hidden = torch.ones(4, 2) @ model[0].weight.T + model[0].bias
    assert_close(model[1].weight.grad[0], hidden.sum(0))
    assert_close(model[1].bias.grad, torch.tensor([4.0]))
    weight, inside = model[1].weight, hidden.double()
    assert_close(central(lambda t: (inside @ t.T).sum(), weight).float(), weight.grad)


def test_misspelt_is_silent_and_spelt_works(run):
    module = run(STORY, upto="misspelt")
    assert module.model[1].weight.requires_grad
    assert module.model[1].bias.requires_grad
    module = run(STORY, upto="spelt")
    assert not module.model[1].weight.requires_grad
    assert not module.model[1].bias.requires_grad


def test_misspelt_method_is_an_error():
    with pytest.raises(AttributeError, match="require_grad_"):
        torch.ones(2).require_grad_(False)
    with pytest.raises(AttributeError, match="require_grad_"):
        torch.nn.Linear(2, 2).require_grad_(False)


# --- eval ----------------------------------------------------------------------------------------


def test_dropout_zeroes_and_doubles(run):
    module = run(STORY, upto="dropout")
    assert set(module.drop(3 * module.v).tolist()) <= {0, 6}
    many = module.drop(torch.ones(10_000))
    assert set(many.tolist()) == {0, 2}
    assert many.mean().item() == pytest.approx(1, abs=0.05)


def test_eval_records(run):
    module = run(STORY, upto="eval")
    assert module.evaluated.tolist() == [3] * 6
    assert module.evaluated.requires_grad
    (slopes,) = torch.autograd.grad(module.evaluated.sum(), module.v)
    assert_close(slopes, torch.full((6,), 3.0))
    assert_close(central(lambda t: module.drop(3 * t).sum(), module.v).float(), slopes)


def test_two_questions_are_independent(run):
    answers = run(STORY, upto="two-questions").answers
    assert answers == {
        (trains, records): (trains, records)
        for trains in (True, False)
        for records in (True, False)
    }


# --- all of them ---------------------------------------------------------------------------------

#                records, grad_fn, keeps, inference, edit, use later
SEEN = {
    "plain": (True, True, 300, False, "yes", "yes"),
    "no_grad": (False, False, 0, False, "yes", "yes"),
    "inference_mode": (False, False, 0, True, "no", "no"),
    "detach before": (False, False, 0, False, "yes", "yes"),
    "detach after": (False, False, 300, False, "yes", "yes"),
    "frozen leaf": (False, False, 0, False, "yes", "yes"),
    "eval()": (True, True, 200, False, "yes", "yes"),
}


def test_experiment(run, outputs):
    module = run(STORY, upto="mode-table")
    assert {mode: tuple(row.values()) for mode, row in module.measured.items()} == SEEN
    printed = outputs(STORY)["mode-table"].splitlines()[1:]
    for line, (mode, row) in zip(printed, SEEN.items(), strict=True):
        assert line.startswith(mode)
        assert line[16:].split() == [str(value) for value in row]


def test_experiment_counts_agree_with_the_nodes(run):
    """Another route than the hook: the two factors, and the mask of dropout in training."""
    module = run(STORY, upto="modes")
    for mode in ("plain", "eval()"):
        assert saved_by_nodes(module.MODES[mode]().grad_fn) == SEEN[mode][2]


def test_experiment_use_later_gives_the_slope(run):
    module = run(STORY, upto="experiment")
    for mode, (*_, usable) in SEEN.items():
        result = module.MODES[mode]()
        factor = torch.ones(100, requires_grad=True)
        if usable == "yes":
            (slope,) = torch.autograd.grad((factor * result).sum(), factor)
            assert_close(slope, result.detach())
        else:
            with pytest.raises(RuntimeError, match="cannot be saved for backward"):
                _ = factor * result


def test_experiment_leaves_every_switch_as_it_was(run):
    module = run(STORY)
    assert module.hundred.requires_grad
    assert module.drop.training
    assert torch.is_grad_enabled()


def test_experiment_agrees_with_the_cheat_sheet(run):
    sheet = run("cheat_sheet").switches
    same = {
        "plain": "none",
        "no_grad": "with torch.no_grad()",
        "inference_mode": "with torch.inference_mode()",
        "detach after": ".detach() of the result",
        "frozen leaf": "requires_grad_(False)",
        "eval()": "model.eval()",
    }
    assert set(same.values()) == set(sheet)
    for mode, switch in same.items():
        records, _, keeps, _, _, usable = SEEN[mode]
        assert sheet[switch] == (records, keeps > 0, usable)
