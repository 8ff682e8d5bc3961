"""HTML as a tree, by the rules of HTML 5: what is asked of one beyond selectolax's own methods."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

Tree = LexborHTMLParser


def select(tree: Tree, selector: str) -> list[LexborNode]:
    """All elements that a CSS selector fits, with those in templates behind the others.

    What stands in a `<template>` is no part of the tree, and comes onto the page all the same when
    a script puts it there.
    """
    return [found for part in _parts(tree) for found in part.css(selector)]


def elements(tree: Tree) -> Iterator[LexborNode]:
    """All elements, with those in templates behind the others."""
    for part in _parts(tree):
        yield from (node for node in part.traverse() if node.is_element_node)


def _parts(tree: Tree | LexborNode) -> Iterator[LexborNode]:
    """The tree, and the content of each of its templates at any depth."""
    root = tree.root if isinstance(tree, LexborHTMLParser) else tree
    if root is not None:
        yield root
    for fragment in tree.template_fragments():
        yield from _parts(fragment)
