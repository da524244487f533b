"""What each button below a picture does: a command of the table, with the options that the button has chosen.

Every front end makes its buttons from `ACTIONS`. Those whose command is not in the table, or whose task the backend
does not offer, are not shown: `offered` says which are left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.commands import COMMANDS
from bot.commands.base import Command, fields_of
from bot.commands.parse import Given
from bot.engine.backend import Capabilities
from bot.jobs import Job, JobId
from bot.views import Action


@dataclass(frozen=True, slots=True)
class Deed:
    """`command` is run with `values`, the job, and the picture's number if it takes one.

    `asks` names the options that the person fills in first, in a form that holds what `prefilled` says.
    `of_session`: it is about a group's session and not about a job, and anybody may.
    """

    command: str
    values: Mapping[str, Given] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    of_session: bool = False


def _in_session(do: str, *asks: str) -> Deed:
    return Deed("play", {"do": do}, asks=asks, of_session=True)


ACTIONS: Mapping[Action, Deed] = MappingProxyType(
    {
        "cancel": Deed("cancel"),
        "picture": Deed("enlarge"),
        "again": Deed("again"),
        "vary_subtle": Deed("vary", {"strength": "subtle"}),
        "vary_strong": Deed("vary", {"strength": "strong"}),
        "edit": Deed("reword", asks=("text", "english", "negative", "seed")),
        "correct": Deed("correct", asks=("text",)),
        "inpaint": Deed("edit", asks=("where", "what")),
        "outpaint": Deed("outpaint"),
        "timelapse": Deed("timelapse"),
        "explain": Deed("explain"),
        "favourite": Deed("favourite"),
        "delete": Deed("delete"),
        "session_join": _in_session("join"),
        "session_start": _in_session("start"),
        "session_write": _in_session("write", "text"),
        "session_look": _in_session("look"),
        "session_vote": _in_session("vote"),
        "session_skip": _in_session("skip"),
        "session_leave": _in_session("leave"),
        "session_keep": _in_session("keep"),
    }
)


def command_of(action: Action) -> Command[Any] | None:
    """None while the table has no such command."""
    name = ACTIONS[action].command
    return next((command for command in COMMANDS if command.name == name), None)


def offered(offers: Capabilities) -> frozenset[Action]:
    """What this house can do for people."""
    able = {command.name for command in doable(offers)}
    return frozenset(
        action
        for action, deed in ACTIONS.items()
        if deed.command in able and (offers.finds_by_words or "where" not in deed.asks)
    )


def doable(offers: Capabilities) -> tuple[Command[Any], ...]:
    """The commands of the table, less those whose task the backend does not offer."""
    return tuple(command for command in COMMANDS if command.task in {"", *offers.tasks})


def given(action: Action, job_id: JobId, picture: int = 0) -> dict[str, Given | None]:
    """What the action's command is given: `picture` counts from 1, 0 is none in particular.

    A session's action has its session's id in the place of a job's.
    """
    command, values = command_of(action), ACTIONS[action].values
    known = () if command is None else tuple(each.name for each in fields_of(command.options))
    chosen: dict[str, Given | None] = {"job": job_id, "session": job_id, "picture": picture or None}
    return {**values, **{name: value for name, value in chosen.items() if name in known}}


def prefilled(action: Action, job: Job) -> dict[str, str]:
    """What a form of the action's `asks` holds when it opens."""
    plan = job.plan
    if action != "edit":
        return {}
    seed = str(job.request.seed)
    return {"text": plan.text, "english": plan.english, "negative": plan.negative_prompt, "seed": seed}
