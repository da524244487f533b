"""Styles: a finished picture at twice its size is redrawn, so that each style is known at a glance."""

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from tools.starter.scenes.brush import SIDE

Plane = NDArray[np.float32]


@functools.cache
def paper(cells: int, seed: int) -> Plane:
    """Smooth noise 0 to 1, [256, 256]; the grain of a sheet."""
    noise = np.random.default_rng(seed).random((cells, cells)).astype(np.float32)
    sheet = Image.fromarray((noise * 255).astype(np.uint8)).resize((2 * SIDE, 2 * SIDE), Image.Resampling.BICUBIC)
    return np.asarray(sheet, np.float32) / 255


def edges(image: Image.Image) -> Plane:
    """Where colours meet, 0 to 1, [256, 256]."""
    step = np.zeros((2 * SIDE, 2 * SIDE), np.uint8)
    for dx, dy in ((1, 0), (0, 1)):
        red, green, blue = ImageChops.difference(image, ImageChops.offset(image, dx, dy)).split()
        found = np.array(ImageChops.lighter(ImageChops.lighter(red, green), blue))
        found[:dy], found[:, :dx] = 0, 0
        step = np.maximum(step, found)
        step[: 2 * SIDE - dy, : 2 * SIDE - dx] = np.maximum(step[: 2 * SIDE - dy, : 2 * SIDE - dx], found[dy:, dx:])
    return np.clip((step.astype(np.float32) / 255 - 0.07) * 4, 0, 1)


def tone(image: Image.Image) -> Plane:
    return np.asarray(image.convert("L"), np.float32) / 255


def picture(plane: NDArray[np.float32]) -> Image.Image:
    return Image.fromarray((np.clip(plane, 0, 1) * 255).astype(np.uint8))


def tinted(values: Plane, dark: tuple[int, int, int], light: tuple[int, int, int]) -> Image.Image:
    share = values[..., None]
    return picture((np.array(dark, np.float32) * (1 - share) + np.array(light, np.float32) * share) / 255)


def flat(image: Image.Image) -> Image.Image:
    return image


def watercolor(image: Image.Image) -> Image.Image:
    soft = image.filter(ImageFilter.GaussianBlur(1.2))
    colours = np.asarray(soft, np.float32) / 255
    pigment = (0.7 + 0.22 * paper(9, 1) + 0.2 * edges(soft))[..., None]
    sheet = np.array((0.99, 0.975, 0.94), np.float32)
    wet = sheet * (1 - pigment) + sheet * colours * pigment
    return picture(wet)


def ink(image: Image.Image) -> Image.Image:
    """Black brush lines and three washes on warm paper."""
    wash = np.interp(tone(image), (0, 0.3, 0.34, 0.62, 0.66, 1), (0.24, 0.24, 0.66, 0.66, 1, 1)).astype(np.float32)
    blurred = np.asarray(picture(wash).filter(ImageFilter.GaussianBlur(1.5)), np.float32) / 255
    lines = np.asarray(picture(edges(image)).filter(ImageFilter.GaussianBlur(0.8)), np.float32) / 255
    return tinted(blurred * (1 - 0.95 * np.clip(lines * 1.3, 0, 1)), (26, 24, 34), (250, 244, 230))


def pencil(image: Image.Image) -> Image.Image:
    """Gray lines and slanted hatching on white paper; two hatches to a latent cell, so that the VAE can keep them."""
    y, x = np.mgrid[0 : 2 * SIDE, 0 : 2 * SIDE]
    hatch = (((x + y) % 8) < 3).astype(np.float32)
    shade = np.clip(0.75 - tone(image), 0, 0.6)
    drawn = 1 - 0.75 * edges(image) - hatch * shade * 0.9 - shade * 0.25
    return tinted(np.clip(drawn, 0, 1), (60, 60, 70), (252, 252, 250))


def pixel(image: Image.Image) -> Image.Image:
    """32 × 32 blocks."""
    small = image.reduce(8).quantize(24, kmeans=0, dither=Image.Dither.NONE).convert("RGB")
    return small.resize((2 * SIDE, 2 * SIDE), Image.Resampling.NEAREST)


def neon(image: Image.Image) -> Image.Image:
    """Glowing outlines in the colours of what they bound, on a dark ground."""
    bright = np.asarray(image.filter(ImageFilter.BoxBlur(1)), np.float32) / 255
    vivid = np.clip(bright.mean(axis=-1, keepdims=True) + (bright - bright.mean(axis=-1, keepdims=True)) * 2.2, 0, 1)
    vivid = vivid / np.maximum(vivid.max(axis=-1, keepdims=True), 0.25)
    lines = picture(vivid * edges(image)[..., None])
    halo = np.asarray(lines.filter(ImageFilter.GaussianBlur(5)), np.float32) / 255
    ground = np.array((0.05, 0.03, 0.13), np.float32) + 0.14 * np.asarray(image, np.float32) / 255
    return picture(ground + np.asarray(lines, np.float32) / 255 + halo * 1.1)


STYLES: Mapping[str, Callable[[Image.Image], Image.Image]] = MappingProxyType(
    {style.__name__: style for style in (flat, watercolor, ink, pencil, pixel, neon)}
)
