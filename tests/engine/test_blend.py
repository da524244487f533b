from __future__ import annotations

import pytest
import torch

from bot.engine.tasks.blend import mixed, slerp


def latents(seed: int) -> torch.Tensor:
    return torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(seed))


def test_the_ends_of_the_arc_are_the_two_pictures() -> None:
    one, other = latents(1), latents(2)

    assert torch.allclose(slerp(one, other, 0.0), one, atol=1e-6)
    assert torch.allclose(slerp(one, other, 1.0), other, atol=1e-6)


def test_half_way_lies_as_near_to_both_and_keeps_their_contrast() -> None:
    one, other = latents(1), latents(2)

    middle = slerp(one, other, 0.5)

    assert (middle - one).norm() == pytest.approx(float((middle - other).norm()), rel=0.1)
    assert float(middle.norm()) == pytest.approx(float(one.norm() + other.norm()) / 2, rel=0.05)
    assert float(((one + other) / 2).norm()) < 0.8 * float(middle.norm())


@pytest.mark.parametrize("factor", [1.0, 2.0, -1.0, 0.0])
def test_pictures_on_one_line_are_mixed_without_dividing_by_nothing(factor: float) -> None:
    one = latents(1)

    assert torch.isfinite(slerp(one, factor * one, 0.3)).all()


def test_a_picture_mixed_with_itself_is_itself() -> None:
    one = latents(1)

    assert torch.allclose(mixed([one, one, one, one], [1.0, 2.0, 0.5, 1.0]), one, atol=1e-5)


def test_who_weighs_more_is_nearer() -> None:
    pictures = [latents(seed) for seed in range(3)]

    mix = mixed(pictures, [1.0, 1.0, 4.0])

    distances = [float((mix - picture).norm()) for picture in pictures]
    assert distances[2] < min(distances[:2])


def test_half_precision_stays_half_precision() -> None:
    assert slerp(latents(1).half(), latents(2).half(), 0.5).dtype == torch.float16
