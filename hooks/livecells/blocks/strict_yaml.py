"""YAML in which nothing is said twice, and front matter that cannot be read.

YAML itself takes the last of two values, and MkDocs takes front matter that is no YAML for text.
"""

from __future__ import annotations

import re

import yaml

try:  # MkDocs reads front matter by the library in C where there is one, which refuses more
    from yaml import CSafeLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as CSafeLoader  # type: ignore[assignment]

FRONT = re.compile(r"-{3}[ \t]*\n(.*?\n)?(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)
BEGINS = re.compile(r"-{3}[ \t]*\n(?:#[^\n]*\n)*[\w-]+:(?:[ \t]|\n)")


class _Once(yaml.constructor.SafeConstructor):
    """Refuses a mapping that has a key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        """What a mapping says; raises ConstructorError, at the key that is there again."""
        seen: set[str] = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                what = f"`{key.value}` is given twice"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep)


class StrictLoader(_Once, yaml.SafeLoader):
    """Reads what a page's blocks say."""


class FrontLoader(_Once, CSafeLoader):
    """Reads front matter, as MkDocs does."""


def load(text: str) -> object:
    """What YAML says; raises YAMLError and ValueError as `yaml.safe_load` does."""
    return yaml.load(text, StrictLoader)


def front_fault(front: str, text: str) -> tuple[str, int] | None:
    """What is wrong with the front matter of a page, and on which line.

    Args:
        front: The front matter with the lines around it; empty where MkDocs found none.
        text: The Markdown after it.
    """
    if not front and not BEGINS.match(text):
        return None
    found = FRONT.match(front or text)
    if found is None:
        return None if front else ("the front matter has no `---` at its end", 1)
    try:
        yaml.load(found.group(1) or "", FrontLoader)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "unreadable"
        return f"the front matter is not YAML: {problem}", 2 + row_of(error)
    except (ValueError, RecursionError) as error:  # such as the 45th of May
        return f"the front matter holds what cannot be read: {str(error).split(';')[0]}", 1
    return None


def row_of(error: yaml.YAMLError) -> int:
    """The line of the slip, from 0: where something is not closed, the one that it begins on."""
    inside = re.search("flow|quoted|simple key", str(getattr(error, "context", "")))
    mark = getattr(error, "context_mark" if inside else "problem_mark", None)
    return 0 if mark is None else int(mark.line)
