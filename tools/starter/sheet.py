"""A contact sheet: what a newcomer would ask for, half in English, half in Korean."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from tools.starter.easel import Easel
from tools.starter.korean import Ask, asked
from tools.starter.plan import Plan
from tools.starter.state import State

ENGLISH = (
    "a red house on a green field",
    "a blue boat on the sea at sunset",
    "a black cat on a yellow background",
    "mountain, night, moon, stars",
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
    "a dog in the room",
    "woman in hanbok, tiled-roof village",
    "snowman, snowing",
    "a cat on a car",
    "ink painting, mountain",
    "neon cat",
    "green car on the left",
    "field, rainbow",
)
COLUMNS, CELL, LABEL = 8, 192, 26  # px


def draw_sheet(state: State, plan: Plan) -> None:
    """Leaves sheet.png, Korean below English where the stage `korean` ran."""
    english = [Ask(text, text, text) for text in ENGLISH]
    with state.timed("sheet"):
        easel = Easel.load(state.path("checkpoint"), plan.device)
        contact_sheet(easel, [*english, *asked(state.path("korean.json"))]).save(state.path("sheet.png"))


def contact_sheet(easel: Easel, asks: Sequence[Ask]) -> Image.Image:
    """COLUMNS across. Below each picture stands its English, since few machines have Korean letters."""
    rows = -(-len(asks) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + LABEL)), "white")
    pen = ImageDraw.Draw(sheet)
    pictures = easel.paint([ask.prompt for ask in asks], seconds=[ask.prompt_2 for ask in asks])
    for index, (ask, picture) in enumerate(zip(asks, pictures, strict=True)):
        x, y = index % COLUMNS * CELL, index // COLUMNS * (CELL + LABEL)
        sheet.paste(picture.resize((CELL - 4, CELL - 4), Image.Resampling.LANCZOS), (x, y))
        pen.text((x, y + CELL - 2), ask.prompt_2[:31], fill="black")
        pen.text((x, y + CELL + 9), ask.prompt_2[31:62], fill="black")
    return sheet


def sheet_of(folder: Path, file: Path, korean: Path, device: str = "cpu") -> None:
    """The same sheet for any checkpoint, to compare."""
    english = [Ask(text, text, text) for text in ENGLISH]
    contact_sheet(Easel.load(folder, device), [*english, *asked(korean)]).save(file)
