"""One slope by a formula, by nudges and by walking back, and what each costs."""

import math

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close
from torch.utils._python_dispatch import TorchDispatchMode

STORY = "checking_gradients"
COS = 0.5403023058681397174  # cos 1, to more digits than float64 holds


def test_paper_prints_cos_1(outputs):
    assert float(outputs(STORY)["paper"]) == pytest.approx(COS, rel=1e-15)


def test_differences_are_right_to_three_and_to_six_decimals(run):
    module = run(STORY, upto="central-difference")
    assert round(module.ahead, 3) == round(COS, 3)
    assert round(module.ahead, 4) != round(COS, 4)
    assert round(module.around, 6) == round(COS, 6)
    assert round(module.around, 7) != round(COS, 7)


def test_differences_call_the_function_twice(run):
    module = run(STORY, upto="central-difference")
    for difference in (module.forward_difference, module.central_difference):
        places = []
        difference(lambda x, places=places: places.append(x) or x, 1.0, 0.5)
        assert len(places) == 2


def test_exact_is_cos_1_beyond_float64(run):
    exact = run(STORY, upto="exact").exact
    assert float(exact) == math.cos(1.0)
    rest = 1 / math.factorial(24)  # the first term left out bounds what is left out
    assert rest < 1e-23
    assert abs(exact - run(STORY, upto="exact").Fraction("0.540302305868139717400936607443")) < rest


def test_errors_have_the_stated_order_of_magnitude(run):
    module = run(STORY, upto="errors")
    central = module.central_errors
    assert central[1e-3] == pytest.approx(9e-8, rel=0.01)
    assert 1e-12 < central[1e-5] < 1e-10
    assert 1e-7 < central[1e-11] < 1e-5
    assert min(central, key=central.get) == 1e-5


def test_errors_shrink_by_first_and_second_order(run):
    module = run(STORY, upto="errors")
    for order, difference in ((1, module.forward_difference), (2, module.central_difference)):
        large, small = (module.error(difference(math.sin, 1.0, h)) for h in (1e-2, 1e-3))
        assert large / small == pytest.approx(10**order, rel=0.01)


def test_errors_agree_with_taylor(run):
    module = run(STORY, upto="errors")
    assert module.central_errors[1e-3] == pytest.approx(1e-6 / 6 * math.cos(1), rel=1e-4)
    assert module.forward_errors[1e-3] == pytest.approx(1e-3 / 2 * math.sin(1), rel=1e-3)


def test_errors_stay_below_the_sum_of_truncation_and_rounding(run):
    """The model E(h) = h^2/6 + eps/h, at every step of the chart; and h/2 + 3 eps/(2h)."""
    module = run(STORY, upto="chart")
    forward, central = module.curves.values()
    for h, one_side, both_sides in zip(module.grid, forward, central, strict=True):
        assert both_sides < h**2 / 6 + module.eps / h
        assert one_side < h / 2 + 1.5 * module.eps / h


def test_best_step_is_where_the_model_has_its_lowest_point(run):
    eps = run(STORY, upto="rounding").eps
    best = (3 * eps) ** (1 / 3)

    def model(h):
        return h**2 / 6 + eps / h

    assert model(best) < min(model(0.9 * best), model(1.1 * best))
    assert best == pytest.approx(8.7e-6, rel=0.01)
    slope = grad(model)(torch.tensor(best, dtype=torch.float64))
    assert abs(slope) < 1e-6 * best


def test_best_digits_are_eight_and_eleven(run):
    forward, central = run(STORY, upto="chart").curves.values()
    assert 1e-9 < min(forward) < 1e-8
    assert 1e-13 < min(central) < 1e-10


def test_rounding_loses_a_small_nudge(run):
    module = run(STORY, upto="rounding")
    assert module.eps == 2**-52 == math.ulp(1.0)
    assert 1.0 + 1e-16 == 1.0
    assert module.lost == 0.0


def test_rounding_of_one_is_at_most_half_a_gap():
    assert math.ulp(1.999) / 2 == 2**-53  # places between 1 and 2
    assert math.ulp(math.sin(1.0)) / 2 < 2**-53  # values below 1


def test_a_step_of_1e_10_is_past_the_lowest_point(run):
    module = run(STORY, upto="errors")
    tiny, better = (
        module.error(module.forward_difference(math.sin, 1.0, h)) for h in (1e-10, 1e-8)
    )
    assert tiny > 10 * better
    assert 1e-8 < tiny < 1e-6


def test_single_precision_is_worse(run):
    module = run(STORY, upto="single")
    errors = module.single_errors
    assert module.one.dtype == torch.float32
    assert min(errors, key=errors.get) == 1e-2
    assert min(errors.values()) > 1000 * min(module.central_errors.values())
    assert errors[1e-5] > 10 * errors[1e-2]


def test_walk_gives_cos_1_but_for_rounding(run):
    module = run(STORY, upto="walk")
    assert module.x.grad.item() == pytest.approx(COS, rel=1e-15)
    assert module.walked_error < math.ulp(0.54)
    assert gradcheck(torch.sin, module.x)


def test_walk_calls_the_function_once():
    calls = []

    def f(t):
        calls.append(t)
        return torch.sin(t)

    f(torch.tensor(1.0, requires_grad=True)).backward()
    assert len(calls) == 1


def test_chart_shows_two_curves_and_a_line(run, executed):
    module = run(STORY, upto="chart")
    forward, central, line = module.axes.get_lines()
    assert list(forward.get_ydata()) == module.curves["forward difference"]
    assert list(central.get_ydata()) == module.curves["central difference"]
    assert set(line.get_ydata()) == {module.walked_error}
    assert min(map(min, module.curves.values())) > 100 * module.walked_error
    (figure,) = executed(STORY).cell("chart")["outputs"]
    assert "image/svg+xml" in figure["data"]


def test_no_formula_walk_gives_8_x_cubed(run):
    module = run(STORY, upto="no-formula-walk")
    assert module.grown.item() == 2 * 1.5**4 + 1 == 11.125
    assert module.a.grad.item() == 8 * 1.5**3 == 27
    assert module.grown_nudged == pytest.approx(27, rel=1e-8)
    assert gradcheck(module.grow, torch.tensor(1.5, dtype=torch.float64, requires_grad=True))


def test_other_path_gives_8_x(run):
    module = run(STORY, upto="other-path")
    assert module.other.item() == 4 * 2**2 + 3 == 19
    assert module.b.grad.item() == 8 * 2
    assert module.central_difference(module.grow, 2.0, 1e-5) == pytest.approx(16, rel=1e-8)


def test_jump_is_seen_by_the_nudge_alone(run):
    module = run(STORY, upto="jump")
    assert module.c.grad.item() == 4
    assert (module.grow(3.0) - module.grow(3.0 - 1e-9)) == pytest.approx(15 - 19, abs=1e-6)
    assert module.across == pytest.approx((15 - 19) / 2e-5, rel=1e-3)
    assert module.central_difference(module.grow, 3.1, 1e-5) == pytest.approx(4, rel=1e-6)


def test_swell_is_k_times_2_to_the_k_and_the_record_3_k(run):
    module = run(STORY, upto="swell")
    for k in range(1, 11):
        formula, slope = module.written_out(k)
        steps = module.recorded_steps(module.program(module.p, k))
        assert (k, formula.count("x"), slope.count("x"), steps) == (k, 2**k, k * 2**k, 3 * k)
        if k <= 4:
            assert (k, module.written[k], module.walked[k]) == (k, slope.count("x"), 3 * k)


@pytest.mark.parametrize("rounds", range(1, 11))
def test_swell_tidied_up_still_doubles(rounds):
    formula, slope = "x", "1"
    for _ in range(rounds):
        slope = f"4*({slope})*(1-2*({formula}))"
        formula = f"4*({formula})*(1-({formula}))"
    assert slope.count("x") == 2**rounds - 1
    p = torch.tensor(0.2, dtype=torch.float64, requires_grad=True)
    result = p
    for _ in range(rounds):
        result = 4 * result * (1 - result)
    result.backward()
    assert eval(slope, {"x": 0.2}) == pytest.approx(p.grad.item(), rel=1e-9)


def test_ten_rounds_agree_by_formula_walk_and_angle(run):
    """Another route: with x = sin^2 t the rounds double t, so the result is sin^2(2^10 t)."""
    module = run(STORY, upto="ten-rounds")
    angle = math.asin(math.sqrt(0.2))
    slope = 1024 * math.sin(2048 * angle) / math.sin(2 * angle)
    assert module.p.grad.item() == pytest.approx(slope, rel=1e-9)
    assert eval(module.ten_slope, {"x": 0.2}) == pytest.approx(slope, rel=1e-9)
    nudged = module.central_difference(lambda u: module.program(u, 10), 0.2, 1e-8)
    assert nudged == pytest.approx(slope, rel=1e-4)


def test_many_nudged_takes_2_n_calls(run):
    module = run(STORY, upto="many-nudged")
    assert module.nudged_calls == 2 * len(module.start) == 2000


def test_forward_differences_take_n_plus_1_calls(run):
    module = run(STORY, upto="many")
    x, h = torch.linspace(0, 1, 50, dtype=torch.float64), 1e-7
    at_x = module.wave(x)
    slopes = torch.stack([(module.wave(x + h * row) - at_x) / h for row in torch.eye(50).double()])
    assert len(module.calls) == 50 + 1
    assert_close(slopes, x.sin() + x * x.cos(), atol=1e-5, rtol=0)


def test_many_walked_takes_one_call_and_gives_every_slope(run):
    module = run(STORY, upto="many-walked")
    x = module.start
    assert len(module.calls) == 1
    assert_close(module.inputs.grad, x.sin() + x * x.cos())
    assert_close(module.inputs.grad, module.wave_nudged, atol=5e-7, rtol=0)
    assert_close(module.inputs.grad, grad(lambda t: (t * t.sin()).sum())(x))


class Operations(TorchDispatchMode):
    """Counts the operations that torch runs."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.count += 1
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("n", [1, 1000])
def test_many_walked_costs_a_small_multiple_of_the_call(run, n):
    wave = run(STORY, upto="many").wave
    inputs = torch.linspace(0, 1, n, dtype=torch.float64, requires_grad=True)
    with Operations() as forward:
        result = wave(inputs)
    with Operations() as backward:
        result.backward()
    assert forward.count == 3  # sin, times, sum
    assert 3 <= backward.count <= 4 * forward.count


def test_gradcheck_in_float32_complains_of_right_gradients():
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    with (
        pytest.warns(UserWarning, match="double precision"),
        pytest.raises(RuntimeError, match="Jacobian mismatch for output 0"),
    ):
        gradcheck(lambda t: t**2, x)
    assert gradcheck(lambda t: t**2, x.detach().double().requires_grad_())


def test_gradcheck_finds_the_rule_that_is_half_as_large(run):
    module = run(STORY, upto="gradcheck")
    assert module.passed == {"square": True, "wrong_square": False}
    x = module.place
    (half,) = torch.autograd.grad(module.WrongSquare.apply(x).sum(), x)
    assert_close(half, x.detach())
