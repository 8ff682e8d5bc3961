"""What a kernel makes of MIME bundles, so that they are JSON."""

from __future__ import annotations

import base64
import datetime
import json
import math
import numbers
from collections.abc import Iterable

from livecells.notebook.schema import MimeBundle
from livecells.run import places


def encoded(data: MimeBundle) -> MimeBundle:
    """MIME bundles hold JSON, pictures are base64, as in Jupyter."""
    return {mime: _json(value) for mime, value in data.items()}


def _json(value: object) -> object:
    if isinstance(value, str):
        return places.named(value)
    try:
        return json.loads(places.named(json.dumps(value, default=_as_json, allow_nan=False)))
    except (TypeError, ValueError):
        return _cleaned(value)


def _cleaned(value: object) -> object:
    """What a kernel makes of what JSON cannot hold: keys as text, and numbers such as NaN."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, dict):
        return {str(key): _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    try:
        return _cleaned(_as_json(value))
    except TypeError:
        raise ValueError(f"Can't clean for JSON: {value!r}") from None


def _as_json(value: object) -> object:
    """What a kernel sends for a value that JSON does not know."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return list(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    raise TypeError(f"{value!r} is not JSON serializable")
