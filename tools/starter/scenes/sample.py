"""Scenes by seed. The curriculum: one big thing on plain ground first, then one in a place, then compositions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tools.starter.scenes.paint import FLYING, SWIMMING, TOPS
from tools.starter.scenes.scene import Scene, Thing
from tools.starter.scenes.words import COLOURS, OBJECTS, PLACES, SEASONS, STYLES

NATURAL = {
    "cat": "orange", "dog": "brown", "rabbit": "white", "bear": "brown", "bird": "blue", "duck": "yellow",
    "penguin": "black", "fish": "orange", "whale": "blue", "butterfly": "purple", "turtle": "green", "woman": "red",
    "man": "blue", "hanbok": "pink", "house": "white", "castle": "gray", "lighthouse": "red", "tent": "orange",
    "pagoda": "red", "windmill": "white", "car": "red", "bus": "yellow", "boat": "brown", "plane": "white",
    "rocket": "white", "balloon": "red", "tree": "green", "pine": "green", "flower": "pink", "mushroom": "red",
    "cactus": "green", "snowman": "red", "apple": "red", "cup": "white", "ball": "red", "heart": "red",
    "star": "yellow", "umbrella": "red", "robot": "gray", "cake": "pink", "gift": "red", "lantern": "red",
    "table": "brown", "book": "blue",
}  # fmt: skip
SHADES_NEAR = {frozenset(p) for p in (("white", "gray"), ("black", "gray"), ("brown", "orange"), ("orange", "yellow"),
                                      ("red", "pink"), ("blue", "purple"), ("red", "orange"))}  # fmt: skip
COARSE = ("medium",)  # what blocks of four pixels can show
COLOURLESS = ("ink", "pencil")  # these styles show no hue


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of one stage of the curriculum; `kinds` are the objects it draws."""

    kinds: Sequence[str] = tuple(OBJECTS)
    plain: float = 0.3
    single: float = 0.8
    big: float = 0.6
    styled: float = 0.25
    empty: float = 0.1


def first_mix(kinds: Sequence[str]) -> Mix:
    """Single big things, most of them on plain ground."""
    return Mix(kinds, plain=0.65, single=1.0, big=0.85, styled=0.06, empty=0.05)


def full_mix(kinds: Sequence[str]) -> Mix:
    return Mix(kinds)


def scene_of(seed: int, mix: Mix) -> Scene:
    """The scene of a seed: the same value for the same seed and mix."""
    r = random.Random(seed)
    style = r.choice([name for name in STYLES if name != "flat"]) if r.random() < mix.styled else "flat"
    place = "plain" if r.random() < mix.plain else r.choice([name for name in PLACES if name != "plain"])
    time = None if place in ("plain", "space") else r.choices(("day", "sunset", "night", "dawn"), (45, 20, 22, 13))[0]
    if time in ("sunset", "dawn") and style in COLOURLESS:
        time = "day"
    if time and style == "neon":
        time = "night"
    weather = "clear" if time is None or place == "room" else r.choices(
        ("clear", "clouds", "rain", "snow", "fog"), (56, 22, 8, 8, 6))[0]  # fmt: skip
    if style == "neon" and weather == "fog":
        weather = "clear"
    season = _season(place, weather, r)
    things, relation = _things(place, style, mix, r)
    ground = _ground(things, r) if place == "plain" else None
    return Scene(seed, place, style, time, ground, weather, season, _lights(place, time, weather, r), things, relation)


def _season(place: str, weather: str, r: random.Random) -> str | None:
    if place not in ("field", "mountain", "forest", "village"):
        return None
    if weather == "snow":
        return "winter"
    return r.choice(tuple(SEASONS)) if r.random() < 0.25 else None


def _lights(place: str, time: str | None, weather: str, r: random.Random) -> tuple[str, ...]:
    if place in ("plain", "room"):
        return ()
    if place == "space":
        return ("stars",)
    if time == "night":
        return tuple(name for name in ("moon", "stars") if r.random() < (0.6 if weather != "fog" else 0.2))
    if weather in ("rain", "snow", "fog"):
        return ()
    if weather == "clear" and time == "day" and r.random() < 0.08:
        return ("rainbow",)
    return ("sun",) if r.random() < 0.5 else ()


def _things(place: str, style: str, mix: Mix, r: random.Random) -> tuple[tuple[Thing, ...], str | None]:
    if r.random() < (mix.empty if place != "plain" else mix.empty / 3):
        return (), None
    kind = _kind(place, mix, r)
    if r.random() < mix.single:
        size = "big" if r.random() < mix.big else r.choice(COARSE if style == "pixel" else ("small", "medium"))
        spot = "center" if (size == "big" and r.random() < 0.8) or r.random() < 0.4 else r.choice(("left", "right"))
        return (_thing(kind, size, spot, 1, r),), None
    form = r.choices(("count", "pair", "on", "under"), (35, 40, 15, 10))[0]
    if form == "count":
        return (_thing(kind, "small", "center", r.choice((2, 3)), r),), None
    others = [name for name in mix.kinds if name != kind]
    hosts = {"on": [k for k in others if k in TOPS], "under": [k for k in others if k in ("tree", "umbrella")]}
    if form in hosts and hosts[form] and kind not in FLYING | SWIMMING:
        return (_thing(kind, "small", "center", 1, r), _thing(r.choice(hosts[form]), "big", "center", 1, r)), form
    spots = ("left", "right") if r.random() < 0.5 else ("right", "left")
    return tuple(
        _thing(name, "medium", spot, 1, r) for name, spot in zip((kind, r.choice(others)), spots, strict=True)
    ), None


def _kind(place: str, mix: Mix, r: random.Random) -> str:
    """At sea and in space, more of what belongs there; anything may stand anywhere."""
    fit = {"sea": SWIMMING, "space": FLYING}.get(place)
    fitting = [kind for kind in mix.kinds if fit and kind in fit]
    return r.choice(fitting if fitting and r.random() < 0.6 else mix.kinds)


def _thing(kind: str, size: str, spot: str, count: int, r: random.Random) -> Thing:
    natural = NATURAL.get(kind)
    if natural and r.random() < 0.4:
        return Thing(kind, natural, size, spot, count, natural=True)
    return Thing(kind, r.choice(tuple(COLOURS)), size, spot, count)


def _ground(things: tuple[Thing, ...], r: random.Random) -> str:
    """A colour that the things stand out from; white most often."""
    taken = {thing.colour for thing in things}
    free = [c for c in COLOURS if c not in taken and not any(frozenset((c, t)) in SHADES_NEAR for t in taken)]
    return "white" if "white" in free and r.random() < 0.4 else r.choice(free)
