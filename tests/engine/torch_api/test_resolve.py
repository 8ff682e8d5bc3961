"""Names of torch in code: told apart by what the run left behind, linked where one can tell."""

import re
import sys
import textwrap

import pytest
import torch

from livecells.render.api_links import linked, shifted, spans
from livecells.render.cells import code_html
from livecells.torch_api.resolve import uses
from livecells.torch_api.table import BASE, Use, addresses


def names(source, **more):
    """What is found in a cell that has run, as (text in the cell, documented name)."""
    source = textwrap.dedent(source)
    namespace = {"torch": torch, **more}
    exec(source, namespace)
    lines = source.split("\n")
    return [(lines[u.line - 1][u.start : u.end], u.name) for u in uses(source, namespace)]


@pytest.mark.parametrize("name", addresses())
def test_every_name_of_the_table_is_in_torch(name):
    path, _, last = name.rpartition(".")
    assert getattr(home(path), last) is not None
    assert addresses()[name].startswith(BASE)


def home(path):
    """A class, or a module that a function of its name hides."""
    above, _, last = path.rpartition(".")
    return sys.modules.get(path) or getattr(home(above), last)


def test_a_dotted_name_is_linked_as_a_whole():
    assert names("x = torch.autograd.grad") == [("torch.autograd.grad", "torch.autograd.grad")]


def test_a_method_is_known_by_what_its_object_was():
    found = names(
        """
        x = torch.ones(2, requires_grad=True)
        out = (3 * x).sum()
        out.backward()
        print(x.grad)
        """
    )
    assert found == [
        ("torch.ones", "torch.ones"),
        ("sum", "torch.Tensor.sum"),
        ("backward", "torch.Tensor.backward"),
        ("grad", "torch.Tensor.grad"),
    ]


def test_the_same_word_of_another_object_has_no_link():
    class Account:
        grad, backward = 1, print

    found = names("account = Account()\nprint(account.grad)\naccount.backward()", Account=Account)
    assert found == []


def test_what_a_call_gives_is_read_from_the_schemas_of_torch():
    assert names("torch.ones(3).cumsum(0).tolist().index(1.0)") == [
        ("torch.ones", "torch.ones"),
        ("cumsum", "torch.Tensor.cumsum"),
        ("tolist", "torch.Tensor.tolist"),
    ]


def test_names_that_a_function_binds_are_its_own():
    found = names("x = torch.ones(2)\ndef f(x):\n    x.sum()\ny = [x.sum() for x in []]")
    assert found == [("torch.ones", "torch.ones")]


def test_an_imported_name_and_the_members_of_modules_and_nodes():
    found = names(
        """
        from torch.func import grad
        layer = torch.nn.Linear(1, 1)
        layer.eval()
        node = layer(torch.zeros(1, 1)).grad_fn
        print(node.name(), grad(torch.sin)(torch.zeros(())))
        """
    )
    assert ("grad", "torch.func.grad") in found
    assert ("eval", "torch.nn.Module.eval") in found
    assert ("name", "torch.autograd.graph.Node.name") in found
    assert ("torch.sin", "torch.sin") in found


def test_columns_count_characters_and_lines_may_break():
    found = names("é = 'ä'; x = torch.ones(1)\ny = (x\n    .exp()\n    .sum())")
    assert found == [
        ("torch.ones", "torch.ones"),
        ("exp", "torch.Tensor.exp"),
        ("sum", "torch.Tensor.sum"),
    ]


@pytest.mark.parametrize("source", ["%matplotlib inline", "x = = 1", ""])
def test_what_is_no_python_has_no_names(source):
    assert uses(source, {"torch": torch}) == []


def test_linked_code_reads_as_before():
    source = "x = torch.ones(2)  # <&>\nprint(x.sum(), torch.ones)"
    found = uses(source, {"torch": torch, "x": torch.ones(2)})
    plain, with_links = code_html(source, None, ()), code_html(source, None, (), found)
    assert re.sub(r"</?a\b[^>]*>", "", with_links) == plain
    texts = re.findall(r"<a [^>]*>(.*?)</a>", with_links)
    assert [re.sub(r"<[^>]+>", "", text) for text in texts] == ["torch.ones", "sum"]
    assert 'href="https://docs.pytorch.org/docs/stable/generated/torch.ones.html"' in with_links


def test_highlighted_lines_are_linked_too():
    source = "a = 1\nx = torch.ones(2)"
    html = code_html(source, None, ["torch.ones"], uses(source, {"torch": torch}))
    assert '<span class="hll">' in html
    assert html.count("<a ") == html.count("</a>") == 1


def test_a_name_inside_of_a_longer_element_is_left_alone():
    span = spans("torch.ones", [Use(1, 0, 10, "torch.ones")])
    body = '<span class="s">(torch.ones)</span>'
    assert linked(body, [span[0]._replace(start=0, end=4)]) == body


def test_cells_shown_as_one_keep_their_names_in_place():
    def cell(source):
        found = uses(source, {"torch": torch})
        return {"source": source, "metadata": {"livecells": {"apis": found}}}

    cells = [cell("import torch\nx = torch.ones(2)"), cell("y = torch.zeros(1)")]
    joined = "\n\n".join(c["source"] for c in cells)
    assert [joined[s.start : s.end] for s in spans(joined, shifted(cells))] == [
        "torch.ones",
        "torch.zeros",
    ]
