"""Stage 1: scenes to pictures, in shards that a killed run need not draw again."""

import multiprocessing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.starter.plan import Plan
from tools.starter.scenes.paint import paint
from tools.starter.scenes.sample import Mix, first_mix, full_mix, scene_of
from tools.starter.scenes.scene import Scene
from tools.starter.state import State

HELD_OUT_SEED = 900_000_000  # from here on, scenes no training sees
SEEDS = {"first": 0, "full": 100_000_000}


@dataclass(frozen=True, slots=True)
class Shard:
    """`name` is the part of the curriculum, `index` counts from 0; `size` scenes each."""

    name: str
    index: int
    kinds: tuple[str, ...]
    size: int

    @property
    def mix(self) -> Mix:
        return first_mix(self.kinds) if self.name == "first" else full_mix(self.kinds)

    def scenes(self) -> list[Scene]:
        start = SEEDS[self.name] + self.index * self.size
        return [scene_of(seed, self.mix) for seed in range(start, start + self.size)]

    def file(self, state: State, kind: str) -> Path:
        return state.path(kind, f"{self.name}-{self.index:04}.npy")


def shards(plan: Plan) -> list[Shard]:
    """Both parts in turn, so that a rendering cut short still has some of each."""
    parts = [Shard("first", i, plan.kinds, plan.shard) for i in range(plan.first_shards)]
    parts += [Shard("full", i, plan.kinds, plan.shard) for i in range(plan.full_shards)]
    return sorted(parts, key=lambda shard: (shard.index, shard.name))


def render(state: State, plan: Plan) -> None:
    """uint8 [shard, 128, 128, 3] a file under pictures/."""
    missing = [shard for shard in shards(plan) if not shard.file(state, "pictures").exists()]
    with state.timed("render"), multiprocessing.Pool(plan.workers) as pool:
        for path in pool.imap(_draw, [(shard, shard.file(state, "pictures")) for shard in missing]):
            print(path.name, flush=True)


def _draw(job: tuple[Shard, Path]) -> Path:
    shard, path = job
    pictures = np.stack([np.asarray(paint(scene)) for scene in shard.scenes()])
    part = path.with_suffix(".part.npy")
    np.save(part, pictures)
    part.replace(path)
    return path


def held_out(plan: Plan, count: int, offset: int = 0) -> list[Scene]:
    """Scenes of the full mix that no shard holds."""
    mix = full_mix(plan.kinds)
    start = HELD_OUT_SEED + offset
    return [scene_of(seed, mix) for seed in range(start, start + count)]
