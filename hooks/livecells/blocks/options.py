"""The options of the blocks, with their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from livecells.errors import unknown

# The blocks, and for each the options it takes with the types of their values.
OPTIONS: dict[str, dict[str, tuple[type, ...]]] = {
    "live": {
        "show": (str,),
        "title": (str,),
        "highlight": (list, str),
        "alt": (str,),
        "predict": (str,),
        "answer": (str,),
        "right": (str,),
        "wrong": (list,),
        "choices": (list,),
        "tolerance": (float, int),
    },
    "graph": {"caption": (str,), "pass": (int,)},
    "tensors": {"caption": (str,)},
    "equation": {
        "at": (dict,),
        "equals": (str, int, float, list),
        "means": (str,),
        "define": (bool,),
        "notation": (str,),
        "samples": (int,),
        "fixed": (list,),
        "approx": (float,),
    },
    "checked": {},
    "apis": {},
    "exercise": {"title": (str,)},
    "hint": {},
    "solution": {},
}


def checked(options: Mapping[str, Any], spec: Mapping[str, tuple[type, ...]]) -> None:
    """Raise ValueError where an option is unknown or its value has the wrong type."""
    for name, value in options.items():
        if name not in spec:
            raise ValueError(unknown("option", name, sorted(spec)))
        if not isinstance(value, spec[name]):
            wanted = " or ".join(kind.__name__ for kind in spec[name])
            raise ValueError(f"option {name} must be {wanted}, not {value!r}")
