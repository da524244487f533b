"""What is half and what stays whole."""

import torch
from torch.nn import functional

from tools.starter.precision import mixed


def test_convolutions_are_half_where_norms_and_attention_stay_whole() -> None:
    picture, kernel = torch.randn(1, 4, 8, 8), torch.randn(4, 4, 3, 3)

    with mixed("cpu", enabled=True):
        seen = functional.conv2d(picture, kernel, padding=1)
        normed = functional.group_norm(seen, 2)
        heard = functional.scaled_dot_product_attention(seen, seen, seen)

    assert (seen.dtype, normed.dtype, heard.dtype) == (torch.bfloat16, torch.float32, torch.float32)


def test_where_it_does_not_pay_everything_is_whole() -> None:
    with mixed("cpu", enabled=False):
        assert functional.conv2d(torch.randn(1, 1, 4, 4), torch.randn(1, 1, 3, 3)).dtype == torch.float32
