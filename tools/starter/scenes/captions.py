"""What people, and the prompt engine, would write for a scene: only what is there, and not always all of it."""

import random

from tools.starter.scenes.sample import COLOURLESS
from tools.starter.scenes.scene import Scene, Thing
from tools.starter.scenes.words import (
    COLOUR_NAMES,
    LIGHTS,
    NUMBERS,
    OBJECTS,
    PLACES,
    PLURALS,
    SEASONS,
    SIZES,
    SPOTS,
    STYLES,
    TIMES,
    WEATHERS,
)

PREPOSITIONS = {"sea": "on", "beach": "on", "field": "in", "mountain": "in front of"}
ADJECTIVES = {
    "rain": ("rainy",), "snow": ("snowy",), "fog": ("foggy", "misty"), "clouds": ("cloudy",), "spring": ("spring",),
    "autumn": ("autumn",), "winter": ("winter", "snowy"), "night": ("night",), "sunset": ("sunset",), "dawn": ("dawn",),
}  # fmt: skip  # as the Korean gloss writes: rainy city, snowy village, autumn forest
ACTIONS = (
    "sitting", "standing", "walking", "running", "swimming", "flying", "playing", "sleeping", "smiling", "floating",
)  # fmt: skip
SNOWFIELD = ("snowfield", "snowy field")
FILLERS = (
    "beautiful", "pretty", "lovely", "calm", "peaceful", "detailed", "highly detailed", "masterpiece",
    "best quality", "high quality", "soft light", "soft lighting", "warm light", "bright", "cozy", "dreamy",
    "cinematic", "wide shot", "scenery", "landscape", "picture", "illustration", "art", "wind", "happy", "smiling",
    "wonderful", "clean", "simple", "delicate", "vivid", "atmospheric", "gentle", "composition", "8k",
    "sharp focus",
)  # fmt: skip
DEFECTS = (
    "blurry", "low quality", "worst quality", "ugly", "deformed", "text", "watermark", "noise", "distorted",
    "bad anatomy", "jpeg artifacts", "cropped",
)  # fmt: skip


def caption(scene: Scene, r: random.Random) -> str:
    """A comma list or a sentence, whole or partial."""
    return listed(scene, r) if r.random() < 0.55 else sentence(scene, r)


def listed(scene: Scene, r: random.Random) -> str:
    """As the prompt engine writes: the things first, then the rest in any order."""
    rest = [*grounds(scene, r), *airs(scene, r), *styles(scene, r), *fillers(r)]
    r.shuffle(rest)
    head = related(scene, r, list_form=True)
    return ", ".join([*head, *rest] if r.random() < 0.85 else [*rest, *head])


def sentence(scene: Scene, r: random.Random) -> str:
    """As people write."""
    head = " and ".join(related(scene, r, list_form=False))
    where = grounds(scene, r)
    if head and where:
        text = f"{head} {_preposition(scene, r)} {_article(where[0], r)}"
    else:
        text = head or (_article(where[0], r) if where else "a picture")
    for air in airs(scene, r):
        text += f" at {air}" if air in TIMES[scene.time or "day"] and r.random() < 0.7 else _joined(air, r)
    for style in styles(scene, r):
        text = f"{style} of {text}" if r.random() < 0.5 else f"{text}, {style}"
    return ", ".join([text, *fillers(r)])


def related(scene: Scene, r: random.Random, *, list_form: bool) -> list[str]:
    """The things, with what binds them."""
    names = [_thing(scene, thing, r, list_form=list_form) for thing in scene.things]
    if scene.relation is not None:
        return [f"{names[0]} {scene.relation} {names[1]}"]
    if len(names) == 2 and r.random() < 0.25:
        first, second = (_thing(scene, thing, r, list_form=list_form, spot=False) for thing in scene.things)
        return [f"{first} {r.choice(('beside', 'next to'))} {second}"]
    return names


def _thing(scene: Scene, thing: Thing, r: random.Random, *, list_form: bool, spot: bool = True) -> str:
    words = []
    if (
        SIZES[thing.size][0]
        and thing.count == 1
        and scene.relation is None
        and r.random() < (0.45 if thing.size == "big" else 0.75)
    ):
        words.append(r.choice(SIZES[thing.size]))
    if scene.style not in COLOURLESS and r.random() < (0.5 if thing.natural else 0.97):
        words.append(r.choice(COLOUR_NAMES[thing.colour]))
    name = OBJECTS[thing.kind][0] if r.random() < 0.6 else r.choice(OBJECTS[thing.kind])
    if thing.count > 1:
        words = [r.choice(NUMBERS[thing.count]), *words, plural(name)]
    else:
        words.append(name)
        if not list_form or r.random() < 0.4:
            words.insert(0, "an" if words[0][0] in "aeiou" else "a")
    text = _moved(" ".join(words), r)
    if spot and scene.relation is None and thing.count == 1 and r.random() < (0.25 if thing.spot == "center" else 0.92):
        place = SPOTS[thing.spot]
        where = r.choice(
            (
                place[0],
                place[0].removeprefix("on the ").removeprefix("in the ") + (" side" if thing.spot != "center" else ""),
            )
        )
        text += f", {where}" if list_form and r.random() < 0.4 else f" {where if where in place else place[0]}"
    return text


def _moved(text: str, r: random.Random) -> str:
    """Now and then doing something, which no drawing shows: the words must not lead astray."""
    if r.random() > 0.06:
        return text
    return f"{r.choice(ACTIONS)} {text}" if r.random() < 0.5 else f"{text} {r.choice(ACTIONS)}"


def plural(name: str) -> str:
    return PLURALS.get(name, f"{name}s")


def grounds(scene: Scene, r: random.Random) -> list[str]:
    if scene.place == "plain":
        colour = r.choice(COLOUR_NAMES[scene.ground or "white"])
        if scene.style in COLOURLESS:
            return [r.choice(PLACES["plain"])] if r.random() < 0.5 else []
        if scene.ground == "white" and r.random() < 0.5:
            return [r.choice(PLACES["plain"])] if r.random() < 0.5 else []
        return [f"{colour} background" if r.random() < 0.8 else f"plain {colour} background"]
    if scene.place == "field" and scene.season == "winter" and r.random() < 0.3:
        return [r.choice(SNOWFIELD)]
    name = PLACES[scene.place][0] if r.random() < 0.6 else r.choice(PLACES[scene.place])
    fitting = [word for key in (scene.weather, scene.season, scene.time) for word in ADJECTIVES.get(key or "", ())]
    return [f"{r.choice(fitting)} {name}" if fitting and scene.place != "room" and r.random() < 0.15 else name]


def airs(scene: Scene, r: random.Random) -> list[str]:
    """Time, weather, season, lights."""
    said = []
    if scene.time and r.random() < (0.3 if scene.time == "day" else 0.5 if scene.style == "neon" else 0.95):
        said.append(TIMES[scene.time][0] if r.random() < 0.6 else r.choice(TIMES[scene.time]))
    if scene.time and r.random() < (0.08 if scene.weather == "clear" and scene.time == "day" else 0.9):
        said += [r.choice(WEATHERS[scene.weather])] if scene.weather != "clear" or scene.time == "day" else []
    if scene.season and r.random() < 0.9:
        said.append(r.choice(SEASONS[scene.season]))
    said += [r.choice(LIGHTS[light]) for light in scene.lights if r.random() < (0.9 if light == "rainbow" else 0.5)]
    return said


def styles(scene: Scene, r: random.Random) -> list[str]:
    return [r.choice(STYLES[scene.style])] if scene.style != "flat" or r.random() < 0.2 else []


def fillers(r: random.Random) -> list[str]:
    """Words that change nothing: praise, and now and then a word nobody knows."""
    said = r.sample(FILLERS, r.choice((1, 1, 2, 3))) if r.random() < 0.2 else []
    if r.random() < 0.04:
        said.append("".join(r.choice("abcdefghijklmnoprstuvyz") for _ in range(r.randint(3, 8))))
    return said


def defects(r: random.Random) -> str:
    """What stands in a negative prompt; no picture has any of it."""
    return ", ".join(r.sample(DEFECTS, r.randint(1, 4)))


def _joined(air: str, r: random.Random) -> str:
    return f" with {air}" if r.random() < 0.4 and not air.endswith(("y", "ing")) else f", {air}"


def _preposition(scene: Scene, r: random.Random) -> str:
    if scene.place == "plain":
        return "on"
    usual = PREPOSITIONS.get(scene.place, "in")
    return usual if r.random() < 0.7 else r.choice(("in", "at", "on"))


def _article(name: str, r: random.Random) -> str:
    if name.endswith("background"):
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    return name if name in ("indoors", "outer space", "space") else f"{r.choice(('the', 'a'))} {name}"
