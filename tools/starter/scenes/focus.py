"""Where in a picture its things stand, in cells of the latent grid."""

import random

import numpy as np
from numpy.typing import NDArray

from tools.starter.scenes.brush import SIDE
from tools.starter.scenes.paint import layout
from tools.starter.scenes.scene import Scene

CELL = 8  # px


def cells(scene: Scene) -> NDArray[np.bool_]:
    """[16, 16], True where a thing's box touches the cell; right to the 2.5 px by which a painting jitters."""
    found = np.zeros((SIDE // CELL, SIDE // CELL), bool)
    for _, x, foot, height in layout(scene, random.Random(scene.seed)):
        left, top, right, low = (
            max(0, int(value // CELL)) for value in (x - height / 2, foot - height, x + height / 2, foot)
        )
        found[top : low + 1, left : right + 1] = True
    return found
