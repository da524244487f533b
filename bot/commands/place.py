"""What holds for everybody in a server or chat: for who manages it, and for Hwaga's owners."""

from __future__ import annotations

from dataclasses import fields

from bot.commands.base import Command, Context, Reply
from bot.commands.policy import limits_of, owns
from bot.commands.ruled import PlaceOptions, refuse_laxer, refuse_unlawful, ruled
from bot.commands.studio import Studio
from bot.commands.usual import Row, row, rows_of, told
from bot.config import Settings
from bot.errors import ManagersOnly
from bot.i18n import decimal, duration, say
from bot.limits import Limits
from bot.people import Locale
from bot.rules import House, pictures_of
from bot.store import Ruling


async def place(context: Context, options: PlaceOptions, studio: Studio) -> Reply:
    """Raises ManagersOnly, and BadOption where a manager would be laxer than the owner."""
    owner = owns(studio, context)
    if not owner and not await context.manages():
        raise ManagersOnly
    house = await studio.store.choices.house(context.place)
    if options != PlaceOptions():
        house = await _changed(context, options, studio, house, owner=owner)
    return told(say(context.locale, "place.here"), _rows(house, studio.settings, context.locale))


async def _changed(context: Context, options: PlaceOptions, studio: Studio, house: House, *, owner: bool) -> House:
    if not owner:
        refuse_laxer(options, house, studio.settings)
    refuse_unlawful(options, studio.words, owner=owner)
    offers = studio.backend.offers()
    house = await studio.store.choices.rule(
        context.place, lambda before: ruled(before, options, offers), by_owner=owner
    )
    person = await studio.store.person(context.account, context.locale)
    names = ", ".join(each.name for each in fields(options) if getattr(options, each.name) != each.default)
    at, where = studio.clock(), context.place
    await studio.store.rule(Ruling(at=at, person=person, place=where, what="place", outcome="changed", category=names))
    return house


def _rows(house: House, settings: Settings, locale: Locale) -> list[Row]:
    mode = house.moderation(settings.moderation)
    outcome = house.pictures(pictures_of(settings, mode))
    return [
        *rows_of(locale, house.locale, house.defaults),
        row(locale, "moderation", say(locale, f"choice.moderation.{mode}")),
        row(locale, "pictures", say(locale, f"choice.pictures.{outcome}")),
        row(locale, "refuse", ", ".join(house.refused)),
        row(locale, "permit", ", ".join(house.permitted)),
        *_limit_rows(house.limits(limits_of(settings), ()), locale),
        *(_role_row(role, house, settings, locale) for role in sorted({*house.owner.roles, *house.manager.roles})),
    ]


def _limit_rows(limits: Limits, locale: Locale) -> list[Row]:
    """0 is no limit; how much comes back means nothing without a budget."""
    amounts = {"waiting": limits.waiting, "waiting_here": limits.waiting_here, "budget": limits.budget}
    amounts |= {"refill": limits.refill_per_h} if limits.budget else {}
    return [
        *(row(locale, option, decimal(locale, amount) if amount else "") for option, amount in amounts.items()),
        row(locale, "cooldown", duration(locale, limits.cooldown_s) if limits.cooldown_s else ""),
    ]


def _role_row(role: str, house: House, settings: Settings, locale: Locale) -> Row:
    limits = house.limits(limits_of(settings), (role,))
    label = say(locale, "place.role", {"role": role})
    return label, ", ".join(f"{name} {value}" for name, value in _limit_rows(limits, locale))


PLACE = Command("place", PlaceOptions, place, audience="managers")
