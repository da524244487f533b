"""A scene is a frozen value: the truth that a picture shows and that its captions may tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of object, `count` times; `natural` when the colour is the one it has when nobody names one."""

    kind: str
    colour: str
    size: str = "medium"
    spot: str = "center"
    count: int = 1
    natural: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """All a picture shows. `time` is None where no light tells it (plain ground, space), and `ground` names the
    colour of plain ground. `relation` is None, "on" or "under", of the first thing to the second. `seed` moves
    only what no caption speaks of.
    """

    seed: int
    place: str
    style: str = "flat"
    time: str | None = None
    ground: str | None = None
    weather: str = "clear"
    season: str | None = None
    lights: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    relation: str | None = None
