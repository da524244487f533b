"""What the doctor asks of the engine's side, without loading a checkpoint. Imports torch when called, not before."""

from __future__ import annotations

from huggingface_hub import try_to_load_from_cache

from bot.engine.origin import origin_of
from bot.errors import CheckpointMissing


def torch_version() -> str | None:
    """None where torch is missing or does not load."""
    try:
        import torch  # noqa: PLC0415
    except (ImportError, OSError):  # OSError: a library of it is missing or of another machine
        return None
    return str(torch.__version__)


def device_name(wanted: str) -> str:
    """The device of a setting, by its name for people, tried out with one small sum. Raises RuntimeError."""
    import torch  # noqa: PLC0415

    from bot.engine.devices import device_for, name_of  # noqa: PLC0415

    device = device_for(wanted)
    torch.ones(2, device=device).sum().item()
    return f"{name_of(device)} ({device.type})"


def checkpoint_there(checkpoint: str) -> bool:
    """Whether it can be loaded without the network."""
    try:
        origin = origin_of(checkpoint)
    except CheckpointMissing:
        return False
    return origin.kind != "hub" or isinstance(try_to_load_from_cache(origin.where, "model_index.json"), str)
