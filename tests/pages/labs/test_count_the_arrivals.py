"""Lab: how many gradients each node waits for."""

from collections import Counter

import pytest
import torch
from torch.func import grad

LAB = "labs/count_the_arrivals"
WALK = """def arrivals(result):
    counts, todo = {result.grad_fn: 0}, [result.grad_fn]
    while todo:
        for link, _ in todo.pop().next_functions:
            if link is None:
                continue
            if link not in counts:
                counts[link] = 0
                todo.append(link)
            counts[link] += 1
    return counts
"""
BY_PATHS = """from collections import Counter
def arrivals(result):
    counts = Counter()
    def follow(node):
        for link, _ in node.next_functions:
            if link is not None:
                counts[link] += 1
                follow(link)
    follow(result.grad_fn)
    return counts
"""


def test_solution_counts_one_one_and_three(run, outputs):
    module = run(LAB, upto="solution")
    found = {type(n).__name__: c for n, c in module.arrivals(module.out).items()}
    assert found == {"AddBackward0": 0, "MulBackward0": 1, "AccumulateGrad": 3}
    assert outputs(LAB)["solution"].count("MulBackward0    1") == 2


def test_solution_agrees_with_the_gradients_that_torch_hands_over(run):
    """Another route: count what the nodes hand over when torch runs them."""
    module = run(LAB, upto="solution")
    handed, counts = Counter(), module.arrivals(module.out)

    def note(node):
        def hook(gradients_out, _gradients_in):
            links = [link for link, _ in node.next_functions]
            handed.update(
                link
                for link, gradient in zip(links, gradients_out, strict=True)
                if gradient is not None
            )

        node.register_hook(hook)

    for node in counts:
        if node.next_functions:
            note(node)
    module.out.backward()
    assert {node: handed[node] for node in counts} == counts
    assert module.x.grad.item() == 8
    assert grad(lambda x: x * x + 2 * x)(torch.tensor(3.0)).item() == 8


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        """from collections import Counter, deque
def arrivals(result):
    nodes, todo = {result.grad_fn}, deque([result.grad_fn])
    counts = Counter({result.grad_fn: 0})
    while todo:
        links = [link for link, _ in todo.popleft().next_functions if link]
        counts.update(links)
        todo.extend(set(links) - nodes)
        nodes |= set(links)
    return counts
""",
        """def arrivals(result, counts=None):
    counts = {}
    def visit(node):
        for link, _ in node.next_functions:
            if link is None:
                continue
            counts[link] = counts.get(link, 0) + 1
            if counts[link] == 1:
                visit(link)
    visit(result.grad_fn)
    return counts
""",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("def arrivals(result):\n    return 3", "should return a dictionary, not int"),
        (
            WALK.replace(
                "            if link is None:\n                continue\n",
                "            if link is None:\n                counts[None] = 1\n"
                "                continue\n",
            ),
            "entry for None",
        ),
        (
            "def arrivals(result):\n    return {link: 1 for link, _ in "
            "result.grad_fn.next_functions}",
            "down to the leaf",
        ),
        (
            WALK.replace("return counts", "return {n.name(): c for n, c in counts.items()}"),
            "as keys",
        ),
        (
            WALK.replace(
                "for link, _ in todo.pop().next_functions:",
                "for link in {link for link, _ in todo.pop().next_functions}:",
            ),
            "count links, not nodes",
        ),
        (BY_PATHS, "once for each path"),
        (WALK.replace("{result.grad_fn: 0}", "{result.grad_fn: 1}"), "wait for 0, not for 1"),
        (WALK.replace("return counts", "return dict(list(counts.items())[:8])"), "15 more nodes"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            WALK.replace("for link, _ in", "for link, out in").replace(
                "if link is None", "if link is None or out"
            ),
            "Both halves of a tensor come from one",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
