"""The SVG of a recorded graph: cards for nodes, wires for tensors.

Values are computed downwards, gradients come back upwards. Colours and fonts are classes for a
style sheet (`mkdocs_site/assets/graph.css`), sizes are fixed here, so the picture keeps its natural
size and the box around it scrolls. There is no style attribute and no script in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from livecells.draw.backward_steps import BackwardSteps, title_of_box, title_of_group
from livecells.draw.cards import CHAR, GAP, LINE, PAD, Card, Cell, card_of, row_height
from livecells.draw.collapse import Box, Wire
from livecells.draw.format_values import lines
from livecells.draw.layered_layout import Item, Layout, Link, arrange

MARGIN = 10

# For a picture that stands alone, as in a notebook. A page has the same rules in graph.css.
STANDALONE = """
.lc-drawing{--lc-forward:#1a66b8;--lc-gradient:#b3400f;--lc-leaf:#2b7a3f;--lc-saved:#6b5a00;
--lc-view:#6a4fb3;--lc-custom:#a1307a;color:#222;background:#fff;
font-family:ui-monospace,monospace;font-size:13px}
.lc-drawing text{fill:currentColor}.lc-drawing .lc-title{font-weight:600}
.lc-drawing .lc-small{font-size:11px}.lc-drawing .lc-letter{fill:var(--lc-forward);
font-style:italic}.lc-drawing .lc-quiet{fill:#666}.lc-drawing .lc-line{fill:none}
.lc-drawing .lc-card,.lc-drawing .lc-under{fill:#fff;stroke:#bbb}.lc-drawing .lc-stripe{fill:#999}
.lc-drawing .lc-value{fill:var(--lc-forward)}.lc-drawing .lc-gradient{fill:var(--lc-gradient)}
.lc-drawing .lc-saved{fill:var(--lc-saved)}.lc-drawing .lc-wire .lc-line{stroke:var(--lc-forward)}
.lc-drawing .lc-tip{fill:var(--lc-forward)}.lc-drawing .lc-tip-back{display:none}
.lc-drawing .lc-bracket{fill:none;stroke:currentColor;opacity:.6}.lc-drawing .lc-chip{fill:#fff}
.lc-drawing .lc-blank{fill:none;stroke:var(--lc-gradient);stroke-dasharray:3 2}
.lc-drawing .lc-accumulate .lc-stripe{fill:var(--lc-leaf)}
.lc-drawing .lc-view .lc-stripe{fill:var(--lc-view)}
.lc-drawing .lc-custom .lc-stripe{fill:var(--lc-custom)}
"""


@dataclass
class _Label:
    """What stands on a wire: the share of the gradient that came this way, or a count."""

    texts: list[str]
    bracketed: bool
    kind: str

    @property
    def size(self) -> tuple[float, float]:
        width = max(len(text) for text in self.texts) * CHAR + (16 if self.bracketed else 0)
        return width + 8, LINE * len(self.texts) + 6


def _label(shown: BackwardSteps, wire: Wire, shared: bool) -> _Label | None:
    """Only where it tells something: where several gradients meet, or edges were folded."""
    if wire.count > 1:
        return _Label([f"×{wire.count}"], False, "lc-quiet")
    gradient = shown.gradient_on(wire) if shared else None
    return None if gradient is None else _Label(*lines(gradient), "lc-gradient")


def _is_shared(shown: BackwardSteps, wire: Wire) -> bool:
    same = [w for w in shown.wires if (w.source, w.output) == (wire.source, wire.output)]
    return len(same) > 1


# ----- SVG -----


def draw(
    shown: BackwardSteps,
    ident: str,
    *,
    standalone: bool = False,
    opens: str | None = None,
    blanks: bool = False,
) -> str:
    """The picture as one `<svg>` element.

    Args:
        shown: What is drawn.
        ident: Starts every id in it.
        standalone: Bring colours along.
        opens: How the address begins at which a group is shown, opened; its id follows.
        blanks: Draw a box where a gradient stands, to be filled in.
    """
    cards = [card_of(shown, box) for box in shown.boxes]
    labels = [_label(shown, wire, _is_shared(shown, wire)) for wire in shown.wires]
    place = {box.id: index for index, box in enumerate(shown.boxes)}
    links = [
        Link(place[wire.source], place[wire.target], label.size if label else (0.0, 0.0))
        for wire, label in zip(shown.wires, labels, strict=True)
    ]
    layout = arrange([Item(card.width, card.height) for card in cards], links)
    parts = [
        *_head(shown, ident, layout, standalone, opens, blanks),
        *(_wire(shown, *pair, layout) for pair in zip(shown.wires, layout.links, strict=True)),
        *(_chip(*trio, layout) for trio in zip(shown.wires, labels, layout.links, strict=True)),
        *(
            _node(shown, ident, *pair, opens, blanks)
            for pair in zip(cards, layout.items, strict=False)
        ),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _head(
    shown: BackwardSteps,
    ident: str,
    layout: Layout,
    standalone: bool,
    opens: str | None,
    blanks: bool,
) -> list[str]:
    width, height = round(layout.width + 2 * MARGIN), round(layout.height + 2 * MARGIN)
    role = "group" if opens is not None and any(map(_opened, shown.boxes)) else "img"
    css = "lc-drawing lc-blanks" if blanks else "lc-drawing"
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" data-ident="{ident}"'
        f' width="{width}" height="{height}" viewBox="{-MARGIN} {-MARGIN} {width} {height}"'
        f' role="{role}" aria-labelledby="{ident}-title" aria-describedby="{ident}-desc">',
        f'<title id="{ident}-title">{escape(_name(shown))}</title>',
        f'<desc id="{ident}-desc">{escape(_description(shown))}</desc>',
        f"<style>{STANDALONE}</style>" if standalone else "",
    ]


def _opened(box: Box) -> bool:
    """Whether there is something to open."""
    return box.folded and not box.outside


def _name(shown: BackwardSteps) -> str:
    graph = f"Recorded graph of {shown.graph['name']}"
    return f"{graph}: {title_of_group(shown.view.group)}" if shown.ident else graph


def _description(shown: BackwardSteps) -> str:
    """The shape of the graph in words; the numbers stand in the table."""
    titles = {box.id: title_of_box(box) for box in shown.boxes}
    uses: dict[str, list[str]] = {}
    for wire in shown.wires:
        uses.setdefault(wire.target, []).append(titles[wire.source])
    sentences = [f"{titles[box]} uses {' and '.join(sources)}" for box, sources in uses.items()]
    more = f" And {len(sentences) - 30} more." if len(sentences) > 30 else ""
    count = sum(len(box.nodes) for box in shown.boxes if not box.outside)
    nodes = "1 node" if count == 1 else f"{count} nodes"
    return f"{nodes}. {'. '.join(sentences[:30])}.{more}" if sentences else f"{nodes}."


def _steps_of(shown: BackwardSteps, box: str) -> str:
    step = shown.step_of(box)
    return f' data-step="{step["step"]}"' if step else ""


def _wire(shown: BackwardSteps, wire: Wire, link: Link, layout: Layout) -> str:
    source, target = layout.items[link.source], layout.items[link.target]
    x, y = source.x + link.start, source.y + source.height
    end_x, end_y = target.x + link.end, target.y
    path = f"M{x:.0f} {y:.0f}"
    if source.foot - y > 1:  # clear of a higher card beside it
        path, y = f"{path}V{source.foot:.0f}", source.foot
    for index in link.via:
        item = layout.items[index]
        path += _curve(x, y, item.x, item.y) + f"V{item.y + item.height:.0f}"
        x, y = item.x, item.y + item.height
    path += _curve(x, y, end_x, end_y - 6)
    start_x, start_y = source.x + link.start, source.y + source.height
    return (
        f'<g class="lc-wire" data-from="{wire.source}" data-to="{wire.target}"'
        f"{_steps_of(shown, wire.target)}>"
        f'<path class="lc-line" d="{path}"/>'
        f'<path class="lc-tip" d="M{end_x:.0f} {end_y:.0f}l-4.5 -8h9z"/>'
        f'<path class="lc-tip-back" d="M{start_x:.0f} {start_y:.0f}l-4.5 8h9z"/>'
        f"{_letter(shown.letter_on(wire), end_x, end_y)}</g>"
    )


def _letter(letter: str, x: float, y: float) -> str:
    """The letter of an input in the rule of the node that uses it, beside the wire's head."""
    if not letter:
        return ""
    return f'<text class="lc-small lc-letter" x="{x + 7:.0f}" y="{y - 3:.0f}">{letter}</text>'


def _curve(x: float, y: float, end_x: float, end_y: float) -> str:
    if abs(x - end_x) < 1:
        return f"V{end_y:.0f}"
    middle = (y + end_y) / 2
    return f"C{x:.0f} {middle:.0f} {end_x:.0f} {middle:.0f} {end_x:.0f} {end_y:.0f}"


def _chip(wire: Wire, label: _Label | None, link: Link, layout: Layout) -> str:
    if label is None:
        return ""
    width, height = label.size
    x, y = _middle(link, layout)
    texts = _texts(x - width / 2 + 4, y - height / 2 + 3, label.texts, label.bracketed, label.kind)
    back = "lc-back " if label.kind == "lc-gradient" else ""
    return (
        f'<g class="{back}lc-share" data-from="{wire.source}" data-to="{wire.target}">'
        f'<rect class="lc-chip" x="{x - width / 2:.0f}" y="{y - height / 2:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" rx="4"/>{texts}</g>'
    )


def _middle(link: Link, layout: Layout) -> tuple[float, float]:
    if link.via:
        item = layout.items[link.via[len(link.via) // 2]]
        return item.x, item.y + item.height / 2
    source, target = layout.items[link.source], layout.items[link.target]
    y = (source.foot + target.y) / 2
    return (source.x + link.start + target.x + link.end) / 2, y - 2


def _node(
    shown: BackwardSteps, ident: str, card: Card, item: Item, opens: str | None, blanks: bool
) -> str:
    box, height = card.box, round(item.height)
    left, top, width = round(item.x - item.width / 2), round(item.y), round(item.width)
    under = f'<rect class="lc-under" x="5" y="5" width="{width}" height="{height}" rx="8"/>'
    group = box.group.id if box.group and not box.outside and opens is not None else ""
    parts = [
        f'<g class="lc-node lc-{box.kind}{" lc-outside" if box.outside else ""}"'
        f' id="{ident}-{box.id}" data-node="{box.id}"{_steps_of(shown, box.id)}'
        f' transform="translate({left} {top})">',
        f'<a href="{escape(opens or "")}{group}" data-open="{group}">' if group else "",
        under if box.folded and not box.outside else "",
        f'<rect class="lc-card" width="{width}" height="{height}" rx="8"/>',
        f'<path class="lc-stripe" d="M8 0h-1a7 8 0 0 0 -7 8v{height - 16}a7 8 0 0 0 7 8h1'
        f'a4 8 0 0 1 -4 -8v-{height - 16}a4 8 0 0 1 4 -8z"/>',
        f'<text class="lc-title" x="{PAD}" y="22">{escape(card.title)}</text>',
        *_tag(card, width),
        *_body(card, blanks),
        "</a></g>" if group else "</g>",
    ]
    return "".join(parts)


def _tag(card: Card, width: int) -> Iterator[str]:
    if card.tag:
        place = f'x="{width - PAD}" y="22" text-anchor="end"'
        yield f'<text class="lc-tag" {place}>{escape(card.tag)}</text>'


def _body(card: Card, blanks: bool) -> Iterator[str]:
    y = 34.0
    for row in card.rows:
        x = float(PAD)
        for cell in row:
            back = ' class="lc-back"' if cell.kind == "lc-gradient" else ""
            label = f'<text class="lc-small lc-quiet" x="{x:.0f}" y="{y + 11:.0f}">'
            numbers = _texts(x, y + 16, cell.texts, cell.bracketed, cell.kind)
            named = f"{label}{escape(cell.label)}</text>"
            if blanks and back:  # the label stands there from the start
                yield _blank(cell, x, y, named)
                named = ""
            yield f"<g{back}>{named}{numbers}</g>"
            x += cell.width + GAP
        y += row_height(row)
    for kind, text in card.notes:
        shown = escape(text).replace("  ", "\u00a0\u00a0")
        yield f'<text class="lc-small {kind}" x="{PAD}" y="{y + 10:.0f}">{shown}</text>'
        y += 16


def _blank(cell: Cell, x: float, y: float, named: str) -> str:
    """The empty box for a gradient, with its label."""
    width, height = cell.width + 10, LINE * len(cell.texts) + 4
    place = f'x="{x - 5:.0f}" y="{y + 15:.0f}" width="{width:.0f}" height="{height:.0f}" rx="3"'
    return f'{named}<rect class="lc-blank" {place}/>'


def _texts(x: float, y: float, texts: list[str], bracketed: bool, kind: str) -> str:
    """Lines of numbers from the corner (x, y), in brackets if they are a vector or matrix."""
    left = f"{x + 8:.0f}" if bracketed else f"{x:.0f}"
    shown = "".join(
        f'<text class="{kind}" x="{left}" y="{y + 13 + LINE * k:.0f}">{escape(text)}</text>'
        for k, text in enumerate(texts)
        if text
    )
    if not bracketed:
        return shown
    right = x + 16 + max(len(text) for text in texts) * CHAR
    height = LINE * len(texts) - 1
    opening = f"M{x + 5:.0f} {y + 1:.0f}h-3v{height}h3"
    closing = f"M{right - 5:.0f} {y + 1:.0f}h3v{height}h-3"
    return f'{shown}<path class="lc-bracket" d="{opening}{closing}"/>'
