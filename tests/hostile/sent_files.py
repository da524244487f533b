"""Two hundred files that somebody may send in place of a picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from random import Random

from PIL import Image

from bot.images.chunks import SIGNATURE, chunk
from tests.hostile.honest import honest, painted, scene

COUNT = 200
HUGE = 2**31 - 1


@cache
def pictures() -> tuple[bytes, ...]:
    """Cut, bent, lying, exploding and mistaken files; at most 2 MB each. Made in about two seconds."""
    return tuple(islice(_all(), COUNT))


def _all() -> Iterator[bytes]:
    yield from _no_pictures()
    yield from _lying()
    yield from _bombs()
    yield from _mazes()
    yield from _cut()
    yield from _polyglots()
    yield from _bent()  # never ends


def _no_pictures() -> Iterator[bytes]:
    noise = Random(1).randbytes(4096)
    magics = [b"\xff\xd8\xff", SIGNATURE, b"GIF89a", b"BM", b"RIFF\0\0\0\0WEBP", b"II*\0", b"\0\0\0\x18ftypheic"]
    yield from (
        b"",
        b"\0",
        b"\n" * 5000,
        noise,
        "사진".encode(),
        "사진".encode("utf-16"),
        b"%PDF-1.7\n",
        b"PK\3\4" + noise,
    )
    yield from (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"P6 9 9 255\n" + noise)
    yield from (b"\0\0\x01\0\x01\0" + noise, b"8BPS\0\x01" + noise, b"\0\0\0\x18ftypisom" + noise, b"\x7fELF" + noise)
    for magic in magics:
        yield magic
        yield magic + noise


def png(width: int, height: int, pixels: bytes, *, kind: int = 2, depth: int = 8, extra: bytes = b"") -> bytes:
    """A PNG file that says what it is told to; `kind` is PNG's colour type, `pixels` what is compressed."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    return SIGNATURE + header + extra + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


def _lying() -> Iterator[bytes]:
    """Sizes that are not there."""
    for size in ((HUGE, HUGE), (0, 0), (1, HUGE), (100_000, 100_000), (7000, 7000), (2**32 - 1, 1)):
        yield png(*size, b"\0" * 100)
    for kind, depth in ((3, 8), (7, 8), (2, 3), (0, 16), (6, 16)):  # no palette, no such colours, no such depth
        yield png(64, 48, b"\0" * 64, kind=kind, depth=depth)
    gif, bmp, jpeg = bytearray(honest()["gif"]), bytearray(honest()["bmp"]), bytearray(honest()["jpeg"])
    gif[6:10] = b"\xff\xff\xff\xff"
    yield bytes(gif)
    at = gif.index(b",\0\0\0\0")
    gif[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    yield bytes(gif)
    for width, height in ((HUGE, HUGE), (64, -HUGE), (0, 48), (60_000, 60_000)):
        yield bytes(bmp[:18]) + struct.pack("<ii", width, height) + bytes(bmp[26:])
    at = jpeg.index(b"\xff\xc0")
    for height, width in ((65535, 65535), (0, 64), (6000, 6000)):
        yield bytes(jpeg[: at + 5]) + struct.pack(">HH", height, width) + bytes(jpeg[at + 9 :])
    for name in ("avif", "heic"):
        at = honest()[name].index(b"ispe") + 8
        for side in (HUGE, 30_000, 6000, 0):
            yield honest()[name][:at] + struct.pack(">II", side, side) + honest()[name][at + 8 :]
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\x3f\0" * 2
    yield b"RIFF" + struct.pack("<I", 22) + b"WEBP" + canvas
    yield honest()["webp"].replace(b"RIFF", b"RIFF\xff\xff\xff\x7f", 1)
    yield tiff([(256, 4, HUGE), (257, 4, HUGE), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (279, 4, HUGE)])


def tiff(entries: list[tuple[int, int, int]], after: int = 0, rest: bytes = b"") -> bytes:
    """A TIFF file of one directory: entries of tag, type and value; `after` is where it says the next one is."""
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + rows + struct.pack("<I", after) + rest


def _bombs() -> Iterator[bytes]:
    """Small files that become large."""
    yield png(7000, 7000, b"\0" * (7001 * 7000), kind=0)  # honest, just within the usual limit
    yield png(20_000, 20_000, b"\0" * (2501 * 20_000), kind=0, depth=1)
    yield png(64, 48, b"\0" * 50_000_000)  # far more rows than it has
    million = zlib.compress(b"\0" * 30_000_000, 9)
    for kind, head in ((b"zTXt", b"Comment\0\0"), (b"iTXt", b"a\0\1\0\0\0"), (b"iCCP", b"icc\0\0")):
        yield png(64, 48, b"\0" * 193 * 48, extra=chunk(kind, head + million))
    yield png(64, 48, b"\0" * 193 * 48, extra=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 900_000)) * 200)
    yield painted("TIFF", Image.new("L", (6000, 6000)), compression="tiff_deflate")
    yield painted("GIF", Image.new("P", (6000, 6000)))
    yield painted("WEBP", Image.new("RGB", (5000, 5000)), lossless=True, quality=0, method=0)
    yield scans(60)


def scans(times: int, size: tuple[int, int] = (1500, 1500)) -> bytes:
    """A progressive JPEG whose last scan comes again and again: each costs a walk over all of the picture."""
    whole = painted("JPEG", Image.new("RGB", size, "teal"), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * times + b"\xff\xd9"


def _mazes() -> Iterator[bytes]:
    """Structures without end, or with far too much in them."""
    size = [(256, 4, 64), (257, 4, 48), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (279, 4, 3072)]
    yield tiff(size, after=8, rest=b"\0" * 3072)  # the next directory is this one
    yield tiff([*size, (330, 4, 8), (34665, 4, 8)], rest=b"\0" * 3072)  # so are its parts
    yield tiff([*size, (34675, 7, HUGE)], rest=b"\0" * 3072)
    yield tiff([(256 + row % 200, 3 + row % 9, row) for row in range(60_000)])
    yield b"II*\0" + struct.pack("<I", HUGE)
    frame = b",\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0"
    yield b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * 100_000 + b";"
    yield b"GIF89a\x40\0\x30\0\x80\0\0\0\0\0\xff\xff\xff" + b"!\xfe" + b"\xff" + b"a" * 255 + b"\xff" * 100_000
    frames = chunk(b"acTL", struct.pack(">II", HUGE, 0)) + chunk(b"fcTL", b"\0" * 26) * 10_000
    yield png(64, 48, b"\0" * 193 * 48, extra=frames)
    yield png(64, 48, b"\0" * 193 * 48, extra=chunk(b"eXIf", tiff([(0x8769, 4, 8), (0x8825, 4, 8)], after=8)))
    yield png(64, 48, b"\0" * 193 * 48, extra=struct.pack(">I4s", HUGE, b"tEXt"))
    yield png(64, 48, b"\0" * 193 * 48, extra=chunk(b"iCCP", b"icc\0\0" + zlib.compress(b"\0\0\x02\0lcms" * 99)))
    for orientation in (0, 9, 65535):
        yield painted("JPEG", exif=b"Exif\0\0" + tiff([(0x0112, 3, orientation)]))
    yield painted("JPEG", exif=b"Exif\0\0" + tiff([(0x0112, 2, HUGE)]))
    yield painted("JPEG", icc_profile=b"\xff" * 60_000)
    boxes = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1"
    yield boxes + b"\0\0\0\x08meta" * 10_000
    yield boxes + struct.pack(">I4sQ", 1, b"meta", 2**63)
    yield boxes + b"\0\0\0\0meta"


def _cut() -> Iterator[bytes]:
    for whole in honest().values():
        for share in (0.05, 0.3, 0.6, 0.95):
            yield whole[: int(len(whole) * share)]
        yield whole[:-1]


def _polyglots() -> Iterator[bytes]:
    whole = honest()
    yield whole["png"] + b"PK\3\4" + b"\0" * 100
    yield whole["jpeg"] + b"<script>alert(1)</script>"
    yield whole["gif"] + whole["png"]
    yield b"%PDF-1.7\n" + whole["jpeg"]
    yield whole["png"][:8] + whole["jpeg"][3:]
    yield whole["heic"].replace(b"heic", b"avif", 1)
    yield whole["avif"].replace(b"avif", b"heic")
    yield painted("JPEG", scene(), comment=b"*/=1;alert(1);//" * 100)


def _bent() -> Iterator[bytes]:
    """Some bits the other way round: in the head of the file, where structure is, and anywhere."""
    chance = Random(3)
    while True:
        for whole in honest().values():
            bent = bytearray(whole)
            end = chance.choice((64, 512, len(bent)))
            for _ in range(chance.choice((1, 8, 64))):
                bent[chance.randrange(min(end, len(bent)))] ^= 1 << chance.randrange(8)
            yield bytes(bent)
