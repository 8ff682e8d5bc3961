"""The archive that `torch.save` writes: records as they are, each from a multiple of 64 on."""

import struct
import zlib

from ._types import refuse

ALIGNED = 64
ID = "0" * 40  # torch puts a digest there


def written(name, records):
    """The bytes of an archive of pairs of a name and its bytes."""
    records = [*records, ("version", b"3\n"), (".data/serialization_id", ID.encode())]
    body, listed = b"", b""
    for label, data in records:
        path, crc, size = f"{name}/{label}".encode(), zlib.crc32(data), len(data)
        about = struct.pack("<III", crc, size, size)
        fixed = struct.pack("<HHII", 0x0808, 0, 0, 0)
        listed += b"PK\1\2" + struct.pack("<HH", 0, 0) + fixed[:8] + about
        listed += struct.pack("<HHHHHII", len(path), 0, 0, 0, 0, 0, len(body)) + path
        body += _head(path, len(body)) + data + b"PK\7\x08" + about
    return body + listed + _end(len(records), len(listed), len(body))


def _head(path, start):
    """What stands before a record, up to the place where it begins."""
    begin = start + 30 + len(path) + 4
    padding = -begin % ALIGNED
    head = b"PK\3\4" + struct.pack("<HHHIIIIHH", 0, 0x0808, 0, 0, 0, 0, 0, len(path), padding + 4)
    return head + path + b"FB" + struct.pack("<H", padding) + b"Z" * padding


def _end(count, size, start):
    long = struct.pack("<QHHIIQQQQ", 44, 0x031E, 45, 0, 0, count, count, size, start)
    where = struct.pack("<IQI", 0, start + size, 1)
    short = struct.pack("<HHHHIIH", 0, 0, count, count, size, start, 0)
    return b"PK\6\6" + long + b"PK\6\7" + where + b"PK\5\6" + short


def read(data):
    """The records of an archive, by their names."""
    if data[:4] != b"PK\3\4" or data[-22:-18] != b"PK\5\6":
        refuse("a file that torch.save did not write here")
    count, at = struct.unpack("<H", data[-12:-10])[0], struct.unpack("<I", data[-6:-2])[0]
    found = {}
    for _ in range(count):
        size, width, extra, start = _listed(data, at)
        path = data[at + 46 : at + 46 + width].decode()
        begin = start + 30 + width + struct.unpack("<H", data[start + 28 : start + 30])[0]
        found[path.partition("/")[2]] = data[begin : begin + size]
        at += 46 + width + extra
    return found


def _listed(data, at):
    size, width, extra = struct.unpack("<IHH", data[at + 24 : at + 32])
    return size, width, extra, struct.unpack("<I", data[at + 42 : at + 46])[0]
