"""The `parameters` text of a picture, in the form AUTOMATIC1111's web UI gave it and most tools read. Pure.

a prompt, of any number of lines
Negative prompt: what not to paint
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 1024x1024, Model: name, Version: hwaga
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bot.requests import Blend, Image2Image, Inpaint, Request, SchedulerName

SAMPLERS: dict[SchedulerName, str] = {
    "euler": "Euler",
    "euler_trailing": "Euler SGM Uniform",
    "euler_a": "Euler a",
    "dpm++_2m_karras": "DPM++ 2M Karras",
    "dpm++_2m_sde": "DPM++ 2M SDE",
    "unipc": "UniPC",
    "ddim": "DDIM",
    "lcm": "LCM",
    "tcd": "TCD",
}
"""Our schedulers, by the names the other tools know."""

_SCHEDULERS: dict[str, SchedulerName] = {
    SAMPLERS[name].lower().removesuffix(" karras"): name for name in SAMPLERS
}  # newer tools name the noise schedule apart from the sampler

_NEGATIVE = "Negative prompt:"
_SETTINGS = re.compile(r"^Steps: \d", re.MULTILINE)
_SETTING = re.compile(r'(?P<name>[A-Z][\w /-]{0,40}): (?P<value>"(?:[^"\\]|\\.){0,2000}"|[^,]{0,2000})')
_MAX_SETTINGS = 20_000  # characters
_NUMBER = re.compile(r"\d{1,10}(?:\.\d{1,10})?", re.ASCII)
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What another tool says of its picture; None where it does not, or says what we do not have. Not checked."""

    prompt: str
    negative_prompt: str = ""
    num_inference_steps: int | None = None
    scheduler: SchedulerName | None = None
    guidance_scale: float | None = None
    seed: int | None = None
    size: tuple[int, int] | None = None
    """Width and height in pixels."""
    strength: float | None = None
    model: str = ""


def written(request: Request, seed: int) -> str:
    """The text for the picture that was painted with `seed`."""
    settings = {
        "Steps": str(request.num_inference_steps),
        "Sampler": SAMPLERS[request.scheduler],
        "CFG scale": f"{request.guidance_scale:g}",
        "Seed": str(seed),
        "Size": f"{request.width}x{request.height}",
    }
    if isinstance(request, Image2Image | Inpaint | Blend):
        settings["Denoising strength"] = f"{request.strength:g}"
    settings["Model"] = _name_of(request.checkpoint)
    settings["Version"] = "hwaga"
    negative = [f"{_NEGATIVE} {request.negative_prompt}"] if request.negative_prompt else []
    last = ", ".join(f"{name}: {_quoted(value)}" for name, value in settings.items())
    return "\n".join([request.prompt, *negative, last])


def parse(text: str) -> Parameters | None:
    """The parts of such a text; None where it has no line of settings."""
    lines = list(_SETTINGS.finditer(text))
    if not lines:
        return None
    body, last = text[: lines[-1].start()], text[lines[-1].start() :][:_MAX_SETTINGS]
    prompt, _, negative = f"\n{body}".partition(f"\n{_NEGATIVE}")
    settings = {found["name"]: _plain(found["value"]) for found in _SETTING.finditer(last.partition("\n")[0])}
    steps, seed = _number(settings.get("Steps")), _number(settings.get("Seed"))
    return Parameters(
        prompt=prompt.strip(),
        negative_prompt=negative.strip(),
        num_inference_steps=None if steps is None else int(steps),
        scheduler=_SCHEDULERS.get(settings.get("Sampler", "").lower().removesuffix(" karras")),
        guidance_scale=_number(settings.get("CFG scale")),
        seed=None if seed is None else int(seed),
        size=_size(settings.get("Size", "")),
        strength=_number(settings.get("Denoising strength")),
        model=settings.get("Model", ""),
    )


def _name_of(checkpoint: str) -> str:
    """Without folders: they are nobody else's business."""
    return re.split(r"[\\/]", checkpoint)[-1].removesuffix(".safetensors")


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if re.search(r'[,:"\n]', value) else value


def _plain(value: str) -> str:
    if not value.startswith('"'):
        return value.strip()
    try:
        return str(json.loads(value))
    except ValueError:
        return value


def _number(value: str | None) -> float | None:
    return float(value) if value and _NUMBER.fullmatch(value) else None


def _size(value: str) -> tuple[int, int] | None:
    found = _SIZE.fullmatch(value)
    return (int(found[1]), int(found[2])) if found else None
