"""Zip files that are the same to the byte for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can hold


def zipped(files: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """A zip file, the same to the byte for the same files.

    Args:
        files: What each file holds, by its path.
        packed: Whether each file is made smaller; not where the whole is.
    """
    made, how = io.BytesIO(), zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", how) as archive:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type, entry.external_attr = how, 0o644 << 16
            entry.create_system = 3  # as on Unix, wherever it is made
            archive.writestr(entry, data)
    return made.getvalue()
