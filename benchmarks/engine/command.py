"""`python -m benchmarks engine`."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import structlog

from benchmarks.report import percentile, say, versions
from bot.child import yield_cpu
from bot.engine.backend import Capabilities
from bot.engine.card import capabilities_of
from bot.engine.local import LocalBackend
from bot.engine.messages import Setup
from bot.engine.schedule import Room
from bot.jobs import new_job_id
from bot.requests import Image2Image, Request, Text2Image

if TYPE_CHECKING:
    import torch

    from benchmarks.engine.ours import Ours

_MIB = 1 << 20
_LOAD = 0.95


@dataclass(frozen=True, slots=True)
class EngineReport:
    """Ours and diffusers' pipeline paint the same pictures in turn, in the same process and run.

    Ours ends with a PNG file, stock with a PIL image. `overhead` is our median over stock's for one picture alone,
    `throughput` how many times faster eight mixed requests at once are than the same one after another (the median
    of `rounds`). `fast_p95` is the 95th percentile of the wait for requests of at most 8 steps, over that in one
    line: a replay at a load of 0.95 with the measured `tick_ms`; `all_p95` the same of all requests.
    `first_picture_s` counts from the start of an engine process, with all imports, and `peak_memory_mib` is its: of
    the GPU where it paints on one, else of the machine.
    `small_*`: half the side, 4 steps, eight at once, where `--full-size` asks for it (0 otherwise).
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
    overhead: float
    throughput: float
    tick_ms: dict[str, float]
    fast_p95: float
    all_p95: float
    small_images_per_s: float
    small_over_stock: float
    peak_memory_mib: float


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--checkpoint", default="builtin", show_default=True)
@click.option("--device", default="auto", show_default=True)
@click.option("--torch-threads", default=1, show_default=True, help="The same for both.")
@click.option("--pictures", default=20, show_default=True, help="How many to measure.")
@click.option("--rounds", default=5, show_default=True, help="How often eight are painted at once.")
@click.option("--steps", default=None, type=int, help="What suits the checkpoint, unless told.")
@click.option("--full-size", is_flag=True, help="SDXL's own size in random weights; small ones without a GPU.")
def engine(
    *,
    as_json: bool,
    checkpoint: str,
    device: str,
    torch_threads: int,
    pictures: int,
    rounds: int,
    steps: int | None,
    full_size: bool,
) -> None:
    """Ours beside the stock pipeline: one at a time, eight at once, and by what order."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is the report's
    yield_cpu()  # as the engine does: a busy machine treats all alike
    with tempfile.TemporaryDirectory() as folder:
        if full_size:
            checkpoint = _random_weights(Path(folder), device)
        bench = Bench(Setup(checkpoint, device, torch_threads), steps)
        say(bench.report(pictures, rounds, small=full_size), as_json=as_json)


def _random_weights(folder: Path, wanted: str) -> str:
    from benchmarks.engine.weights import write_full_size, write_small  # noqa: PLC0415 - see __main__
    from bot.engine.devices import device_for  # noqa: PLC0415

    device = device_for(wanted)
    write = write_full_size if device.type == "cuda" else write_small
    write(folder, device)
    return str(folder)


class Bench:
    """The measuring, with what it is done with."""

    def __init__(self, setup: Setup, steps: int | None) -> None:
        self._setup = setup
        self._offers = capabilities_of(setup.checkpoint)
        self._request = _request(self._offers, steps)

    def report(self, pictures: int, rounds: int, *, small: bool) -> EngineReport:
        """Take all measures; minutes."""
        first_s, memory = asyncio.run(self._first())
        ours, device = self._ours()
        from benchmarks.engine.stock import Stock  # noqa: PLC0415 - see __main__

        stock = Stock(self._setup.checkpoint, device)
        ours_s, stock_s = self._side_by_side(ours, stock, pictures)
        images_per_s, over_stock = self._small(ours, stock, rounds) if small else (0.0, 0.0)
        p50_s, stock_p50_s = percentile(ours_s, 0.5), percentile(stock_s, 0.5)
        throughput = statistics.median(self._throughput(ours) for _round in range(rounds))
        ours.settle()
        fast_p95, all_p95 = self._replayed(ours)
        request = self._request
        return EngineReport(
            device=ours.device,
            versions=versions("torch", "diffusers", "transformers", "compel"),
            checkpoint=request.checkpoint,
            width=request.width,
            height=request.height,
            steps=request.num_inference_steps,
            scheduler=request.scheduler,
            pictures=pictures,
            torch_threads=self._setup.torch_threads,
            first_picture_s=first_s,
            p50_s=p50_s,
            p95_s=percentile(ours_s, 0.95),
            images_per_s=len(ours_s) / sum(ours_s),
            stock_p50_s=stock_p50_s,
            overhead=p50_s / stock_p50_s,
            throughput=throughput,
            tick_ms={str(rows): ms for rows, ms in ours.pace.tick_ms} if ours.pace else {},
            fast_p95=fast_p95,
            all_p95=all_p95,
            small_images_per_s=images_per_s,
            small_over_stock=over_stock,
            peak_memory_mib=memory or _children_memory(),
        )

    async def _first(self) -> tuple[float, float]:
        """Seconds to the first picture of an engine process, and MiB in use on the GPU then, 0 without one."""
        setup = self._setup
        backend = LocalBackend(checkpoint=setup.checkpoint, device=setup.device, torch_threads=setup.torch_threads)
        began = time.perf_counter()
        await backend.start()
        async with aclosing(backend.paint(new_job_id(), self._request, {})) as events:
            async for _event in events:
                pass
        took = time.perf_counter() - began
        memory = await asyncio.to_thread(_gpu_memory, setup.device)
        await backend.stop()
        return took, memory

    def _ours(self) -> tuple[Ours, torch.device]:
        import torch  # noqa: PLC0415 - see __main__

        from benchmarks.engine.ours import Ours  # noqa: PLC0415
        from bot.engine.devices import device_for  # noqa: PLC0415
        from bot.engine.process import quiet  # noqa: PLC0415

        quiet()
        torch.set_num_threads(self._setup.torch_threads)
        device = device_for(self._setup.device)
        ours = Ours(self._setup, device)
        ours.settle()
        return ours, device

    def _side_by_side(self, ours: Ours, stock: object, pictures: int) -> tuple[list[float], list[float]]:
        from benchmarks.engine.stock import Stock  # noqa: PLC0415 - see __main__

        assert isinstance(stock, Stock)
        ours.timed([self._request])
        stock.timed(self._request)
        ours_s, stock_s = [], []
        for seed in range(pictures):
            request = replace(self._request, seed=seed)
            ours_s.append(ours.timed([request]))
            stock_s.append(stock.timed(request))
        return ours_s, stock_s

    def _throughput(self, ours: Ours) -> float:
        requests = mixed(self._request)
        together_s = ours.timed(requests)
        return sum(ours.timed([request]) for request in requests) / together_s

    def _small(self, ours: Ours, stock: object, rounds: int) -> tuple[float, float]:
        from benchmarks.engine.stock import Stock  # noqa: PLC0415 - see __main__

        assert isinstance(stock, Stock)
        side = self._request.width // 2
        small = replace(self._request, width=side, height=side, num_inference_steps=4, guidance_scale=1.0)
        eight = [replace(small, seed=seed) for seed in range(8)]
        ours.timed(eight)
        stock.timed(small)
        ours_s = statistics.median(ours.timed(eight) / 8 for _round in range(rounds))
        stock_s = statistics.median(stock.timed(small) for _round in range(rounds))
        return 1 / ours_s, stock_s / ours_s

    def _replayed(self, ours: Ours) -> tuple[float, float]:
        from benchmarks.engine.replay import arrivals, in_lanes, in_line  # noqa: PLC0415 - see __main__

        assert ours.pace is not None
        coming = arrivals(ours.pace, _LOAD, self._offers.native_px)
        lanes, line = in_lanes(ours.pace, coming, Room()), in_line(ours.pace, coming)
        return lanes.short_p95_s / line.short_p95_s, lanes.p95_s / line.p95_s


def _request(offers: Capabilities, steps: int | None) -> Text2Image:
    return Text2Image(
        prompt="a red house in a field at sunset",
        prompt_2="",
        negative_prompt="",
        width=offers.native_px,
        height=offers.native_px,
        num_inference_steps=steps or offers.num_inference_steps,
        guidance_scale=offers.guidance_scale,
        scheduler=offers.scheduler,
        seed=0,
        count=1,
        checkpoint=offers.checkpoint,
    )


def mixed(request: Text2Image) -> list[Request]:
    """Eight requests of other steps, schedulers, guidance, seeds, texts and tasks."""
    from benchmarks.engine.ours import NAME  # noqa: PLC0415 - see __main__

    steps = request.num_inference_steps
    texts: list[Text2Image] = [
        replace(request, seed=1),
        replace(request, seed=2, num_inference_steps=steps * 5 // 4, scheduler="dpm++_2m_karras", prompt="a tall tree"),
        replace(request, seed=3, num_inference_steps=max(steps * 3 // 4, 1), guidance_scale=7.0, scheduler="euler_a"),
        replace(request, seed=4, num_inference_steps=max(steps // 2, 1), guidance_scale=1.0, scheduler="lcm"),
        replace(request, seed=5, scheduler="unipc", prompt="a boat on a lake"),
        replace(request, seed=6, num_inference_steps=max(steps * 3 // 4, 1), scheduler="ddim"),
    ]
    over = (Image2Image.over(replace(request, seed=7), NAME, 0.6), Image2Image.over(texts[1], NAME, 0.8))
    return [*texts, *over]


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
