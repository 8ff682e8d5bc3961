"""HTML and SVG that a cell displays, without anything that runs, loads or restyles the page.

What may stay is listed, and all else goes: a browser learns new elements faster than a list of bad
ones. The tree is the one that a browser makes of the same text, so tricks with case, with tags in
each other or with half of a tag are seen as it sees them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import tinycss2
from selectolax.lexbor import LexborNode
from tinycss2.ast import Node

from livecells.html_tree import Tree

TEXT = (
    "a abbr address article aside audio b bdi bdo big blockquote br caption center cite code col"
    " colgroup data dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6"
    " header hr i img ins kbd li main mark meter nav ol p picture pre progress q rp rt ruby s samp"
    " section small source span strike strong style sub summary sup table tbody td tfoot th thead"
    " time tr tt u ul var video wbr"
)
DRAWN = (
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textpath image"
    " title desc metadata lineargradient radialgradient stop pattern mask marker clippath filter"
    " switch feblend fecolormatrix fecomponenttransfer fecomposite feconvolvematrix"
    " fediffuselighting fedisplacementmap fedistantlight fedropshadow feflood fefunca fefuncb"
    " fefuncg fefuncr fegaussianblur femerge femergenode femorphology feoffset fepointlight"
    " fespecularlighting fespotlight fetile feturbulence"
)
ELEMENTS = frozenset(f"{TEXT} {DRAWN}".split())
# What stands in these is no text for readers; in any other element it is, and stays.
CLOSED = (
    "applet base embed foreignobject frame frameset iframe link math meta noembed noframes noscript"
    " object param plaintext script template textarea xmp animate animatemotion animatetransform"
    " mpath set select svg:script"
)
WITH_CONTENT = frozenset(CLOSED.split())
PLAIN = (
    "abbr align alt bgcolor border cellpadding cellspacing class color colspan controls datetime"
    " dir face headers height high hidden href id lang loop low max min muted nowrap open optimum"
    " reversed role rowspan rules scope size span src start style summary tabindex title type"
    " valign value width"
)
ATTRIBUTES = frozenset(PLAIN.split())
RUNS = re.compile(r"on.*|data-.*|xml:base|srcdoc|srcset|action|formaction|ping|background|name")
ADDRESSES = ("href", "xlink:href", "src")
SAFE_ADDRESS = re.compile(
    r"(https?:|mailto:|#|data:image/(png|jpeg|gif|webp|svg\+xml)[;,]|[^:]*\Z)", re.I
)
SAFE_SOUND = re.compile(r"(https?:|data:(audio|video|image)/(?!svg)[\w.+-]+[;,]|[^:]*\Z)", re.I)
WITHIN = re.compile(r"#[\w.:-]+\Z")  # a drawing uses no other file
OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!['\"#\s])", re.I)
CALLS = frozenset(("url", "src", "image", "image-set", "-webkit-image-set", "expression", "attr"))
BINDS = frozenset(("behavior", "-moz-binding", "position", "z-index"))
SELECTS = re.compile(r"[#.]([\w-]+)")
OURS = re.compile(r"(__|lc-|md-).*")  # names by which the page's own scripts and styles find things
TRIES = 8


def clean(made: str, *, ids: bool = False) -> str:
    """HTML or SVG as a page may show it.

    Args:
        made: What a cell has displayed.
        ids: All ids stay, for they are the figure's own on the page.

    Returns:
        The same without what could harm, every element closed; its text alone where writing it
        again and again gives something else, which only an attack does.
    """
    for _ in range(TRIES):
        tree = Tree(made, is_fragment=True)
        _clean(tree, ids=ids)
        before, made = made, tree.html or ""
        if made == before:
            return made
    return html.escape(made)


def _clean(tree: Tree, *, ids: bool) -> None:
    root = tree.root
    if root is None:
        return
    for node in list(root.traverse(include_text=True)):
        if not (node.is_element_node or node.is_text_node):
            node.decompose()  # a comment: some tell a browser to read what stands in it
    nodes = [node for node in root.traverse() if node.is_element_node and node.tag != "-undef"]
    gone = [node for node in nodes if (node.tag or "").lower() in WITH_CONTENT]
    inside = {part.mem_id for node in gone for part in _elements_below(node)}
    ends = inside | {node.mem_id for node in gone}
    kept = [node for node in nodes if node.mem_id not in ends]
    for node in gone:
        if node.mem_id not in inside:
            node.decompose()
    for node in kept:
        _clean_attributes(node)
    _keep_names(kept, all_ids=ids)
    for node in kept:
        name = (node.tag or "").lower()
        if name in ELEMENTS or (":" in name and _within(node, "metadata")):
            continue
        if node.child is None:  # the library leaves such a one where it is
            node.decompose()
        else:
            node.unwrap()


def _elements_below(node: LexborNode) -> Iterator[LexborNode]:
    return (part for part in node.traverse() if part.mem_id != node.mem_id)


def _within(node: LexborNode, name: str) -> bool:
    """Whether an element of that name is around a node, or is it."""
    at: LexborNode | None = node
    while at is not None and (at.tag or "").lower() != name:
        at = at.parent
    return at is not None


# ----- Attributes -----


def _clean_attributes(node: LexborNode) -> None:
    drawn = _within(node, "svg")
    for name, value in list(node.attributes.items()):
        if not _may_stay(node, name.lower(), (value or "").strip(), drawn=drawn):
            del node.attrs[name]
        elif name == "class":
            node.attrs[name] = " ".join(w for w in (value or "").split() if _is_free(w, drawn))


def _is_free(word: str, drawn: bool) -> bool:
    return drawn or not OURS.fullmatch(word)


def _may_stay(node: LexborNode, name: str, value: str, *, drawn: bool) -> bool:
    if RUNS.fullmatch(name) or not (drawn or name in ATTRIBUTES or name.startswith("aria-")):
        return False
    if name in ADDRESSES:
        return _is_safe_address((node.tag or "").lower(), value, drawn=drawn)
    if name == "style":
        return _is_harmless(tinycss2.parse_declaration_list(value))
    return OUTSIDE.search(value) is None


def _is_safe_address(tag: str, value: str, *, drawn: bool) -> bool:
    if tag in ("audio", "video", "source"):
        return SAFE_SOUND.match(value) is not None
    if tag == "image" or not drawn or tag == "a":
        picture = tag in ("img", "image") or not value.lower().startswith("data:")
        return picture and SAFE_ADDRESS.match(value) is not None
    return WITHIN.match(value) is not None


# ----- Styles and names -----


def _keep_names(nodes: list[LexborNode], *, all_ids: bool) -> None:
    """Keep the style sheets for the display's own elements, and ids that something in it names."""
    ids = {n.attributes.get("id") or "" for n in nodes} - {""}
    classes = {word for n in nodes for word in (n.attributes.get("class") or "").split()}
    sheets = [node for node in nodes if node.tag == "style"]
    named = set[str]()
    for sheet in sheets:
        rules = list(_own_rules(sheet.text(), ids | classes))
        named |= {word for rule in rules for word in SELECTS.findall(rule)}
        if rules and all(not node.is_element_node for node in sheet.iter(include_text=True)):
            sheet.inner_html = "\n".join(rules)
        else:
            sheet.decompose()
    for node in nodes:
        if node.tag == "style":
            continue
        for name, value in node.attributes.items():
            if name != "id" and value:
                named.update(re.findall(r"#([\w.:-]+)", value))
                named.update(value.split() if name.startswith("aria-") or name == "headers" else ())
    for node in nodes:
        ident = None if node.tag == "style" else node.attributes.get("id")
        if ident and (OURS.fullmatch(ident) or not (all_ids or ident in named)):
            del node.attrs["id"]


def _own_rules(sheet: str, own: set[str]) -> Iterator[str]:
    """The rules that are about the display's own ids and classes alone, and load nothing."""
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        chosen = tinycss2.serialize(rule.prelude).split(",")
        is_own = all(own & set(SELECTS.findall(one)) for one in chosen)
        text = rule.serialize()
        if is_own and "<" not in text and _is_harmless(_declared(rule)):
            yield text


def _declared(rule: Node) -> list[Node]:
    found: list[Node] = tinycss2.parse_declaration_list(rule.content)
    return found


def _is_harmless(declared: list[Node]) -> bool:
    """Whether declarations load nothing, and lay nothing over the page."""
    for one in declared:
        if one.type in ("error", "at-rule"):
            return False
        if one.type == "declaration" and (one.lower_name in BINDS or not _is_plain(one.value)):
            return False
    return True


def _is_plain(values: list[Node]) -> bool:
    for one in values:
        if one.type == "url" or one.type == "error":
            return False
        if one.type == "function" and not (
            one.lower_name not in CALLS and _is_plain(one.arguments)
        ):
            return False
        if one.type.endswith("block") and not _is_plain(one.content):
            return False
    return True
