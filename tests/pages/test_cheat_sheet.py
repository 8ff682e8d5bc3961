"""The tables of the cheat sheet, each against another way to ask the same."""

from pathlib import Path

import pytest
import torch

STORY = "cheat_sheet"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cheat-sheet.md"


@pytest.fixture
def sheet(run):
    return run(STORY)


def rows(text):
    return [line for line in text.splitlines() if line]


def test_records_agrees_with_what_backward_reaches(sheet):
    for how, tensor in sheet.made.items():
        if tensor.requires_grad:
            tensor.sum().backward()  # a record can be walked
        else:
            with pytest.raises(RuntimeError, match="does not require grad"):
                tensor.float().sum().backward()
        assert tensor.is_leaf == (tensor.grad_fn is None), how


def test_records_names_the_five_ways_out(sheet):
    outside = [how for how, tensor in sheet.made.items() if not tensor.requires_grad]
    assert outside == [
        "torch.ones(3)",
        "plain + 2",
        "x.detach()",
        "x > 1",
        "x.argmax()",
        "x.int()",
        "torch.tensor(x.tolist())",
    ]


def test_keeps_agrees_with_asking_by_name():
    w = torch.ones(3, requires_grad=True)
    result, kept = w * 2, w * 3
    total = (result + kept + w * 4 + w.detach() * 5).sum()
    by_w, by_kept = torch.autograd.grad(total, (w, kept))
    assert by_w.tolist() == [9.0] * 3  # 2 + 3 + 4; the 5 is behind detach()
    assert by_kept.tolist() == [1.0] * 3


def test_keeps_two_gradients_and_no_more(sheet):
    found = {who: grad.tolist() for who, grad in sheet.kept_grads.items() if grad is not None}
    assert found == {
        "a leaf that records": [9.0] * 3,
        "a result, retain_grad() before": [1.0] * 3,
    }


SAVED = {"input": ("_saved_self",), "output": ("_saved_result",)}


def test_saves_agrees_with_the_attributes_of_the_node(sheet):
    """The node's own fields name what is saved; scaling keeps a constant, which is no tensor."""
    for name, operation in sheet.OPERATIONS.items():
        count, which = sheet.savings[name]
        node = operation(torch.linspace(0.01, 1, 100, requires_grad=True)).grad_fn
        fields = [field for field in dir(node) if field.startswith("_saved")]
        held = [getattr(node, field) for field in fields]
        tensors = [one for one in held if isinstance(one, torch.Tensor) and one.numel() == 100]
        if name == "1 / x":  # 1 / x is a reciprocal times 1; the reciprocal's node is one further
            tensors = [node.next_functions[0][0]._saved_result]
        assert count == 100 * len(tensors), name
        for word, names in SAVED.items():
            if which == word:
                assert any(field in fields for field in names), name


def finite_difference(operation):
    """What the slope of the sum is without any edit, by central differences."""
    at, step = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64), 1e-6

    def value(x):
        return operation(x).sum()

    return torch.stack(
        [(value(at + step * e) - value(at - step * e)) / (2 * step) for e in torch.eye(3).double()]
    )


def test_edits_safe_ones_give_the_slope_of_finite_differences(sheet):
    for name, operation in sheet.OPERATIONS.items():
        for edit, answer in sheet.verdicts[name].items():
            if answer == "safe":
                found = sheet.slope(operation, sheet.EDITS[edit]).double()
                expected = finite_difference(operation)
                torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-6)


def test_edits_wrong_ones_differ_from_finite_differences(sheet):
    wrong = [
        (name, edit)
        for name, answers in sheet.verdicts.items()
        for edit, answer in answers.items()
        if answer == "WRONG"
    ]
    assert [name for name, _ in wrong] == [f"x.{op}()" for op in
                                           ("exp", "sqrt", "sigmoid", "tanh", "relu")]  # fmt: skip
    for name, edit in wrong:
        found = sheet.slope(sheet.OPERATIONS[name], sheet.EDITS[edit]).double()
        assert not torch.allclose(found, finite_difference(sheet.OPERATIONS[name]), rtol=1e-3)


def test_edits_break_what_is_saved(sheet):
    """Two tables, one rule: an edit raises exactly where the edited tensor is the saved one."""
    for name, answers in sheet.verdicts.items():
        _, which = sheet.savings[name]
        assert (answers["input.add_(1)"] == "raises") == (which == "input"), name
        assert (answers["output.add_(1)"] == "raises") == (which == "output"), name


def test_switches_give_the_same_number_and_other_records(sheet):
    outputs = [switch() for switch in sheet.SWITCHES.values()]
    assert len({output.item() for output in outputs}) == 1
    assert [output.is_inference() for output in outputs] == [
        False,
        False,
        True,
        False,
        False,
        False,
    ]
    assert sheet.switches == {
        "none": (True, True, "yes"),
        "with torch.no_grad()": (False, False, "yes"),
        "with torch.inference_mode()": (False, False, "no"),
        ".detach() of the result": (False, True, "yes"),
        "requires_grad_(False)": (False, False, "yes"),
        "model.eval()": (True, True, "yes"),
    }


def test_page_has_every_row_in_a_table(sheet):
    """The tables name each row of each measurement, and take its values from the run."""
    page = PAGE.read_text(encoding="utf-8")
    for rows_of, value in (
        (sheet.made, "made_by"),
        (sheet.keepers, "kept_words"),
        (sheet.savings, "savings"),
        (sheet.verdicts, "verdicts"),
        (sheet.switches, "switches"),
    ):
        for row in rows_of:
            assert f'{value}["{row}"]' in page, row
    assert "show: output" not in page


def test_run_prints_every_row(sheet, outputs):
    printed = outputs(STORY)
    assert len(rows(printed["records"])) == 1 + len(sheet.made)
    assert len(rows(printed["keeps"])) == len(sheet.keepers)
    assert len(rows(printed["saves"])) == 1 + len(sheet.OPERATIONS)
    assert len(rows(printed["edits"])) == 1 + len(sheet.OPERATIONS)
    assert len(rows(printed["switches"])) == 1 + len(sheet.SWITCHES)


def test_no_table_is_typed(cells):
    """The words of the verdicts stand in the code once each, where they are decided."""
    source = cells(STORY)["edits"]
    assert source.count('"raises"') == source.count('"WRONG"') == source.count('"safe"') == 1
