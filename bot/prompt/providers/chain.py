"""Best first: when one fails the next takes over, while there is time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.errors import ProviderFailed
from bot.prompt.providers.base import Budget

AnswerT = TypeVar("AnswerT")


class Named(Protocol):
    @property
    def name(self) -> str: ...


ProviderT = TypeVar("ProviderT", bound=Named)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[AnswerT]):
    """`provider` gave `answer`; "" and None where none did. `failed` were asked before it."""

    answer: AnswerT | None
    provider: str
    failed: tuple[str, ...]


async def first(
    providers: Sequence[ProviderT], ask: Callable[[ProviderT, float], Awaitable[AnswerT]], budget: Budget
) -> Outcome[AnswerT]:
    """The first answer; each provider has at most its share of what is left of the budget. Never raises."""
    failed: list[str] = []
    for provider in providers:
        share_s = budget.share_s(len(providers) - len(failed))
        try:
            return Outcome(await ask(provider, share_s), provider.name, tuple(failed))
        except ProviderFailed:  # logged where it failed
            failed.append(provider.name)
    return Outcome(None, "", tuple(failed))
