"""Pictures as bytes, short and long, from reprs and from IPython's classes."""

# %% make
import struct
import zlib

from IPython.display import SVG, Image, display


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(side):
    rows = b"".join(b"\x00" + bytes((row * column) % 256 for column in range(side)) for row in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# %% repr-short
class Picture:
    def __init__(self, side):
        self.side = side

    def __repr__(self):
        return f"Picture({self.side})"

    def _repr_png_(self):
        return png(self.side)


Picture(1)

# %% repr-long
Picture(40)

# %% repr-with-size
class Sized(Picture):
    def _repr_png_(self):
        return png(self.side), {"width": 20, "height": 20}


Sized(3)

# %% image
Image(png(8), width=16)

# %% image-displayed
display(Image(png(30)), Picture(2))

# %% raw
display({"image/png": png(2), "text/plain": "raw"}, raw=True)
