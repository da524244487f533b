"""Light: what the time of day does to the sky, to the ground and to the colour of a thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tools.starter.scenes.brush import Colour, mix


@dataclass(frozen=True, slots=True)
class Light:
    """`sky` from top to horizon; `ground` and `thing` multiply a colour by channel; `lamps` are lit in the dark."""

    sky: tuple[Colour, Colour, Colour]
    ground: tuple[float, float, float]
    thing: tuple[float, float, float]
    cloud: Colour
    lamps: bool = False

    def on_ground(self, colour: Colour) -> Colour:
        return _times(colour, self.ground)

    def on_thing(self, colour: Colour) -> Colour:
        return _times(colour, self.thing)


def _times(colour: Colour, share: tuple[float, float, float]) -> Colour:
    return (round(colour[0] * share[0]), round(colour[1] * share[1]), round(colour[2] * share[2]))


NONE = Light(((255, 255, 255),) * 3, (1, 1, 1), (1, 1, 1), (255, 255, 255))
LIGHTS: Mapping[str, Light] = MappingProxyType(
    {
        "day": Light(((92, 176, 240), (150, 208, 248), (214, 240, 252)), (1, 1, 1), (1, 1, 1), (252, 252, 255)),
        "sunset": Light(
            ((104, 70, 150), (238, 112, 104), (255, 196, 112)), (0.88, 0.66, 0.62), (0.98, 0.84, 0.78), (255, 176, 150)
        ),
        "night": Light(
            ((12, 16, 50), (24, 32, 80), (48, 58, 118)),
            (0.32, 0.37, 0.58),
            (0.66, 0.68, 0.84),
            (74, 84, 136),
            lamps=True,
        ),
        "dawn": Light(
            ((140, 164, 228), (244, 196, 214), (255, 232, 204)), (0.94, 0.86, 0.9), (0.98, 0.93, 0.95), (255, 236, 240)
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Coat:
    """The colours one thing is drawn with; `lit` puts any fixed colour into the scene's light."""

    main: Colour
    light: Light

    @property
    def dark(self) -> Colour:
        return mix(self.main, self.lit((20, 16, 40)), 0.26)

    @property
    def deep(self) -> Colour:
        return mix(self.main, self.lit((20, 16, 40)), 0.5)

    @property
    def pale(self) -> Colour:
        return mix(self.main, self.lit((255, 255, 255)), 0.42)

    @property
    def eye(self) -> Colour:
        """Seen on any coat."""
        return (250, 226, 120) if sum(self.main) < 190 else (36, 32, 40)

    @property
    def window(self) -> Colour:
        return (255, 224, 120) if self.light.lamps else self.lit((190, 226, 246))

    def lit(self, colour: Colour) -> Colour:
        return self.light.on_thing(colour)
