"""A scene as a row of yes and no, for teaching the text encoders what captions speak of."""

import numpy as np
from numpy.typing import NDArray

from tools.starter.scenes.scene import Scene
from tools.starter.scenes.words import COLOURS, LIGHTS, OBJECTS, PLACES, SEASONS, SIZES, SPOTS, STYLES, TIMES, WEATHERS


def traits(scene: Scene) -> NDArray[np.uint8]:
    """What there is to know of a scene, zeros and ones in a fixed order."""
    flags = [scene.place == name for name in PLACES] + [scene.ground == name for name in COLOURS]
    flags += [scene.time == name for name in TIMES] + [scene.weather == name for name in WEATHERS]
    flags += [scene.season == name for name in SEASONS] + [name in scene.lights for name in LIGHTS]
    flags += [scene.style == name for name in STYLES]
    flags += [any(thing.count == count for thing in scene.things) for count in (1, 2, 3)]
    flags += [scene.relation == name for name in ("on", "under")]
    for kind in OBJECTS:
        mine = [thing for thing in scene.things if thing.kind == kind]
        flags += [bool(mine)] + [any(thing.colour == name for thing in mine) for name in COLOURS]
        flags += [any(thing.spot == name for thing in mine) for name in SPOTS]
        flags += [any(thing.size == name for thing in mine) for name in SIZES]
    return np.array(flags, np.uint8)
