"""A recorded graph as HTML: the picture, a table with the same facts, and the steps of backward.

Takes the plain data of `record/`; needs no torch, no browser and no binary. Everything that
comes from a snippet is escaped. `number` picks one of several backward passes everywhere;
without it, the last whole one is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from livecells.draw.backward_steps import (
    BackwardStep,
    BackwardSteps,
    backward_steps,
    say_share,
    sentence,
    title_of_box,
)
from livecells.draw.cards import UNSEEN
from livecells.draw.collapse import Box
from livecells.draw.format_values import constants_of, saved_of, say
from livecells.draw.rules.symbols import Rule, Symbol
from livecells.draw.svg import draw
from livecells.record.schema import Graph, Node, Output, Value

_HEADS = ("Node", "Variable", "Forward value", "Gradient in", "Gradient out", "Saved")


def draw_svg(
    graph: Graph, ident: str, number: int | None = None, *, standalone: bool = False
) -> str:
    """The graph as inline SVG.

    Args:
        graph: A recorded graph.
        ident: Begins every id in the drawing; must be unique on the page.
        number: The backward pass to show, counted from 1; by default the last whole one.
        standalone: Bring colours along, for a notebook; a page has them in a style sheet.

    Raises:
        ValueError: There is no such pass, or too much to draw.
    """
    return draw(backward_steps(graph, number), ident, standalone=standalone)


# ----- Table -----


def _table(shown: BackwardSteps) -> str:
    """A table with a row for each box of the picture, result first."""
    name = escape(shown.graph["name"])
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    rows = "".join(_row(shown, box) for box in shown.boxes)
    return (
        f'<table class="lc-table"><caption>Nodes of the recorded graph of <code>{name}</code>'
        f"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(shown: BackwardSteps, box: Box) -> str:
    head = f'<th scope="row"><code>{escape(title_of_box(box))}</code></th>'
    if box.folded:
        return f'<tr>{head}<td colspan="{len(_HEADS) - 1}">folded: every round is alike</td></tr>'
    node, step = box.nodes[0], shown.step_of(box.id)
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


# ----- Steps -----


def _list(shown: BackwardSteps, ident: str) -> str:
    """The steps as an ordered list; empty where no backward pass ran."""
    if not shown.steps:
        return ""
    items = "".join(_item(step, ident) for step in shown.steps)
    return f'<ol class="lc-steps">{items}</ol>'


def _item(step: BackwardStep, ident: str) -> str:
    text = f'<span class="lc-say">{escape(sentence(step))}</span>'
    local = _local(step["rule"]) if step["rule"] else ""
    return f'<li data-node="{ident}-{step["node"]}" data-step="{step["step"]}">{text}{local}</li>'


def _local(rule: Rule) -> str:
    """A local rule, and what those of its letters mean that are no names of the page."""
    told = "; ".join(map(_told, rule.symbols))
    where = f' <span class="lc-where">where {told}</span>' if told else ""
    lines = " ".join(map(_formula, rule.lines))
    return f'<span class="lc-rule">{lines}{where}</span>'


def _formula(tex: str) -> str:
    """A formula of the engine's own; the class tells it from one that an author wrote."""
    return f'<span class="lc-formula arithmatex">\\({escape(tex)}\\)</span>'


def _told(symbol: Symbol) -> str:
    word = "=" if symbol.is_number else "is"
    return f'<b class="lc-letter">{symbol.letter}</b> {word} {escape(symbol.meaning)}'


# ----- The whole figure -----


def figure_html(
    graph: Graph, ident: str, caption: str, number: int | None = None, *, notation: bool = True
) -> str:
    """A graph as HTML: picture, caption, key, steps and table.

    Args:
        graph: A recorded graph.
        ident: The id of the figure; must be unique on the page.
        caption: HTML.
        number: The backward pass to show, counted from 1; by default the last whole one.
        notation: Whether the notation of local rules is explained with the key.

    Raises:
        ValueError: There is no such pass, or too much to draw.
    """
    shown = backward_steps(graph, number)
    name = escape(graph["name"])
    return "\n".join(
        part
        for part in (
            f'<div class="lc-graph" id="{ident}">',
            '<figure class="lc-graph-figure">',
            _scroll(f"Graph of {name}", draw(shown, f"{ident}-g")),
            f"<figcaption>{caption}{_which(shown)}</figcaption></figure>",
            _key(shown, _notation(shown) if notation else ""),
            _details("Backward, step by step", _steps(shown, ident)),
            _details("The same as a table", _scroll(f"Table for {name}", _table(shown))),
            "</div>",
        )
        if part
    )


def _notation(shown: BackwardSteps) -> str:
    """What the signs in the rules of nodes mean, where there are rules."""
    if not any(step["rule"] for step in shown.steps):
        return ""
    y, inputs, incoming, outgoing, times = map(
        _formula, ("y", "a, b, c", r"\bar y", r"\bar a", r"\odot")
    )
    return (
        f'<li class="lc-notation">In the rule of a node, {y} is what it made and {inputs} what went'
        " in, as letters at the wires say; a tensor with a name stands there under its name."
        f" {incoming} is the gradient that comes in, {outgoing} the one that goes out to the first"
        f" input. {times} multiplies entry by entry, as fractions, powers and functions work.</li>"
    )


def _steps(shown: BackwardSteps, ident: str) -> str:
    listed = _list(shown, f"{ident}-g")
    return listed and _scroll(f"Steps for {escape(shown.graph['name'])}", listed)


def _scroll(label: str, body: str) -> str:
    """A box that scrolls by itself; the keyboard must reach it, so it has a name."""
    return (
        f'<div class="lc-scroll" tabindex="0" role="group" aria-label="{label}, scrollable">'
        f"{body}</div>"
    )


def _details(summary: str, body: str) -> str:
    if not body:
        return ""
    return f'<details class="lc-details"><summary>{summary}</summary>{body}</details>'


def _which(shown: BackwardSteps) -> str:
    """Says which of several passes is shown."""
    passes = shown.graph["passes"]
    if shown.shown is None or len(passes) < 2:
        return ""
    ended = "" if shown.shown["finished"] else ", which raised an error on the way"
    which = f"{shown.shown['number']} of {len(passes)}{ended}"
    return f' <span class="lc-which">Gradients of backward pass {which}.</span>'


def _key(shown: BackwardSteps, notation: str) -> str:
    """What the colours mean, only for what is there, and the signs of the rules."""
    kinds = {box.kind for box in shown.boxes}
    entries = [
        ("forward", "value, computed downwards", True),
        ("gradient", "gradient, coming back upwards", bool(shown.steps)),
        ("leaf", "leaf", "accumulate" in kinds),
        ("view", "view", "view" in kinds),
        ("custom", "custom Function", "custom" in kinds),
        ("saved", "saved for backward", any(map(_saves, shown.boxes))),
    ]
    items = "".join(
        f'<li class="lc-key-{name}">{text}</li>' for name, text, there in entries if there
    )
    return f'<ul class="lc-key" aria-label="Key">{items}{notation}</ul>'


def _saves(box: Box) -> bool:
    return not box.folded and bool(saved_of(box.nodes[0]))
