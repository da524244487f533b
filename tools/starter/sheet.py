"""A contact sheet: what a newcomer would ask for."""

from pathlib import Path

from PIL import Image, ImageDraw

from tools.starter.easel import Easel
from tools.starter.plan import Plan
from tools.starter.state import State

PROMPTS = [
    "a red house on a green field",
    "a blue boat on the sea at sunset",
    "a black cat on a yellow background",
    "mountain, night, moon, stars",
    "a big green tree in a field, clouds",
    "purple hot air balloon, desert",
    "city, night",
    "a pink flower on a white background",
    "yellow car, city",
    "orange fish on a blue background",
    "castle, snow, winter",
    "a red heart on a black background",
    "pencil sketch of a castle",
    "pixel art, lighthouse, beach",
    "watercolor, mushroom, forest",
    "a red ball on the left and a blue ball on the right",
    "cat",
    "white rabbit, field, spring",
    "a dog in the room",
    "a big blue whale on the sea",
    "woman in hanbok, tiled-roof village",
    "tiled-roof village, autumn",
    "tiled-roof village, night",
    "a girl on the beach",
    "man, forest, rain",
    "snowman, snowing",
    "rocket, space",
    "a yellow star, space",
    "red apple on white background",
    "a cup on a white background",
    "three red apples",
    "two blue birds",
    "umbrella, rain, city",
    "a cat on a car",
    "a dog under a tree",
    "ink painting, mountain",
    "neon, city",
    "neon cat",
    "watercolor, sea, dawn",
    "fog, forest",
    "house, sunrise",
    "big bird on a pink background",
    "lighthouse, sea, night, moon",
    "green car on the left",
    "red flower on the right",
    "field, rainbow",
    "desert, sunset",
    "cat, night, city",
]
COLUMNS, CELL, LABEL = 8, 192, 26  # px


def draw_sheet(state: State, plan: Plan) -> None:
    """Leaves sheet.png."""
    with state.timed("sheet"):
        contact_sheet(Easel.load(state.path("checkpoint"), plan.device)).save(state.path("sheet.png"))


def contact_sheet(easel: Easel, prompts: tuple[str, ...] | list[str] = PROMPTS) -> Image.Image:
    rows = -(-len(prompts) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + LABEL)), "white")
    pen = ImageDraw.Draw(sheet)
    for index, (prompt, picture) in enumerate(zip(prompts, easel.paint(prompts), strict=True)):
        x, y = index % COLUMNS * CELL, index // COLUMNS * (CELL + LABEL)
        sheet.paste(picture.resize((CELL - 4, CELL - 4), Image.Resampling.LANCZOS), (x, y))
        pen.text((x, y + CELL - 2), prompt[:31], fill="black")
        pen.text((x, y + CELL + 9), prompt[31:62], fill="black")
    return sheet


def sheet_of(folder: Path, file: Path, device: str = "cpu") -> None:
    """For any checkpoint, to compare."""
    contact_sheet(Easel.load(folder, device)).save(file)
