"""A PNG file as the chunks it is made of, without decoding a pixel. Pure, and bounded on any bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.errors import BrokenPicture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TEXT_KINDS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
MAX_TEXT = 2**20
"""Bytes of one text: a compressed one may claim any size."""

_FRAME = 12  # length, kind and checksum
_MAX_KEYWORD = 80  # bytes, with the zero behind it
_MAX_CHUNKS = 100_000
_MAX_TEXTS = 64


@dataclass(frozen=True, slots=True)
class Chunk:
    """`start` and `end` are its place in the file, frame included."""

    kind: bytes
    data: memoryview
    start: int
    end: int


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, of a PNG file. Raises BrokenPicture."""
    header = next(chunks(png), None)
    if header is None or header.kind != b"IHDR" or len(header.data) < 8:  # noqa: PLR2004 - two 32-bit numbers
        raise BrokenPicture
    width, height = struct.unpack(">II", header.data[:8])
    if not width or not height:
        raise BrokenPicture
    return width, height


def aspect(png: bytes) -> float:
    """Width through height, of a PNG file. Raises BrokenPicture."""
    width, height = size_of(png)
    return width / height


def chunks(png: bytes) -> Iterator[Chunk]:
    """The chunks with a right checksum, until the file ends or lies. Nothing for what is no PNG file."""
    if not png.startswith(SIGNATURE):
        return
    view, at = memoryview(png), len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + _FRAME > len(png):
            return
        length, kind = struct.unpack(">I4s", view[at : at + 8])
        end = at + _FRAME + length
        if end > len(png):
            return
        data = view[at + 8 : end - 4]
        if kind not in TEXT_KINDS or zlib.crc32(view[at + 4 : end - 4]) == struct.unpack(">I", view[end - 4 : end])[0]:
            yield Chunk(kind, data, at, end)
        at = end


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk, framed."""
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))


def text_chunk(keyword: str, text: str) -> bytes:
    """A text as every tool reads it: `tEXt` where Latin-1 will do, `iTXt` otherwise. NUL is left out."""
    text = text.replace("\0", "")
    try:
        return chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return utf8_chunk(keyword, text)


def utf8_chunk(keyword: str, text: str) -> bytes:
    """A text as `iTXt`, not compressed, of no language. Lone surrogates become question marks."""
    return chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))


def texts(png: bytes) -> Iterator[tuple[str, str]]:
    """The texts in a PNG file with their keywords; what is broken or longer than MAX_TEXT is passed over."""
    for found in islice((chunk for chunk in chunks(png) if chunk.kind in TEXT_KINDS), _MAX_TEXTS):
        try:
            yield _text(found)
        except (ValueError, zlib.error):
            continue


def keyword_of(found: Chunk) -> str:
    """What a text chunk is about."""
    return bytes(found.data[:_MAX_KEYWORD]).partition(b"\0")[0].decode("latin-1")


def _text(found: Chunk) -> tuple[str, str]:
    if len(found.data) > 2 * MAX_TEXT:
        raise ValueError("text too long")
    keyword, (_, _, rest) = keyword_of(found), bytes(found.data).partition(b"\0")
    if found.kind == b"tEXt":
        return keyword, _bounded(rest).decode("latin-1")
    if found.kind == b"zTXt":
        return keyword, _inflated(rest[1:]).decode("latin-1")
    compressed, (_, _, text) = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
    return keyword, (_inflated(text) if compressed else _bounded(text)).decode("utf-8")


def _bounded(text: bytes) -> bytes:
    if len(text) > MAX_TEXT:
        raise ValueError("text too long")
    return text


def _inflated(data: bytes) -> bytes:
    return _bounded(zlib.decompressobj().decompress(data, MAX_TEXT + 1))
