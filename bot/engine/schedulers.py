"""The samplers by name: diffusers' classes, set up as people expect of these names, for a checkpoint's own training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import diffusers
from diffusers import SchedulerMixin

from bot.requests import SchedulerName

_CHOOSING = frozenset({"lcm", "tcd"})
_ORIGINAL_STEPS = 50  # diffusers' default: these choose their steps among so many, so they cannot run more of them


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of diffusers and the options that make it the sampler of that name.

    Everything else (betas, prediction type, timestep spacing) comes from the checkpoint's own scheduler.
    """

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


# DDIM's defaults clip latents to -1..1 and end at pure alpha: right for pixels, wrong for SDXL's latents
KINDS: Mapping[SchedulerName, Kind] = MappingProxyType(
    {
        "euler": Kind("EulerDiscreteScheduler"),
        "euler_trailing": Kind("EulerDiscreteScheduler", {"timestep_spacing": "trailing"}),
        "euler_a": Kind("EulerAncestralDiscreteScheduler"),
        "dpm++_2m_karras": Kind("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
        "dpm++_2m_sde": Kind("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}),
        "unipc": Kind("UniPCMultistepScheduler"),
        "ddim": Kind("DDIMScheduler", {"clip_sample": False, "set_alpha_to_one": False}),
        "lcm": Kind("LCMScheduler"),
        "tcd": Kind("TCDScheduler"),
    }
)


def scheduler_for(name: SchedulerName, num_inference_steps: int, config: Mapping[str, Any]) -> SchedulerMixin:
    """A new scheduler, since each holds the state of one painting. `config` is the checkpoint's own scheduler's."""
    kind = KINDS[name]
    options = dict(kind.options)
    if name in _CHOOSING:
        options["original_inference_steps"] = max(_ORIGINAL_STEPS, num_inference_steps)
    return getattr(diffusers, kind.name).from_config(config, **options)
