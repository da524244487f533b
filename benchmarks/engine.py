"""The engine as the bot uses it, against diffusers called directly: the same pictures in turn, in the same run."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import aclosing
from dataclasses import dataclass

import click
import structlog

from benchmarks.report import percentile, say, versions
from bot.child import yield_cpu
from bot.engine.local import LocalBackend
from bot.jobs import Done, new_job_id
from bot.requests import Text2Image

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class EngineReport:
    """Seconds are a person's: from asking a running engine until the PNG file is back.

    `first_picture_s` counts from the start of the process, with all imports. `ratio` is our median over that of the
    stock pipeline, whose time ends with a PIL image. `peak_memory_mib` is the engine process's: of the GPU where it
    paints on one, else of the machine.
    """

    device: str
    versions: dict[str, str]
    checkpoint: str
    width: int
    height: int
    steps: int
    scheduler: str
    pictures: int
    torch_threads: int
    first_picture_s: float
    p50_s: float
    p95_s: float
    images_per_s: float
    stock_p50_s: float
    ratio: float
    peak_memory_mib: float


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--checkpoint", default="builtin", show_default=True)
@click.option("--device", default="auto", show_default=True)
@click.option("--torch-threads", default=1, show_default=True, help="The same for both.")
@click.option("--pictures", default=20, show_default=True, help="How many to measure, after the first.")
@click.option("--steps", default=None, type=int, help="What suits the checkpoint, unless told.")
def engine(
    *, as_json: bool, checkpoint: str, device: str, torch_threads: int, pictures: int, steps: int | None
) -> None:
    """Text to image, one at a time."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is the report's
    backend = LocalBackend(checkpoint=checkpoint, device=device, torch_threads=torch_threads)
    yield_cpu()  # as the engine does: a busy machine treats both alike
    say(asyncio.run(_measure(backend, _request(backend, steps), device, torch_threads, pictures)), as_json=as_json)


def _request(backend: LocalBackend, steps: int | None, seed: int = 0) -> Text2Image:
    offers = backend.offers()
    return Text2Image(
        prompt="a red house in a field at sunset",
        prompt_2="",
        negative_prompt="",
        width=offers.native_px,
        height=offers.native_px,
        num_inference_steps=steps or offers.num_inference_steps,
        guidance_scale=offers.guidance_scale,
        scheduler=offers.scheduler,
        seed=seed,
        count=1,
        checkpoint=offers.checkpoint,
    )


async def _measure(
    backend: LocalBackend, request: Text2Image, device: str, torch_threads: int, pictures: int
) -> EngineReport:
    first_s, done = await _first(backend, request)
    used = await asyncio.to_thread(_gpu_memory, device)
    stock = await asyncio.to_thread(_Stock, request, device, torch_threads)
    ours_s, stock_s = [], []
    for _picture in range(pictures):
        ours_s.append((await _timed(backend, request))[0])
        stock_s.append(await asyncio.to_thread(stock.timed))
    await backend.stop()
    p50_s, stock_p50_s = percentile(ours_s, 0.5), percentile(stock_s, 0.5)
    return EngineReport(
        device=done.backend,
        versions=versions("torch", "diffusers", "transformers", "compel"),
        checkpoint=request.checkpoint,
        width=request.width,
        height=request.height,
        steps=request.num_inference_steps,
        scheduler=request.scheduler,
        pictures=pictures,
        torch_threads=torch_threads,
        first_picture_s=first_s,
        p50_s=p50_s,
        p95_s=percentile(ours_s, 0.95),
        images_per_s=len(ours_s) / sum(ours_s),
        stock_p50_s=stock_p50_s,
        ratio=p50_s / stock_p50_s,
        peak_memory_mib=used or _children_memory(),
    )


async def _first(backend: LocalBackend, request: Text2Image) -> tuple[float, Done]:
    started = time.perf_counter()
    await backend.start()
    _seconds, done = await _timed(backend, request)
    return time.perf_counter() - started, done


async def _timed(backend: LocalBackend, request: Text2Image) -> tuple[float, Done]:
    started = time.perf_counter()
    async with aclosing(backend.paint(new_job_id(), request, {})) as events:
        async for event in events:
            if isinstance(event, Done):
                return time.perf_counter() - started, event
    raise AssertionError("a painting ends with Done or an error")


class _Stock:
    """The pipeline as its documentation shows it. Made and used off the loop."""

    def __init__(self, request: Text2Image, device: str, torch_threads: int) -> None:
        import torch  # noqa: PLC0415 - see __main__
        from diffusers.utils import logging  # noqa: PLC0415

        from bot.engine.checkpoints import load  # noqa: PLC0415
        from bot.engine.devices import device_for  # noqa: PLC0415
        from bot.engine.schedulers import scheduler_for  # noqa: PLC0415

        logging.disable_progress_bar()
        torch.set_num_threads(torch_threads)
        self._request = request
        self._generator = torch.Generator("cpu")
        checkpoint = load(request.checkpoint, device_for(device))
        self._pipeline = checkpoint.pipeline
        self._pipeline.set_progress_bar_config(disable=True)
        self._pipeline.scheduler = scheduler_for(
            request.scheduler, request.num_inference_steps, checkpoint.scheduler_config
        )
        self.timed()

    def timed(self) -> float:
        """Seconds for one picture."""
        started = time.perf_counter()
        self._pipeline(
            self._request.prompt,
            negative_prompt=self._request.negative_prompt,
            width=self._request.width,
            height=self._request.height,
            num_inference_steps=self._request.num_inference_steps,
            guidance_scale=self._request.guidance_scale,
            generator=self._generator.manual_seed(self._request.seed),
        )
        return time.perf_counter() - started


def _gpu_memory(device: str) -> float:
    """MiB in use on the GPU, by the engine as long as nothing else is there; 0 without one."""
    import torch  # noqa: PLC0415 - see __main__

    from bot.engine.devices import device_for  # noqa: PLC0415

    if device_for(device).type != "cuda":
        return 0.0
    free, total = torch.cuda.mem_get_info()
    return (total - free) / _MIB


def _children_memory() -> float:
    """MiB that the largest ended child had in memory at once; 0 on Windows, which does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - POSIX only

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / _MIB
