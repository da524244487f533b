"""Stage 7: the diffusers folder in fp16, with its card."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline
from transformers import CLIPTokenizer

from tools.starter.plan import Plan
from tools.starter.scenes import words
from tools.starter.state import State
from tools.starter.unet import new_studio

LIMIT_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the card tells of the training."""

    unet_samples: int
    minutes: dict[str, float]
    measured: dict[str, float]  # shares 0 to 1, by claim


def assemble(state: State, plan: Plan) -> None:
    """Leaves checkpoint/, which StableDiffusionXLPipeline.from_pretrained loads."""
    with state.timed("assemble"):
        folder = state.path("checkpoint")
        studio = new_studio(state, plan)
        studio.resume(state)
        studio.average.swap()
        painter = studio.painter.cpu()
        vae = AutoencoderKL.from_pretrained(state.path("vae"))
        vae.register_to_config(_name_or_path="vae")  # else where it lay on this machine is in everybody's checkpoint
        tokenizer = CLIPTokenizer.from_pretrained(state.path("tokenizer"))
        pipeline = StableDiffusionXLPipeline(
            vae=vae, text_encoder=painter.texts.first,
            text_encoder_2=painter.texts.second, tokenizer=tokenizer,
            tokenizer_2=CLIPTokenizer.from_pretrained(state.path("tokenizer")), unet=painter.unet,
            scheduler=sampler(), force_zeros_for_empty_prompt=True, add_watermarker=False,
        ).to(dtype=torch.float16)  # fmt: skip
        pipeline.save_pretrained(folder)
        write_card(folder, plan, numbers(state))
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"checkpoint: {size / 1e6:.2f} MB", flush=True)
        if size > LIMIT_BYTES:
            raise ValueError(f"{size} bytes, at most {LIMIT_BYTES} are allowed")


def sampler() -> EulerDiscreteScheduler:
    return EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="v_prediction",
        timestep_spacing="trailing", steps_offset=1,
    )  # fmt: skip


def numbers(state: State) -> Numbers:
    measured = state.path("measured.json")
    return Numbers(
        unet_samples=state.load("unet.pt")["seen"],
        minutes={stage: round(seconds / 60, 1) for stage, seconds in state.times().items()},
        measured=json.loads(measured.read_text()) if measured.exists() else {},
    )


def write_card(folder: Path, plan: Plan, told: Numbers) -> None:
    """card.json with what suits it, about.json with what it knows, README.md for people."""
    knows = {
        "objects": {kind: words.OBJECTS[kind] for kind in plan.kinds}, "colours": tuple(words.COLOURS),
        "places": dict(words.PLACES), "times": dict(words.TIMES), "weathers": dict(words.WEATHERS),
        "seasons": dict(words.SEASONS), "lights": dict(words.LIGHTS), "styles": dict(words.STYLES),
    }  # fmt: skip
    suits = {"native_px": 128, "scheduler": "euler", "num_inference_steps": 20, "guidance_scale": 3.0}
    about = {
        "licence": "CC0-1.0", "third_party_data": False, "unet_samples": told.unet_samples, "minutes": told.minutes,
        "measured": told.measured, "knows": knows,
    }  # fmt: skip
    for name, content in (("card.json", suits), ("about.json", about)):
        (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    lines = "\n".join(f"| {claim} | {value:.0%} |" for claim, value in told.measured.items())
    minutes = ", ".join(f"{stage} {value} min" for stage, value in told.minutes.items())
    text = CARD.format(
        samples=told.unet_samples,
        device=plan.device,
        minutes=minutes,
        objects=len(plan.kinds),
        numbers=lines or "| not measured | |",
    )
    (folder / "README.md").write_text(text)


CARD = """# The built-in checkpoint

A tiny SDXL (UNet, AutoencoderKL, two CLIP text encoders), 128 × 128 pixels, fp16. It was trained from nothing on scenes
that `tools/starter/scenes` draws; no data, weights or pictures of anybody else went into it. Licence: CC0-1.0.

20 steps, guidance 3, Euler with trailing timesteps, v-prediction (its scheduler says so). On a CPU load it as float32.
It knows {objects} objects; `about.json` lists every word.

Trained on {device}: {samples} samples of the UNet; wall clock: {minutes}.

| held-out captions | share |
| --- | --- |
{numbers}
"""
