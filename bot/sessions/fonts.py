"""A font for Hangul and Latin that comes with the installation: nothing has to be there on the machine."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

from PIL import ImageFont

_PACKAGE = "koreanize-matplotlib"  # Naver's Nanum Gothic, SIL Open Font License; the package's code is not imported
_FILE = "koreanize_matplotlib/fonts/NanumGothic{weight}.ttf"


@lru_cache(32)
def font(size_px: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Nanum Gothic. Raises importlib.metadata.PackageNotFoundError where the installation is not whole."""
    file = _FILE.format(weight="Bold" if bold else "")
    return ImageFont.truetype(Path(str(distribution(_PACKAGE).locate_file(file))), size_px)
