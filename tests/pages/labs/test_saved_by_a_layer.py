"""Lab: what a product, tanh and a sum save."""

import pytest
from torch.autograd.graph import saved_tensors_hooks

LAB = "labs/saved_by_a_layer"
COUNT = """sizes = []
with torch.autograd.graph.saved_tensors_hooks(
    lambda t: sizes.append(t.numel()) or t, lambda t: t
):
    layer()
"""


def test_solution_adds_the_rows_and_the_results(run):
    module = run(LAB, upto="solution")
    assert module.guess == module.rows.numel() + (module.rows @ module.weight).numel() == 140
    assert module.counted == module.guess


def test_solution_agrees_with_the_nodes(run):
    """Another way to the same number: what the nodes name as saved."""
    total = run(LAB, upto="start").layer()
    tanh = total.grad_fn.next_functions[0][0]
    product = tanh.next_functions[0][0]
    assert product._saved_mat2 is None
    assert product._saved_self.numel() + tanh._saved_result.numel() == 140


def test_weight_is_saved_where_the_rows_record(run):
    module = run(LAB, upto="start")
    module.rows.requires_grad_()
    sizes = []
    with saved_tensors_hooks(lambda t: sizes.append(t.numel()) or t, lambda t: t):
        module.layer()
    assert sum(sizes) == 140 + module.weight.numel()


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `guess` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"guess = 140\n{COUNT}counted = sum(sizes)",
        "guess = rows.numel() + (rows @ weight).numel()\n"
        "tanh = layer().grad_fn.next_functions[0][0]\n"
        "counted = tanh._saved_result.numel() + tanh.next_functions[0][0]._saved_self.numel()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("guess = 140", "no `counted` yet"),
        ("guess = 140\ncounted = 0", "inside the `with` block"),
        (f"guess = 140\n{COUNT}counted = len(sizes)", "add up their elements"),
        (f"guess = 140\n{COUNT}{COUNT[11:]}counted = sum(sizes)", "more than one forward pass"),
        (f"guess = 300\n{COUNT}counted = sum(sizes)", "has the weight in it"),
        (f"guess = 100\n{COUNT}counted = sum(sizes)", "leaves out tanh"),
        (f"guess = 40\n{COUNT}counted = sum(sizes)", "leaves out the product"),
        (f"guess = 141\n{COUNT}counted = sum(sizes)", "not 141"),
        ("guess = 140\ncounted = 141", "The hook sees 140"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
