"""What a person can do, once for every platform.

`COMMANDS` is imported by `bot.handlers`; the terminal, the page, Discord and Telegram make their own forms of it.
"""

from __future__ import annotations

from typing import Any

from bot.commands.again import AGAIN
from bot.commands.ban import ALLOW, BAN
from bot.commands.base import Command
from bot.commands.blend import BLEND
from bot.commands.cancel import CANCEL
from bot.commands.correct import CORRECT
from bot.commands.delete import DELETE
from bot.commands.edit import EDIT
from bot.commands.enlarge import ENLARGE
from bot.commands.explain import EXPLAIN
from bot.commands.favourite import FAVOURITE
from bot.commands.first import FIRST
from bot.commands.gallery import GALLERY
from bot.commands.help import HELP
from bot.commands.history import HISTORY
from bot.commands.imagine import IMAGINE
from bot.commands.line import LINE
from bot.commands.link import LINK, UNLINK
from bot.commands.loras import LORAS
from bot.commands.mode import DRAIN, PAUSE, RESUME
from bot.commands.models import MODELS
from bot.commands.mydata import MYDATA
from bot.commands.outpaint import OUTPAINT
from bot.commands.place import PLACE
from bot.commands.play import PLAY
from bot.commands.recipe import RECIPE
from bot.commands.reword import REWORD
from bot.commands.session import SESSION
from bot.commands.settings import SETTINGS
from bot.commands.stats import STATS
from bot.commands.styles import STYLES
from bot.commands.timelapse import TIMELAPSE
from bot.commands.trace import TRACE
from bot.commands.vary import VARY

COMMANDS: tuple[Command[Any], ...] = (
    IMAGINE,
    AGAIN,
    VARY,
    CORRECT,
    REWORD,
    EDIT,
    OUTPAINT,
    BLEND,
    ENLARGE,
    TIMELAPSE,
    EXPLAIN,
    RECIPE,
    SESSION,
    PLAY,
    HISTORY,
    GALLERY,
    FAVOURITE,
    DELETE,
    LINE,
    FIRST,
    CANCEL,
    STATS,
    STYLES,
    MODELS,
    LORAS,
    TRACE,
    SETTINGS,
    PLACE,
    MYDATA,
    LINK,
    UNLINK,
    BAN,
    ALLOW,
    PAUSE,
    DRAIN,
    RESUME,
    HELP,
)
