"""Pictures in and out: what people send becomes safe PNG files, what was painted carries its recipe."""

from bot.images.chunks import aspect, size_of
from bot.images.films import film, timelapse
from bot.images.outgoing import as_jpeg, as_webp, grid
from bot.images.reading import Limits, read
from bot.images.recipes import Recipe, parameters_of, recipe_of, with_recipe, without_recipe
from bot.images.uploads import Uploads

__all__ = [
    "Limits",
    "Recipe",
    "Uploads",
    "as_jpeg",
    "as_webp",
    "aspect",
    "film",
    "grid",
    "parameters_of",
    "read",
    "recipe_of",
    "size_of",
    "timelapse",
    "with_recipe",
    "without_recipe",
]
