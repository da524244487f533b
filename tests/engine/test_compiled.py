from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch._dynamo.testing import CompileCounter

from bot.engine.checkpoints import Checkpoint
from bot.engine.compiled import Compiled, compile_forward, warming
from bot.engine.latents import decode
from bot.engine.prompts import PromptEncoder
from bot.engine.samples import Sample
from bot.engine.tasks import begin, paint
from bot.engine.tick import tick
from bot.engine.tuned import place
from bot.engine.tuning import Tuning
from bot.requests import Text2Image
from tests.engine import tiny
from tests.engine.stock import CLOSE, apart

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

CPU = torch.device("cpu")
REQUEST = Text2Image(
    prompt="a red cat",
    prompt_2="",
    negative_prompt="",
    width=tiny.NATIVE_PX,
    height=tiny.NATIVE_PX,
    num_inference_steps=3,
    guidance_scale=4.0,
    scheduler="euler",
    seed=1,
    count=1,
    checkpoint="",
)


class Adding(nn.Module):
    """Tells how many rows it was called with."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []

    def forward(self, first: Tensor, second: Tensor, *, more: dict[str, Tensor]) -> tuple[Tensor]:
        self.rows.append(len(first))
        return (first + second + more["third"],)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    torch.set_num_threads(1)
    torch._dynamo.reset()
    Compiled.known.clear()
    yield
    torch._dynamo.reset()
    Compiled.known.clear()


def called(module: nn.Module, rows: int) -> Tensor:
    (result,) = module(torch.arange(rows), torch.ones(rows), more={"third": torch.ones(rows)})
    assert isinstance(result, Tensor)
    return result


def test_only_shapes_that_were_warmed_run_compiled_and_all_give_the_same() -> None:
    module = Adding()
    compile_forward(module, "default", pads=True, backend="eager")
    with warming():
        called(module, 4)
    before = len(module.rows)

    warm, cold = called(module, 3), called(module, 5)

    assert torch.equal(warm, torch.arange(3) + 2)
    assert torch.equal(cold, torch.arange(5) + 2)
    # what is compiled does not run Python again: the list grows by the eager call's rows, unpadded, and no others
    assert module.rows[before:] in ([5], [4, 5])


def test_a_result_is_the_callers_to_keep() -> None:
    place_of_results = torch.zeros(2)

    def one_place(x: Tensor) -> Tensor:
        return place_of_results.copy_(x)

    compiled = Compiled(one_place, "default", pads=False, backend="eager")
    with warming():
        first = compiled(torch.ones(2))
    compiled(torch.full((2,), 5.0))

    assert torch.equal(first, torch.ones(2))


def test_a_checkpoint_that_is_loaded_again_or_built_alike_needs_no_compiling() -> None:
    counted = CompileCounter()
    modules = [nn.Linear(3, 3), nn.Linear(3, 3), nn.Linear(3, 4)]
    for module in modules:
        compile_forward(module, "default", pads=True, backend=counted)
    x = torch.ones(2, 3)
    with torch.no_grad(), warming():
        modules[0](x)
    with torch.no_grad():
        results = [module(x) for module in modules]

    assert counted.frame_count == 1
    for module, result in zip(modules, results, strict=True):
        assert torch.allclose(result, nn.functional.linear(x, module.weight, module.bias))


def a_checkpoint(tuning: Tuning) -> Checkpoint:
    pipeline = tiny.pipeline()
    pipeline.unet.eval()
    place(pipeline, CPU, tuning)
    return Checkpoint(pipeline, PromptEncoder(pipeline), dict(pipeline.scheduler.config))


def samples(checkpoint: Checkpoint) -> list[Sample]:
    """Of three rows: two and one."""
    return [begin(checkpoint, replace(REQUEST, guidance_scale=scale), (), 1) for scale in (4.0, 1.0)]


def test_padded_rows_change_nobodys_latents() -> None:
    plain, padding = a_checkpoint(Tuning()), a_checkpoint(Tuning())
    compile_forward(padding.unet, "default", pads=True, backend="eager")
    ours, theirs = samples(padding), samples(plain)
    for _step in range(3):
        with warming():
            tick(padding, ours)
        tick(plain, theirs)

    assert max(apart(one.latents, other.latents) for one, other in zip(ours, theirs, strict=True)) <= CLOSE


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own, of its compiler
def test_a_compiled_decoder_gives_the_same_pixels() -> None:
    checkpoint = a_checkpoint(Tuning())
    latents = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    plain = decode(checkpoint.vae, latents)
    compile_forward(checkpoint.vae.decoder, "default")
    with warming():
        decode(checkpoint.vae, latents)

    assert apart(decode(checkpoint.vae, latents), plain) <= CLOSE


def test_the_smallest_profile_paints_nearly_the_same_picture() -> None:
    small = paint(a_checkpoint(Tuning(memory="small")), REQUEST, (), 1, lambda _step: None)
    roomy = paint(a_checkpoint(Tuning(memory="roomy")), REQUEST, (), 1, lambda _step: None)

    # weights in a byte each
    assert np.abs(small.astype(int) - roomy).mean() < 40
    assert small.std() > 1


def test_text_encoders_that_wait_elsewhere_come_for_a_text_and_go_back() -> None:
    pipeline = tiny.pipeline()
    encoder = PromptEncoder(pipeline)
    elsewhere, here = torch.device("cpu"), torch.device("cpu", 0)
    encoder._device = here
    moves: list[torch.device] = []
    for part in (pipeline.text_encoder, pipeline.text_encoder_2):
        part.register_forward_pre_hook(lambda module, _args: moves.append(module.device))

    encoder.encode("a cat", "", "")

    assert moves
    assert pipeline.text_encoder.device in {elsewhere, here}


def test_what_is_made_of_texts_is_made_where_the_unet_is_and_not_where_the_encoders_wait() -> None:
    pipeline = tiny.pipeline()
    pipeline.unet.to("meta")

    encoder = PromptEncoder(pipeline)

    for compel in (encoder._first, encoder._second):
        assert torch.device(compel.device) == torch.device("meta")
        assert torch.device(compel.conditioning_provider.device) == torch.device("meta")


def test_a_kernel_is_chosen_for_the_whole_process() -> None:
    names = ("flash", "cudnn", "mem_efficient", "math")
    before = {name: getattr(torch.backends.cuda, f"{name}_sdp_enabled")() for name in names}
    try:
        a_checkpoint(Tuning(attention="math"))
        chosen = {name for name in names if getattr(torch.backends.cuda, f"{name}_sdp_enabled")()}
    finally:
        for name, value in before.items():
            getattr(torch.backends.cuda, f"enable_{name}_sdp")(value)

    assert chosen == {"math"}
