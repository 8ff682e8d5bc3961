"""Walking back node by node: local slopes, forks, the order of the walk, and branches."""

import math

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad

STORY = "forks_add"
LOCAL = {
    "a + b": (torch.add, (-2.0, 5.0), [1.0, 1.0]),
    "a * b": (torch.mul, (-2.0, 5.0), [5.0, -2.0]),
    "a ** 3": (lambda a: a**3, (-2.0,), [12.0]),
    "exp(a)": (torch.exp, (-2.0,), [math.exp(-2)]),
}
PICKS = {
    "if": lambda low, high: 3 * (low if low > high else high),
    "maximum": lambda low, high: 3 * torch.maximum(low, high),
}


def double(value):
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def nodes_from(node):
    """Every node that can be reached from this one."""
    todo, seen = [node], {}
    while todo:
        entry = todo.pop()
        if entry is not None and entry not in seen:
            seen[entry] = True
            todo += [link for link, _ in entry.next_functions]
    return seen


def order_of(result):
    """The nodes in the order in which torch runs them, each with the gradient it gets."""
    seen = []
    for node in nodes_from(result.grad_fn):
        node.register_prehook(lambda gradients, node=node: seen.append((node, gradients[0].item())))
    result.backward()
    return seen


def names(order):
    return [type(node).__name__ for node, _ in order]


def test_leaves_are_the_three_numbers(run):
    module = run(STORY, upto="leaves")
    assert [t.item() for t in (module.a, module.b, module.c)] == [-2, 5, -4]
    assert all(t.is_leaf and t.requires_grad for t in (module.a, module.b, module.c))


@pytest.mark.parametrize("step", LOCAL)
def test_local_slopes_are_those_of_the_table(run, step):
    found = run(STORY, upto="local-slopes").slopes[step]
    assert [slope.item() for slope in found] == pytest.approx(LOCAL[step][2], rel=1e-6)


@pytest.mark.parametrize("step", LOCAL)
def test_local_slopes_agree_with_torch_func_and_finite_differences(step):
    function, numbers, wanted = LOCAL[step]
    inputs = [double(number) for number in numbers]
    assert gradcheck(function, inputs)
    places = tuple(range(len(inputs)))
    found = grad(function, argnums=places)(*(number.detach() for number in inputs))
    assert [slope.item() for slope in found] == pytest.approx(wanted)


def test_gates_give_three_and_minus_twelve(run):
    module = run(STORY, upto="gates")
    assert (module.s.item(), module.p.item()) == (3, -12)


def test_gates_backward_gives_minus_four_twice_and_three(run):
    module = run(STORY, upto="gates-backward")
    assert [t.grad.item() for t in (module.a, module.b, module.c)] == [-4, -4, 3]
    found = grad(lambda a, b, c: (a + b) * c, argnums=(0, 1, 2))(
        *(torch.tensor(number) for number in (-2.0, 5.0, -4.0))
    )
    assert [gradient.item() for gradient in found] == [-4, -4, 3]
    assert gradcheck(lambda a, b, c: (a + b) * c, (double(-2.0), double(5.0), double(-4.0)))


def test_gates_leaf_runs_before_the_sum(run):
    """Both are ready after the product; the node of the leaf goes first."""
    order = order_of(run(STORY, upto="gates").p)
    wanted = ["MulBackward0", "AccumulateGrad", "AddBackward0", "AccumulateGrad"]
    assert names(order) == [*wanted, "AccumulateGrad"]
    assert [gradient for _, gradient in order] == [1, 3, -4, -4, -4]


def test_fork_is_twelve_and_its_slope_seven(run):
    module = run(STORY, upto="fork-backward")
    assert module.out.item() == 12
    assert module.x.grad.item() == 7
    assert grad(lambda t: t * t + t)(torch.tensor(3.0)).item() == 7
    assert gradcheck(lambda t: t * t + t, double(3.0))


def test_fork_arrives_at_the_leaf_once_with_the_sum(run):
    order = order_of(run(STORY, upto="fork").out)
    assert names(order) == ["AddBackward0", "MulBackward0", "AccumulateGrad"]
    assert order[-1][1] == 7


def test_three_names_get_the_three_parts(run):
    module = run(STORY, upto="three-names")
    parts = [t.grad.item() for t in (module.u, module.v, module.w)]
    assert parts == [3, 3, 1]
    found = grad(lambda u, v, w: u * v + w, argnums=(0, 1, 2))(*[torch.tensor(3.0)] * 3)
    assert [gradient.item() for gradient in found] == parts


def test_links_of_the_fork_lead_to_one_leaf(run, outputs):
    module = run(STORY, upto="links")
    assert module.left is module.right
    assert module.left is module.out.grad_fn.next_functions[1][0]
    assert module.left.variable is module.x
    assert outputs(STORY)["links"].splitlines()[-1] == "one node for x: True"


def test_links_of_the_power_are_one_with_the_same_slope():
    x = torch.tensor(3.0, requires_grad=True)
    power = x**2
    assert len(power.grad_fn.next_functions) == 1
    power.backward()
    assert x.grad.item() == 6
    assert grad(lambda t: t * t)(x.detach()).item() == 6


def test_waiting_values(run):
    module = run(STORY, upto="waiting")
    assert (module.y.item(), module.r.item()) == (4, 20)


def test_watch_finds_the_four_nodes(run):
    module = run(STORY, upto="watch")
    found = module.nodes_behind(module.r)
    assert set(found) == set(nodes_from(module.r.grad_fn))
    assert len(found) == 4


def test_in_order_runs_each_node_once_with_all_that_arrives(run):
    module = run(STORY, upto="in-order")
    assert module.arrived == [
        ("AddBackward0", 1),
        ("MulBackward0", 1),
        ("PowBackward0", 9),
        ("AccumulateGrad", 36),
    ]
    assert module.t.grad.item() == 36
    assert grad(lambda t: t**4 + t**2)(torch.tensor(2.0)).item() == 36
    assert gradcheck(lambda t: t**4 + t**2, double(2.0))


def test_in_order_gives_what_a_walk_over_paths_gives(run):
    """Another route: call the nodes themselves, once for each path, and add at the end."""
    runs = []

    def follow(node, gradient):
        runs.append(type(node).__name__)
        if hasattr(node, "variable"):
            return [gradient.item()]
        handed = node(gradient)
        handed = handed if isinstance(handed, tuple) else (handed,)
        links = [link for link, _ in node.next_functions]
        return [g for link, one in zip(links, handed, strict=True) for g in follow(link, one)]

    found = follow(run(STORY, upto="waiting").r.grad_fn, torch.tensor(1.0))
    assert sorted(found) == [4, 16, 16]
    assert sum(found) == 36
    assert runs.count("PowBackward0") == 3


def test_in_order_waits_only_for_nodes_behind_the_result():
    t = torch.tensor(2.0, requires_grad=True)
    y = t**2
    elsewhere = 3 * y
    (y * y).backward()
    assert elsewhere.requires_grad
    assert t.grad.item() == 32
    assert grad(lambda t: t**4)(torch.tensor(2.0)).item() == 32


@pytest.mark.parametrize("exp_first", [True, False])
def test_in_order_takes_the_step_made_last(exp_first):
    t = torch.tensor(2.0, requires_grad=True)
    if exp_first:
        exp = t.exp()
        scaled = 5 * t
    else:
        scaled = 5 * t
        exp = t.exp()
    made = ["ExpBackward0", "MulBackward0"] if exp_first else ["MulBackward0", "ExpBackward0"]
    assert names(order_of(exp + scaled)) == ["AddBackward0", *made[::-1], "AccumulateGrad"]


def test_a_constant_has_no_link():
    node = (3 * torch.tensor(2.0, requires_grad=True)).grad_fn
    assert [link is None for link, _ in node.next_functions] == [False, True]


def test_doublings_are_sixteen_nodes(run, outputs):
    module = run(STORY, upto="doublings")
    assert len(nodes_from(module.doubled.grad_fn)) == 16
    assert module.doubled.item() == 3 * 2**15
    assert outputs(STORY)["doublings"].splitlines()[-1] == "nodes: 16"


def test_doublings_backward_gives_two_to_the_fifteen(run):
    assert run(STORY, upto="doublings-backward").start.grad.item() == 32768 == 2**15

    def chain(t):
        for _ in range(15):
            t = t + t
        return t

    assert grad(chain)(torch.tensor(3.0)).item() == 32768
    assert gradcheck(chain, double(3.0))


def test_doublings_run_each_node_once(run):
    order = order_of(run(STORY, upto="doublings").doubled)
    assert names(order) == ["AddBackward0"] * 15 + ["AccumulateGrad"]
    assert [gradient for _, gradient in order] == [2**i for i in range(16)]


def test_calls_are_65535(run, outputs):
    assert outputs(STORY)["calls"] == "65535\n"
    assert sum(2**i for i in range(16)) == 2**16 - 1 == 65535
    node, paths, total = run(STORY, upto="doublings").doubled.grad_fn, 1, 0
    while True:  # another route: carry the number of paths along the chain
        total += paths
        if not node.next_functions:
            break
        paths *= len(node.next_functions)
        node = node.next_functions[0][0]
    assert (total, paths) == (65535, 32768)


def test_growth_doubles_calls_and_adds_nodes(run, outputs):
    growth = run(STORY, upto="growth").growth
    assert growth == {n: (n + 1, 2 ** (n + 1) - 1) for n in (1, 2, 3, 5, 10, 15)}
    rows = outputs(STORY)["growth"].splitlines()[1:]
    assert [tuple(map(int, row.split()[1:])) for row in rows] == list(growth.values())


def test_growth_of_fifty_doublings_is_fifty_one_nodes_and_seven_years():
    end = start = torch.tensor(3.0, requires_grad=True)
    for _ in range(50):
        end = end + end
    assert len(nodes_from(end.grad_fn)) == 51
    end.backward()
    assert start.grad.item() == 2**50
    assert round((2**51 - 1) / 1e7 / (365 * 24 * 3600)) == 7


def test_if_picks_leaves_the_other_without_a_gradient(run):
    module = run(STORY, upto="if-picks")
    assert module.low.grad is None
    assert module.high.grad.item() == 3


def test_maximum_routes_three_and_zero(run):
    module = run(STORY, upto="maximum-routes")
    assert (module.small.grad.item(), module.large.grad.item()) == (0, 3)
    leaves = {
        node.variable for node in nodes_from(module.routed.grad_fn) if hasattr(node, "variable")
    }
    assert leaves == {module.small, module.large}


@pytest.mark.parametrize("pick", PICKS)
def test_branches_agree_with_finite_differences(pick):
    assert gradcheck(PICKS[pick], (double(2.0), double(5.0)))
    found = grad(PICKS["maximum"], argnums=(0, 1))(torch.tensor(2.0), torch.tensor(5.0))
    assert [gradient.item() for gradient in found] == [0, 3]


def test_tie_gives_half_to_each_between_two_one_sided_slopes(run):
    module = run(STORY, upto="tie")
    assert (module.even.grad.item(), module.equal.grad.item()) == (0.5, 0.5)
    at, h = torch.tensor(4.0, dtype=torch.float64), 1e-3
    up = (torch.maximum(at + h, at) - at) / h
    down = (at - torch.maximum(at - h, at)) / h
    assert (up.item(), down.item()) == (pytest.approx(1), 0)
    assert ((up + down) / 2).item() == pytest.approx(0.5)
