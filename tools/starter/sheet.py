"""A contact sheet: what a newcomer would ask for, half in English, half in Korean."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.sessions.fonts import font
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
    "castle, snowing",
    "a red heart on a black background",
    "pencil sketch of a castle",
    "pixel art, lighthouse, beach",
    "watercolor, mushroom, forest",
    "a red ball on the left and a blue ball on the right",
    "a big white cat, green background",
    "sea, morning, clouds",
    "blue whale, sea, clouds",
    "white rabbit, forest, morning",
    "pencil drawing of mountains",
    "a green apple, pink background",
    "green car on the left, desert",
    "field, rainbow",
    "snowman, snowing, field",
)
COLUMNS, CELL, LABEL = 8, 160, 32  # px
PX = 12  # of letters


def draw_sheet(state: State, plan: Plan) -> None:
    """Leaves sheet.png, and sheet.webp for a README; Korean below English where the stage `korean` ran."""
    english = [Ask(text, text, text) for text in ENGLISH]
    with state.timed("sheet"):
        easel = Easel.load(state.checkpoint, plan.device)
        sheet = contact_sheet(easel, [*english, *asked(state.path("korean.json"))])
        sheet.save(state.path("sheet.png"))
        sheet.save(state.path("sheet.webp"), quality=85)


def contact_sheet(easel: Easel, asks: Sequence[Ask]) -> Image.Image:
    """COLUMNS across. Below each picture stands what the person wrote."""
    rows = -(-len(asks) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + LABEL)), "white")
    pen = ImageDraw.Draw(sheet)
    pictures = easel.paint([ask.prompt for ask in asks], seconds=[ask.prompt_2 for ask in asks])
    for index, (ask, picture) in enumerate(zip(asks, pictures, strict=True)):
        x, y = index % COLUMNS * CELL, index // COLUMNS * (CELL + LABEL)
        sheet.paste(picture.resize((CELL - 4, CELL - 4), Image.Resampling.LANCZOS), (x, y))
        pen.multiline_text((x + 1, y + CELL - 3), _lines(ask.text), font=font(PX), fill="black", spacing=1)
    return sheet


def _lines(text: str) -> str:
    """Broken where a cell ends."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if font(PX).getlength(longer) <= CELL - 4 else [*lines, word]
    return "\n".join(lines)
