"""Pictures in and out: what people send becomes safe PNG files, what was painted carries its recipe."""

from bot.images.chunks import aspect, size_of
from bot.images.reading import Limits, read
from bot.images.uploads import Uploads

__all__ = ["Limits", "Uploads", "aspect", "read", "size_of"]
