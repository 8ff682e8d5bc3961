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
        mark = getattr(error, "context_mark", None) if _is_open(error) else None
        mark = mark or getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "unreadable"
        return f"the front matter is not YAML: {problem}", 2 if mark is None else mark.line + 2
    except (ValueError, RecursionError) as error:  # such as the 45th of May
        return f"the front matter holds what cannot be read: {str(error).split(';')[0]}", 1
    return None


def _is_open(error: yaml.YAMLError) -> bool:
    """Whether YAML came to the end in search of what closes something: it began at the slip."""
    problem = str(getattr(error, "problem", ""))
    return "end of stream" in problem or "flow" in str(getattr(error, "context", ""))
