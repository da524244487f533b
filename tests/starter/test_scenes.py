import random
from dataclasses import replace

import numpy as np
import pytest

from tools.starter.scenes.captions import caption
from tools.starter.scenes.focus import cells
from tools.starter.scenes.paint import DRAWINGS, paint
from tools.starter.scenes.sample import COLOURLESS, first_mix, full_mix, scene_of
from tools.starter.scenes.scene import Scene, Thing
from tools.starter.scenes.words import COLOUR_NAMES, COLOURS, CORE, OBJECTS, PLACES, PLURALS, SEASONS, STYLES, TIMES

EVERYTHING = full_mix(tuple(OBJECTS))


def pixels(scene: Scene) -> np.ndarray:
    return np.asarray(paint(scene), np.float32)


def test_a_seed_gives_the_same_scene_picture_and_caption_each_time() -> None:
    scene = scene_of(17, EVERYTHING)

    assert scene == scene_of(17, EVERYTHING)
    assert np.array_equal(pixels(scene), pixels(scene))
    assert caption(scene, random.Random(3)) == caption(scene, random.Random(3))


def test_every_word_for_an_object_has_a_drawing() -> None:
    assert set(DRAWINGS) == set(OBJECTS)


@pytest.mark.parametrize("kind", sorted(OBJECTS))
def test_a_big_object_covers_a_fair_part_of_plain_ground(kind: str) -> None:
    empty = pixels(Scene(1, "plain", ground="yellow"))
    shown = pixels(Scene(1, "plain", ground="yellow", things=(Thing(kind, "blue", "big"),)))

    changed = (np.abs(shown - empty).max(axis=-1) > 40).mean()

    assert 0.04 < changed < 0.6


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_a_ball_has_its_colour_in_the_middle(colour: str) -> None:
    shown = pixels(Scene(2, "plain", ground="white", things=(Thing("circle", colour, "big"),)))

    assert np.abs(shown[60:68, 60:68] - COLOURS[colour]).max() < 16


def test_left_is_left_and_right_is_right() -> None:
    for spot, half in (("left", np.s_[:, :64]), ("right", np.s_[:, 64:])):
        empty = pixels(Scene(3, "plain", ground="white"))
        shown = pixels(Scene(3, "plain", ground="white", things=(Thing("ball", "red", "medium", spot),)))
        changed = np.abs(shown - empty).max(axis=-1) > 40

        assert changed[half].sum() > 0.9 * changed.sum()


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"plain", "space", "room"}))
def test_night_is_darker_than_day(place: str) -> None:
    assert pixels(Scene(4, place, time="night")).mean() < 0.6 * pixels(Scene(4, place, time="day")).mean()


def test_styles_differ_at_a_glance() -> None:
    shown = [pixels(Scene(5, "field", style, "day", things=(Thing("house", "red", "big"),))) for style in STYLES]

    differences = [np.abs(a - b).mean() for i, a in enumerate(shown) for b in shown[:i]]

    assert min(differences) > 4


def words_of(text: str) -> set[str]:
    return set(text.replace(",", " ").split())


@pytest.mark.parametrize("start", [0, 1000])
def test_captions_name_only_what_is_there(start: int) -> None:
    for seed in range(start, start + 300):
        scene = scene_of(seed, EVERYTHING)
        said = words_of(caption(scene, random.Random(seed)))
        colours = {word for thing in scene.things for name in COLOUR_NAMES[thing.colour] for word in name.split()}
        colours |= {word for name in COLOUR_NAMES[scene.ground or "white"] for word in name.split()}
        kinds = {thing.kind for thing in scene.things}
        names = {name for kind in kinds for name in OBJECTS[kind]} | {
            PLURALS.get(n, n + "s") for k in kinds for n in OBJECTS[k]
        }

        assert not {name for names_ in COLOUR_NAMES.values() for name in names_} & said - colours
        assert not {k for k in ("cat", "dog", "castle", "car", "whale", "apple") if k in said} - names
        assert scene.style == "neon" or not {time for time in TIMES if time in said and time != scene.time}
        assert not {season for season in SEASONS if season in said and season != scene.season}
        if scene.style in COLOURLESS:
            assert not {"red", "blue", "yellow", "purple"} & said


def test_the_curriculum_begins_with_one_thing() -> None:
    early = [scene_of(seed, first_mix(("cat", "house"))) for seed in range(100)]

    assert max(len(scene.things) for scene in early) == 1
    assert {thing.kind for scene in early for thing in scene.things} == {"cat", "house"}


def test_the_focus_is_where_the_things_are() -> None:
    scenes = [replace(scene_of(seed, first_mix(CORE)), weather="clear", style="flat") for seed in range(60)]
    for scene in (scene for scene in scenes if scene.things):
        changed = np.abs(pixels(scene) - pixels(replace(scene, things=()))).max(axis=-1) > 60
        drawn = changed.reshape(16, 8, 16, 8).any(axis=(1, 3))

        assert (drawn & cells(scene)).sum() >= 0.85 * drawn.sum()
        assert cells(scene).sum() < 200
