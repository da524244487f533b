"""`python -m tools.starter all --device cuda`: from nothing to the built-in checkpoint."""

import signal
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import click
import torch

from tools.starter.plan import PLANS, Plan
from tools.starter.state import State

VERBS = {
    "render": ("render", "render"),
    "tokens": ("tokens", "prepare_tokens"),
    "vae": ("vae", "train_vae"),
    "text": ("text", "train_text"),
    "latents": ("latents", "encode_latents"),
    "unet": ("unet", "train_unet"),
    "judge": ("judge", "train_judge"),
    "assemble": ("assemble", "assemble"),
    "fast-lora": ("fast_lora", "train_fast_lora"),
    "style-lora": ("style_lora", "train_style_lora"),
    "edges": ("edges", "train_edges"),
    "measure": ("measure", "measure"),
    "korean": ("korean", "translate"),
    "sheet": ("sheet", "draw_sheet"),
}

COMPANIONS = ("fast-lora", "style-lora", "edges")
APART = ("korean",)  # needs the prompt engine, which a training machine need not have


def run(stage: str, state: State, plan: Plan) -> None:
    """One stage, its imports with it: drawing needs no models."""
    module, verb = VERBS[stage]
    getattr(import_module(f"tools.starter.{module}"), verb)(state, plan)


@click.command()
@click.argument("stages", nargs=-1, required=True, type=click.Choice(["all", *VERBS]))
@click.option("--state", "root", type=click.Path(path_type=Path), default=Path("starter-state"), show_default=True)
@click.option("--device", type=click.Choice(sorted(PLANS)), default="cpu", show_default=True)
@click.option("--minutes", type=float, help="of the one training stage named, instead of the plan's")
@click.option("--checkpoint", type=click.Path(path_type=Path, exists=True), help="instead of the state's own")
@click.option("--threads", type=int, default=1, show_default=True)
def main(
    stages: tuple[str, ...], root: Path, device: str, minutes: float | None, checkpoint: Path | None, threads: int
) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a stopped stage still counts its time
    torch.set_num_threads(threads)
    plan = PLANS[device]
    if minutes is not None:
        plan = replace(plan, **{"lora_minutes" if stages[0] in COMPANIONS else f"{stages[0]}_minutes": minutes})
    for stage in [verb for verb in VERBS if verb not in APART] if stages == ("all",) else stages:
        run(stage, State(root, checkpoint), plan)


if __name__ == "__main__":
    main()
