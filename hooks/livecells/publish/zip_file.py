"""Zip files that are the same to the byte for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can hold


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file, the same to the byte for the same files.

    Args:
        files: What each file holds, by its path.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3  # as on Unix, wherever it is made
            packed.writestr(entry, data)
    return made.getvalue()
