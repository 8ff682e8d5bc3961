"""The facts of a drawn graph as a table: a row for each card of the picture."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from livecells.draw.backward_steps import BackwardStep, BackwardSteps, say_share, title_of_box
from livecells.draw.cards import UNSEEN, inside_of
from livecells.draw.collapse import Box
from livecells.draw.format_values import constants_of, saved_of, say
from livecells.record.schema import Node, Output, Value

_HEADS = ("Node", "Variable", "Forward value", "Gradient in", "Gradient out", "Saved")


def table(shown: BackwardSteps) -> str:
    """A table with a row for each box of the picture, result first."""
    name = escape(shown.graph["name"])
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    rows = "".join(_row(shown, box) for box in shown.boxes if not box.outside)
    return (
        f'<table class="lc-table"><caption>Nodes of the recorded graph of <code>{name}</code>'
        f"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(shown: BackwardSteps, box: Box) -> str:
    head = f'<th scope="row"><code>{escape(title_of_box(box))}</code></th>'
    step = shown.step_of(box.id)
    if box.folded:
        return _group_row(head, box, step)
    node = box.nodes[0]
    head = f'<th scope="row"><code>{escape(node["operation"])}</code></th>'
    variables = [name for output in node["outputs"] for name in output["names"]]
    cells = [
        ", ".join(f"<code>{escape(name)}</code>" for name in variables),
        "; ".join(map(_forward, node["outputs"])) or UNSEEN,
        _values(step["gradient_in"]) if step else "",
        _handed(step) if step else "",
        _kept(node),
    ]
    return f"<tr>{head}{''.join(f'<td>{cell or _NOTHING}</td>' for cell in cells)}</tr>"


def _group_row(head: str, box: Box, step: BackwardStep | None) -> str:
    handed = (_handed(step) if step else "") or _NOTHING
    return (
        f'<tr>{head}<td colspan="3">{inside_of(box)}</td><td>{handed}</td><td>{_NOTHING}</td></tr>'
    )


_NOTHING = "–"


def _values(values: Iterable[Value | None]) -> str:
    return "; ".join(escape(say(value)) for value in values if value is not None)


def _forward(output: Output) -> str:
    """What an output was, and what it became where the snippet changed it in place."""
    first = UNSEEN if output["value"] is None else escape(say(output["value"]))
    later = (f", changed in place to {escape(say(value))}" for value in output.get("changed", []))
    return first + "".join(later)


def _handed(step: BackwardStep) -> str:
    handed = [
        f"{escape(say_share(entry))} to <code>{escape(entry['title'])}</code>"
        for entry in step["gradients_out"]
    ]
    accumulated = step["accumulated"]
    if accumulated and accumulated["into"]:
        into = f"<code>{escape(accumulated['into'])}.grad</code>"
        handed.append(f"{into} is now {escape(say(accumulated['after']))}")
    if step["captured"]:
        handed.append("returned by <code>torch.autograd.grad</code>")
    return "; ".join(handed)


def _kept(node: Node) -> str:
    kept = [f"<code>{escape(text)}</code>" for text in saved_of(node)]
    kept += [f"constant {escape(text)}" for text in constants_of(node)]
    return ", ".join(kept)
