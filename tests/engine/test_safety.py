from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

from bot.engine.desk import Desk
from bot.engine.finder import Finder
from bot.engine.messages import Broken, Paint, Word
from bot.engine.pixels import Pixels
from bot.engine.safety import Safety
from bot.engine.supplies import Supplies
from bot.engine.work import Work
from bot.errors import SafetyFailed
from bot.jobs import Done, JobId, Progress
from tests.makers import a_request

RED: Pixels = np.full((48, 40, 3), (255, 0, 0), np.uint8)
BLUE: Pixels = np.full((48, 40, 3), (0, 0, 255), np.uint8)
LABELS = ("nsfw", "hentai")


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("classifier")
    names = {0: "normal", 1: "NSFW", 2: "hentai"}
    config = ViTConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=32,
        patch_size=8,
        id2label=names,
        label2id={name: index for index, name in names.items()},
    )
    model = ViTForImageClassification(config)
    torch.nn.init.normal_(model.classifier.weight)
    model.save_pretrained(folder)
    ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


def supplies(folder: Path, *labels: str) -> Supplies:
    return Supplies(safety=str(folder), unsafe_labels=labels or LABELS)


def test_the_score_is_the_sum_of_the_unwanted_labels(classifier: Path) -> None:
    both, one, other = (Safety(supplies(classifier, *labels)).look(RED) for labels in (LABELS, LABELS[:1], LABELS[1:]))

    assert 0 < both < 1
    assert one + other == pytest.approx(both, abs=1e-5)
    assert Safety(supplies(classifier)).look(BLUE) != both


def test_a_check_that_nobody_set_up_is_off() -> None:
    assert not Safety(Supplies()).on
    assert Safety(Supplies(safety="some/classifier")).on


@pytest.mark.parametrize("broken", ["missing", "no label", "nan"])
def test_whatever_goes_wrong_it_fails_closed(broken: str, classifier: Path, tmp_path: Path) -> None:
    folder, labels = classifier, LABELS
    if broken == "missing":
        folder = tmp_path
    if broken == "no label":
        labels = ("gore", "blood")
    safety = Safety(supplies(folder, *labels))
    if broken == "nan":
        safety.look(RED)
        assert safety._loaded is not None
        safety._loaded[1].classifier.weight.data.fill_(float("nan"))

    with pytest.raises(SafetyFailed):
        safety.look(RED)


def spoken(folder: Path | None) -> list[Word]:
    """What is said of a job of two pictures, with a preview on the way."""
    words: list[Word] = []
    desk = Desk("test", words.append, Finder(""), Supplies() if folder is None else supplies(folder))
    work = Work(Paint(JobId("0" * 16), a_request(count=2), {}))
    desk.take(work, lambda _work: None)
    desk.clear()
    desk.begin(work)
    desk.progress(work, RED)
    for number, pixels in enumerate((RED, BLUE)):
        desk.picture(work, number, pixels, np.flipud)
    desk.done(work)
    desk.close()
    return words


def test_the_scores_travel_with_the_pictures_and_no_preview_is_shown_unseen(classifier: Path) -> None:
    progress, done = spoken(classifier)

    assert isinstance(progress, Progress)
    assert progress.preview is None
    assert isinstance(done, Done)
    assert len(done.pictures) == len(done.unsafe) == 2
    assert done.unsafe[0] == pytest.approx(Safety(supplies(classifier)).look(RED))
    assert Image.open(io.BytesIO(done.pictures[1])).getpixel((0, 0)) == (0, 0, 255)


def test_without_a_check_there_are_no_scores_and_previews_are_shown() -> None:
    progress, done = spoken(None)

    assert isinstance(progress, Progress)
    assert progress.preview
    assert isinstance(done, Done)
    assert done.unsafe == ()


def test_a_check_that_breaks_lets_no_picture_out(tmp_path: Path) -> None:
    words = spoken(tmp_path)

    (broken,) = (word for word in words if not isinstance(word, Progress))
    assert isinstance(broken, Broken)
    assert isinstance(broken.error, SafetyFailed)
