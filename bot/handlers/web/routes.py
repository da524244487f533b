"""What the page may ask for, and who gets it: a browser sees its own jobs and pictures, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web

from bot.commands.actions import offered
from bot.commands.again import AGAIN, AgainOptions
from bot.commands.base import Attachment, Command, Reply
from bot.commands.cancel import CANCEL, UNFINISHED, CancelOptions
from bot.commands.correct import CORRECT
from bot.commands.delete import DELETE
from bot.commands.edit import EDIT
from bot.commands.favourite import FAVOURITE
from bot.commands.imagine import IMAGINE
from bot.commands.outpaint import OUTPAINT
from bot.commands.parse import parse
from bot.commands.settings import SETTINGS, as_options
from bot.commands.studio import Studio
from bot.commands.vary import VARY
from bot.delivery import show
from bot.errors import NoCookie, NoSuchJob
from bot.handlers.web import visitors
from bot.handlers.web.cards import Card, card_of, json_of, json_of_all
from bot.handlers.web.context import WebContext
from bot.handlers.web.courier import WebCourier
from bot.handlers.web.forms import read_form
from bot.handlers.web.language import keep_language, language_of
from bot.handlers.web.page import HERE, OWN, Page
from bot.handlers.web.streams import Streams
from bot.i18n import LOCALES
from bot.jobs import Job, JobId, JobState
from bot.people import Account, Locale
from bot.views import View

OptionsT = TypeVar("OptionsT")

RECENT = 36
"""Jobs on the page's shelf."""
_HEARTBEAT_S = 15.0
_RECONNECT_MS = 1000
_JOB = "{job:[0-9a-f]{16}}"
_GOING_ON: Mapping[str, Command[Any]] = {
    command.name: command for command in (CORRECT, VARY, EDIT, OUTPAINT, FAVOURITE, DELETE)
}
"""What the page does with a job of its own, by a form each."""
_OWN: Mapping[str, Command[Any]] = {command.name: command for command in OWN}


class Routes:
    """The handlers; everything they need is given once."""

    def __init__(self, studio: Studio, courier: WebCourier, streams: Streams) -> None:
        self._studio = studio
        self._courier = courier
        self._streams = streams
        self._page = Page(studio.backend.offers(), studio.settings.picture_max_mib)

    def table(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self.page),
            web.static("/static", HERE / "static"),
            web.get("/events", self.events),
            web.get("/jobs", self.jobs),
            web.post("/jobs", self.paint),
            web.post(f"/jobs/{_JOB}/again", self.again),
            web.post(f"/jobs/{_JOB}/{{command:{'|'.join(_GOING_ON)}}}", self.go_on),
            web.post(f"/jobs/{_JOB}/cancel", self.cancel),
            web.get(f"/commands/{SETTINGS.name}", self.settings),
            web.post(f"/commands/{{command:{'|'.join(_OWN)}}}", self.own),
            web.get(f"/files/{_JOB}/{{number:[0-9]}}.png", self.picture),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """In the browser's language, or in the one that was chosen at its foot."""
        for locale in LOCALES:
            if request.query.get("lang") == locale:
                chosen = web.Response(status=303, headers={"Location": "/"})
                keep_language(chosen, locale)
                return chosen
        html = self._page.html(self._language(request))
        return web.Response(text=html, content_type="text/html", headers={"Vary": "Accept-Language, Cookie"})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """All recent cards at every connection, so that nothing is missed between two; then each as it changes."""
        token = visitors.token_of(request) or visitors.new_token()
        account = visitors.account_of(token)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        visitors.remember(stream, request, token)
        with self._streams.subscribe(account.id) as mailbox, suppress(ConnectionError):  # the page was closed
            cards = await self._recent(account, self._language(request))
            await stream.prepare(request)
            await stream.write(f"retry: {_RECONNECT_MS}\nevent: cards\ndata: {json_of_all(cards)}\n\n".encode())
            while not mailbox.closed:
                changed = await mailbox.take(_HEARTBEAT_S)
                await stream.write("".join(map(_event, changed)).encode() or b":\n\n")
        return stream

    async def jobs(self, request: web.Request) -> web.Response:
        cards = await self._recent(self._account(request), self._language(request))
        return web.json_response(text=json_of_all(cards))

    async def paint(self, request: web.Request) -> web.Response:
        account = self._account(request)
        given = await read_form(request, IMAGINE.options, self._studio.settings.picture_max_mib)
        return await self._run(request, account, IMAGINE, parse(IMAGINE.options, given))

    async def again(self, request: web.Request) -> web.Response:
        job = await self._own_job(request)
        return await self._run(request, self._account(request), AGAIN, AgainOptions(job=job.id))

    async def go_on(self, request: web.Request) -> web.Response:
        """A command over one of the browser's own jobs, with what its form says."""
        job, command = await self._own_job(request), _GOING_ON[request.match_info["command"]]
        given = await read_form(request, command.options, self._studio.settings.picture_max_mib)
        options = parse(command.options, {**given, "job": job.id})
        return await self._run(request, self._account(request), command, options)

    async def own(self, request: web.Request) -> web.Response:
        """A command over what is the person's own, with what its form says."""
        account, command = self._account(request), _OWN[request.match_info["command"]]
        given = await read_form(request, command.options, self._studio.settings.picture_max_mib)
        return await self._run(request, account, command, parse(command.options, given))

    async def settings(self, request: web.Request) -> web.Response:
        """What the person has chosen, by option; what they have not is left out."""
        store = self._studio.store
        person = await store.person(self._account(request), self._language(request))
        chosen = asdict(as_options(await store.choices.preferences(person)))
        return web.json_response({name: value for name, value in chosen.items() if value not in (None, "")})

    async def cancel(self, request: web.Request) -> web.Response:
        job = await self._own_job(request)
        return await self._run(request, self._account(request), CANCEL, CancelOptions(job=job.id))

    async def picture(self, request: web.Request) -> web.Response:
        job, number = await self._own_job(request), int(request.match_info["number"])
        if number >= len(job.results):
            raise NoSuchJob(job.id)
        name = _finished(job).pictures[number].name
        return web.Response(
            body=await self._studio.store.file(job.results[number]),
            content_type="image/png",
            headers={
                "Cache-Control": "private, max-age=31536000, immutable",
                "Content-Disposition": f'inline; filename="{name}"',
            },
        )

    async def _run(
        self, request: web.Request, account: Account, command: Command[OptionsT], options: OptionsT
    ) -> web.Response:
        """A command's answer: the card of a new job, a sentence, a file with the sentence in a header, or nothing."""
        locale = self._language(request)
        answer = await command.run(WebContext(account, locale), options, self._studio)
        if isinstance(answer, Reply):
            return _download(answer.text, answer.file) if answer.file else web.json_response({"text": answer.text})
        if answer is None:
            return web.Response(status=204)
        return web.json_response(text=json_of(await self._card(answer, locale)), status=201)

    async def _recent(self, account: Account, locale: Locale) -> list[Card]:
        store = self._studio.store
        jobs = await store.jobs_of(await store.person(account, locale), limit=RECENT)
        return [await self._card(job, locale) for job in jobs]

    async def _card(self, job: Job, locale: Locale) -> Card:
        """A job as it stands now, told in the language that its reader reads now."""
        job = replace(job, address=replace(job.address, locale=locale))
        if job.state not in UNFINISHED:
            return card_of(job, self._offering(_finished(job)))
        if (shown := self._courier.latest(job.id)) is not None:
            return shown
        if job.state == JobState.PAINTING:
            return card_of(job, show.painting(job, None))
        return card_of(job, show.waiting(job, await self._studio.delivery.forecast.wait(job.id)))

    def _offering(self, view: View) -> View:
        """The view with those of its actions that the house can do."""
        able = offered(self._studio.backend.offers())
        return replace(view, actions=tuple(action for action in view.actions if action in able))

    async def _own_job(self, request: web.Request) -> Job:
        """Raises NoSuchJob for those of others, too: who asks need not know that there is one."""
        job_id = JobId(request.match_info["job"])
        store = self._studio.store
        job = await store.job(job_id)
        if job is None or job.person != await store.person(self._account(request), self._language(request)):
            raise NoSuchJob(job_id)
        return job

    def _account(self, request: web.Request) -> Account:
        """Raises NoCookie."""
        token = visitors.token_of(request)
        if token is None:
            raise NoCookie
        return visitors.account_of(token)

    def _language(self, request: web.Request) -> Locale:
        return language_of(request, self._studio.settings.locale)


def _finished(job: Job) -> View:
    """Without the pictures themselves, which the page fetches from their addresses."""
    return show.finished(job, (b"",) * len(job.results))


def _download(text: str, file: Attachment) -> web.Response:
    name = {"Content-Disposition": f'attachment; filename="{file.name}"', "Hwaga-Text": quote(text)}
    return web.Response(body=file.data, content_type="application/octet-stream", headers=name)


def _event(card: Card) -> str:
    return f"event: card\ndata: {json_of(card)}\n\n"
