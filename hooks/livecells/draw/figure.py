"""A recorded graph as HTML: the picture, a table with the same facts, and the steps of backward.

Takes the plain data of `record/`; needs no torch, no browser and no binary. Everything that
comes from a snippet is escaped. `number` picks one of several backward passes everywhere;
without it, the last whole one is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from livecells.draw.backward_steps import (
    BackwardStep,
    BackwardSteps,
    backward_steps,
    sentence,
    steps_of_views,
    title_of_group,
)
from livecells.draw.format_values import saved_of
from livecells.draw.rules.symbols import Rule, Symbol
from livecells.draw.svg import draw
from livecells.draw.table import table
from livecells.record.schema import Graph

# What the drawing shows once the backward pass has come by.
GRADIENTS = re.compile(r'<g class="lc-back[ "].*?</g>', re.DOTALL)
# What stands above a graph to fill in until `fill.js` asks; it has the same height.
FILL = (
    '<div class="lc-fill-panel"><p class="lc-fill-ask">Work out the gradients, from the result '
    "back to the leaves. The steps below have them.</p></div>"
)


def draw_svg(
    graph: Graph,
    ident: str,
    number: int | None = None,
    *,
    standalone: bool = False,
    blanks: bool = False,
) -> str:
    """The graph as inline SVG.

    Args:
        graph: A recorded graph.
        ident: Begins every id in the drawing; must be unique on the page.
        number: The backward pass to show, counted from 1; by default the last whole one.
        standalone: Bring colours along, for a notebook; a page has them in a style sheet.
        blanks: Draw empty boxes to be filled in, and no gradient: nothing here could hide it.

    Raises:
        ValueError: There is no such pass.
    """
    drawn = draw(backward_steps(graph, number), ident, standalone=standalone, blanks=blanks)
    return GRADIENTS.sub("", drawn) if blanks else drawn


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
    """A graph as HTML: picture, caption, key, steps and table, and its groups in a template.

    Args:
        graph: A recorded graph.
        ident: The id of the figure; must be unique on the page.
        caption: HTML.
        number: The backward pass to show, counted from 1; by default the last whole one.
        notation: Whether the notation of local rules is explained with the key.

    Raises:
        ValueError: There is no such pass.
    """
    figure, groups = figure_parts(graph, ident, caption, number, notation=notation)
    kept = f'<template class="lc-groups">{groups}</template>' if groups else ""
    return figure.removesuffix("</div>") + kept + "</div>"


def figure_parts(
    graph: Graph,
    ident: str,
    caption: str,
    number: int | None = None,
    *,
    notation: bool = True,
    file: str = "",
    fill: str = "",
) -> tuple[str, str]:
    """The figure without its groups, and the groups, opened: nothing where there are none.

    Args:
        graph: A recorded graph.
        ident: The id of the figure; must be unique on the page.
        caption: HTML.
        number: The backward pass to show, counted from 1; by default the last whole one.
        notation: Whether the notation of local rules is explained with the key.
        file: Where the groups stand, as the page sees it.
        fill: What `fill.js` asks; then the gradients are hidden until they are filled in, or until
            the fold of the answers is open.

    Raises:
        ValueError: There is no such pass.
    """
    shown, *opened = steps_of_views(graph, number)
    name = escape(graph["name"])
    picture = draw(shown, f"{ident}-g", opens=f"{file}#{ident}-", blanks=bool(fill))
    given = f' data-fill="{escape(fill)}"' if fill else ""
    figure = (
        f'<div class="lc-graph{" lc-fill" if fill else ""}" id="{ident}"{given}>',
        '<figure class="lc-graph-figure">',
        f'<div class="lc-stage">{FILL if fill else ""}{_scroll(f"Graph of {name}", picture)}</div>',
        f"<figcaption>{caption}{_which(shown)}</figcaption></figure>",
        _more(shown, file) if opened and file else "",
        _key([shown, *opened], _notation([shown, *opened]) if notation else ""),
        _folded_answers(shown, ident) if fill else _folds(shown, ident),
        "</div>",
    )
    groups = "\n".join(_group(one, ident) for one in opened)
    return "\n".join(part for part in figure if part), groups


def _folds(shown: BackwardSteps, ident: str) -> str:
    facts = _scroll(f"Table for {escape(shown.graph['name'])}", table(shown))
    steps = _details("Backward, step by step", _steps(shown, ident), "lc-open")
    return f"{steps}\n{_details('The same as a table', facts)}".strip()


def _folded_answers(shown: BackwardSteps, ident: str) -> str:
    """The values for those who do not see the picture, and what a reader is to find, folded."""
    name = escape(shown.graph["name"])
    values = table(BackwardSteps(shown.graph, shown.view, None, []))
    facts = _scroll(f"Table of values for {name}", values)
    folded = _details("The values as a table", facts, "lc-fill-values")
    told = _details("After your answer: backward, step by step", _steps(shown, ident), "lc-after")
    return f"{folded}\n{told}"


def _more(shown: BackwardSteps, file: str) -> str:
    count = len(shown.graph["nodes"])
    return f'<p class="lc-more"><a href="{escape(file)}">All {count} nodes, group by group</a></p>'


def _group(shown: BackwardSteps, ident: str) -> str:
    """A group, opened: where it belongs, picture, steps and table."""
    around = shown.view.around
    title = escape(title_of_group(shown.view.group))
    way = [
        f'<a href="#{ident}-{view.group.id}">{escape(title_of_group(view.group))}</a>'
        for view in shown.view.way[1:-1]
    ]
    steps = _list(shown, f"{ident}-{shown.ident}")
    return "\n".join(
        part
        for part in (
            f'<section class="lc-inside" id="{ident}-{shown.ident}" data-view="{shown.ident}"'
            f' data-around="{around.group.id if around and around.around else ""}"'
            f' data-title="{title}">',
            f"<h2>{title}</h2>",
            f'<p class="lc-way">In {" › ".join(way)}</p>' if way else "",
            _scroll(f"Graph of {title}", draw(shown, f"{ident}-{shown.ident}", opens=f"#{ident}-")),
            steps and _scroll(f"Steps for {title}", steps),
            _scroll(f"Table for {title}", table(shown)),
            "</section>",
        )
        if part
    )


def _notation(views: Sequence[BackwardSteps]) -> str:
    """What the signs in the rules of nodes mean, where there are rules."""
    if not any(step["rule"] for shown in views for step in shown.steps):
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


def _details(summary: str, body: str, more: str = "") -> str:
    """A fold; of the class `lc-open` it stands open on paper and where no script runs."""
    if not body:
        return ""
    css = f"lc-details {more}".strip()
    return f'<details class="{css}"><summary>{summary}</summary>{body}</details>'


def _which(shown: BackwardSteps) -> str:
    """Says which of several passes is shown."""
    passes = shown.graph["passes"]
    if shown.shown is None or len(passes) < 2:
        return ""
    ended = "" if shown.shown["finished"] else ", which raised an error on the way"
    which = f"{shown.shown['number']} of {len(passes)}{ended}"
    return f' <span class="lc-which">Gradients of backward pass {which}.</span>'


def _key(views: Sequence[BackwardSteps], notation: str) -> str:
    """What the colours mean, only for what is there, and the signs of the rules."""
    nodes = views[0].graph["nodes"]
    kinds = {node["kind"] for node in nodes}
    entries = [
        ("forward", "value, computed downwards", True),
        ("gradient", "gradient, coming back upwards", bool(views[0].steps)),
        ("leaf", "leaf", "accumulate" in kinds),
        ("view", "view", "view" in kinds),
        ("custom", "custom Function", "custom" in kinds),
        ("saved", "saved for backward", any(map(saved_of, nodes))),
        ("group", "group of nodes, opens", len(views) > 1),
    ]
    items = "".join(
        f'<li class="lc-key-{name}">{text}</li>' for name, text, there in entries if there
    )
    return f'<ul class="lc-key" aria-label="Key">{items}{notation}</ul>'
