"""Files of images, written byte by byte against the descriptions of their formats."""
import struct
import zlib

import numpy as np


def write_png(path, pixels):
    """Pixels [height, width, 3] of bytes; by the PNG specification, every line unfiltered."""
    height, width, _ = pixels.shape

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + line.tobytes() for line in pixels)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def write_digits(path, images, labels):
    """SVHN's cropped digits: X is [32, 32, 3, N], y [N, 1] with 10 for the digit 0, in MATLAB's level 5 format, compressed.

    images: bytes [N, 3, 32, 32]; labels: 0 to 9
    """

    def element(kind, data):
        return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)

    def array(name, values, array_class, kind):
        content = (element(6, struct.pack("<II", array_class, 0)) + element(5, struct.pack(f"<{values.ndim}i", *values.shape)) +
                   element(1, name.encode()) + element(kind, values.tobytes(order="F")))
        packed = zlib.compress(struct.pack("<II", 14, len(content)) + content)
        return struct.pack("<II", 15, len(packed)) + packed

    y = np.where(labels == 0, 10, labels).astype(np.float64).reshape(-1, 1)
    header = b"MATLAB 5.0 MAT-file, made by a test".ljust(124) + b"\x00\x01IM"
    path.write_bytes(header + array("X", images.transpose(2, 3, 1, 0), 9, 2) + array("y", y, 6, 9))
