"""A cell's figure as a part of the page: in the theme's colours, named, and without inline styles.

matplotlib writes a file that stands alone: white ground, black text, a style sheet for everything
and ids that repeat from figure to figure. In a page that would shine in the dark, restyle other
drawings and link to the wrong clip path. The numbers and shapes of the drawing stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from livecells.notebook.cell_text import form_of
from livecells.notebook.schema import CodeCell, Output, mime_bundle
from livecells.typeset.svg_path import relative

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
# matplotlib's colour cycle C0 to C9; the style sheet gives each a light and a dark tone.
CYCLE = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd",
         "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")  # fmt: skip
INK, GROUND, FAINT = "#000000", "#ffffff", ("#b0b0b0", "#cccccc")
DROPPED = {f"{{{SVG}}}metadata", f"{{{SVG}}}style", f"{{{SVG}}}title"}
PIXELS_PER_POINT = 96 / 72
DECIMALS = 2
PLACES = {"x", "y", "points", "transform", "viewBox"}
NUMBER = re.compile(r"-?\d+\.\d{3,}")


def for_page(cell: CodeCell, alt: str | None, ident: str) -> CodeCell:
    """The cell with its figure made ready for the page; `ident` keeps ids of figures apart.

    Raises ValueError where a figure has no text alternative, or the cell shows more than one.
    """
    figures = [output for output in cell["outputs"] if is_figure(output)]
    if not figures:
        return cell
    if len(figures) > 1:
        raise ValueError("the cell shows more than one figure; a cell each, so each has its `alt`")
    if not (alt or "").strip():
        raise ValueError("the cell shows a figure: say in `alt` what there is to see")
    ready = [_ready(output, str(alt), ident) for output in cell["outputs"]]
    return {**cell, "outputs": ready}


def is_figure(output: Output) -> bool:
    """Whether an output is a picture."""
    return form_of(mime_bundle(output)).startswith("image/")


def _ready(output: Output, alt: str, ident: str) -> Output:
    if output["output_type"] == "stream" or output["output_type"] == "error":
        return output
    if not is_figure(output):
        return output
    data = {**output["data"], "text/plain": alt}
    text = data.get("image/svg+xml")
    if text is not None:
        text = "".join(text) if isinstance(text, list) else str(text)
        data["image/svg+xml"] = page_svg(text, alt, ident)
    ready = output.copy()
    ready["data"] = data
    return ready


def page_svg(text: str, alt: str, ident: str) -> str:
    """The drawing `text` as an element for a page; `alt` is its name for screen readers."""
    root = ElementTree.fromstring(text)
    _drop(root)
    for element in root.iter():
        _unstyle(element)
        _localise(element, ident)
        _shorten(element)
    # What the file's style sheet said of everything.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    root.attrib |= {"class": "lc-plot", "role": "img", "aria-label": alt, **_size(root)}
    root.attrib.pop("version", None)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _drop(parent: ElementTree.Element) -> None:
    """Remove what describes the file and not the drawing."""
    for child in list(parent):
        if child.tag in DROPPED:
            parent.remove(child)
        else:
            _drop(child)


def _unstyle(element: ElementTree.Element) -> None:
    """Turn a style attribute into presentation attributes, and the theme's colours into classes."""
    style = dict(_declarations(element.attrib.pop("style", "")))
    given = {
        name: element.attrib.pop(name) for name in ("fill", "stroke") if name in element.attrib
    }
    classes = []
    for name, value in (given | style).items():
        css = _class_of(name, value)
        if css:
            classes.append(css)
        elif name == "font-family":
            continue  # the page's own
        else:
            element.set(name, value)
    if classes:
        element.set("class", " ".join(classes))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if not colon:
            continue
        if name.strip() == "font":
            size = re.search(r"([\d.]+)px", value)
            yield "font-size", size[1] if size else "10"
        else:
            yield name.strip(), value.strip()


def _class_of(name: str, value: str) -> str | None:
    """The class that stands for a colour of the theme, or None for a colour of the figure's own."""
    if name not in ("fill", "stroke"):
        return None
    colour = value.lower()
    if colour in CYCLE:
        return f"lc-{name}-{CYCLE.index(colour)}"
    names = {INK: "ink", GROUND: "ground", **dict.fromkeys(FAINT, "faint")}
    return f"lc-{name}-{names[colour]}" if colour in names else None


def _localise(element: ElementTree.Element, ident: str) -> None:
    """Give ids, and what points to them, a name that no other figure of the page has."""
    if "id" in element.attrib:
        element.set("id", f"{ident}-{element.get('id')}")
    target = element.attrib.pop(f"{{{XLINK}}}href", None) or element.get("href")
    if target is not None:
        element.set("href", target.replace("#", f"#{ident}-", 1))
    for name, value in element.attrib.items():
        if "url(#" in value:
            element.set(name, value.replace("url(#", f"url(#{ident}-"))


def _shorten(element: ElementTree.Element) -> None:
    """Write places to the hundredth of a point: matplotlib writes them to the millionth."""
    if "d" in element.attrib:
        path = " ".join(element.attrib["d"].split()).replace("z", "Z")
        element.set("d", relative(path, DECIMALS))
    for name in PLACES & element.attrib.keys():
        rounded = NUMBER.sub(lambda found: _hundredths(found[0]), element.attrib[name])
        element.set(name, rounded)


def _hundredths(number: str) -> str:
    return f"{float(number):.{DECIMALS}f}".rstrip("0").rstrip(".")


def _size(root: ElementTree.Element) -> dict[str, str]:
    """Width and height in CSS pixels, so that the page does not move when the figure appears."""
    return {
        name: f"{float(str(root.get(name)).removesuffix('pt')) * PIXELS_PER_POINT:.0f}"
        for name in ("width", "height")
    }
