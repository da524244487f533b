"""The engine process: what runs in it, and what it does with the bot's messages. Light until it is running."""

from __future__ import annotations

import os
import threading

from bot.child import Parent, yield_cpu
from bot.engine.messages import Cancel, Setup, Sketch


def run(parent: Parent, setup: Setup) -> None:
    """The target of an engine process; returns when the bot asks to stop and all that was taken has ended."""
    if setup.tuning.cache:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = setup.tuning.cache
    quiet()
    # the bot imports this module, and must not import these
    from bot.engine.devices import device_for  # noqa: PLC0415
    from bot.engine.painter import Painter  # noqa: PLC0415

    device = device_for(setup.device)
    if device.type == "cpu":
        yield_cpu()  # the bot, with its deadlines of seconds, goes first
    painter = Painter(setup, device, parent.send)
    for order in parent:
        if isinstance(order, Cancel):
            painter.cancel(order.job_id)
        elif isinstance(order, Sketch):
            painter.sketch(order)
        else:
            painter.take(order)
    painter.finish()


def quiet() -> None:
    """What the libraries would say is in the errors that we tell, and progress is told by us."""
    os.environ["TRANSFORMERS_VERBOSITY"] = os.environ["DIFFUSERS_VERBOSITY"] = "error"
    from diffusers.utils import logging as diffusers_logging  # noqa: PLC0415
    from tqdm import tqdm  # noqa: PLC0415
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    diffusers_logging.disable_progress_bar()
    transformers_logging.disable_progress_bar()
    tqdm.set_lock(threading.RLock())  # its own is a semaphore of the system, which a killed process leaves behind
