"""What a quality means for a painting, where the person has not chosen its parts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.backend import Capabilities
from bot.preferences import Quality
from bot.requests import SHORT_STEPS, Lora, SchedulerName

STEPS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Tier:
    """`warning` is a message's key, or empty."""

    num_inference_steps: int
    guidance_scale: float
    scheduler: SchedulerName
    loras: tuple[Lora, ...] = ()
    warning: str = ""


def tier_of(quality: Quality | None, offers: Capabilities) -> Tier:
    """Fast: a distilled LoRA with all that it wants; without one, honestly fewer steps. Max: twice as many."""
    steps = offers.num_inference_steps
    fast = offers.fast
    match quality:
        case "fast" if fast is not None:
            return Tier(fast.num_inference_steps, fast.guidance_scale, fast.scheduler, (Lora(fast.lora),))
        case "fast":
            few = max(min(round(steps / 2), SHORT_STEPS), 1)
            return Tier(few, offers.guidance_scale, offers.scheduler, warning="warning.fewer_steps")
        case "max":
            return Tier(min(2 * steps, STEPS_LIMIT), offers.guidance_scale, offers.scheduler)
        case _:
            return Tier(steps, offers.guidance_scale, offers.scheduler)
