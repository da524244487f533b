"""What a command may ask of Telegram: one message that says the request was heard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from telegram import (
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatType, ParseMode, ReactionEmoji
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.commands.base import Attachment
from bot.handlers.telegram.flood import NoRoom, Urgency
from bot.handlers.telegram.gifts import given_to
from bot.handlers.telegram.inbox import KeptBot
from bot.handlers.telegram.layout import CAPTION_LIMIT, TEXT_LIMIT, cut, plain
from bot.handlers.telegram.senders import Sender, manages
from bot.i18n import choose, say
from bot.people import Address, Locale, Place

log = structlog.get_logger()

FILE_LIMIT_BYTES = 50_000_000
"""What a bot may send."""
HEARD = ReactionEmoji.EYES
"""On the person's message, where there is no room for one of ours just now."""


class TelegramContext:
    """A person's message, or the message whose button they pressed; answers are replies to it, in the same topic.

    `status` is the message that answers it already, of a process before this one; `noted` is called with that of this.
    """

    def __init__(
        self,
        at: MaybeInaccessibleMessage,
        sender: Sender,
        bot: KeptBot,
        default: Locale,
        *,
        status: int | None = None,
        noted: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self.account = sender.account
        self.name = sender.name
        self.place = Place("telegram", str(at.chat.id), private=at.chat.type == ChatType.PRIVATE)
        self.locale = choose(sender.language, default)
        self.roles: tuple[str, ...] = ()
        self.file_limit_bytes = FILE_LIMIT_BYTES
        self.discreet = self.place.private
        self.bot = bot
        self._at, self._sender = at, sender
        self._status = status
        self._noted = noted
        topic = "" if self._thread is None else f":{self._thread}"
        self.here = Place("telegram", f"{self.place.id}{topic}", self.place.private)
        self._address: Address | None = None

    @property
    def message_id(self) -> str:
        """What answers reply to."""
        return str(self._at.message_id)

    async def manages(self) -> bool:
        """Whether they are an administrator of the group, as Telegram says now, or alone with the bot."""
        if self.place.private or self._sender.is_chat:
            return self.place.private or self.account.id == self.place.id  # only administrators speak as the group
        return await manages(self.bot, self._at.chat.id, int(self.account.id))

    async def acknowledge(self) -> Address:
        """Send the status message, once. Raises TelegramError where nobody can be told anything.

        Where Telegram only takes no message just now, the job is taken all the same: its result will be a new one.
        """
        if self._address is None:
            if self._status is None:
                await self._send_status()
            self._address = Address(
                platform="telegram",
                locale=self.locale,
                channel=self.place.id,
                thread="" if self._thread is None else str(self._thread),
                message="" if self._status is None else str(self._status),
                reply_to=str(self._at.message_id),
                account=self.account.id,
            )
        return self._address

    async def say(self, text: str, form: InlineKeyboardMarkup | None = None) -> None:
        """Answer in words: in the status message where there is one, else in a reply. Raises TelegramError."""
        words = cut(plain(text), TEXT_LIMIT)
        if self._status is None:
            await self._reply(words, form=form)
        else:
            await self.bot.edit_message_text(words, chat_id=self._at.chat.id, message_id=self._status)

    async def refuse(self, text: str) -> None:
        """Say it to the person alone. Raises TelegramError.

        Bots may not write to everybody: where the person has no chat with this one, the others learn that there is
        something to say, and not what.
        """
        if self.discreet or self._sender.is_chat:
            await self.say(text)
            return
        where = say(self.locale, "refused.there", {"place": self._at.chat.effective_name or ""})
        try:
            await self.bot.send_message(self.account.id, cut(plain(f"{where}\n{text}"), TEXT_LIMIT))
        except TelegramError as error:
            log.info("not refused in private", platform="telegram", problem=error.message)
            await self.say(say(self.locale, "refused.here"))
        else:
            await self.retract()

    async def retract(self) -> None:
        """Take the status message away, where there is one. Raises TelegramError."""
        status, self._status = self._status, None
        if status is not None:
            await self.bot.delete_message(self._at.chat.id, status)

    async def ask(self, html: str, hint: str) -> None:
        """Open a reply for the person, with a hint in the empty line. `html` is marked up. Raises TelegramError."""
        form = ForceReply(selective=True, input_field_placeholder=cut(hint, 64))
        await self._reply(html, ParseMode.HTML, form)

    async def give(self, file: Attachment, text: str, form: InlineKeyboardMarkup | None = None) -> None:
        """A file and what is said of it: here if others may see it, else in the person's own chat with the bot.

        Raises TelegramError.
        """
        if file.shared or self.discreet:
            await self._give_here(file, text, form)
            return
        try:
            await given_to(self.bot, self.account.id, file)
        except (BadRequest, Forbidden) as error:
            log.info("not given in private", platform="telegram", problem=error.message)
            text = say(self.locale, "telegram.no_chat", {"link": f"https://t.me/{self.bot.username}"})
        await self.say(text)

    async def _give_here(self, file: Attachment, text: str, form: InlineKeyboardMarkup | None) -> None:
        await given_to(
            self.bot,
            self._at.chat.id,
            file,
            caption=cut(plain(text), CAPTION_LIMIT),
            thread=self._thread,
            reply=ReplyParameters(self._at.message_id, allow_sending_without_reply=True),
            form=form,
        )
        await self.retract()

    async def _send_status(self) -> None:
        try:
            message = await self._reply(say(self.locale, "stage.thinking"), urgency=Urgency.STATUS)
        except BadRequest:  # to python-telegram-bot one more network error; to us, nobody is there
            raise
        except NoRoom:
            await self._nod()
        except (RetryAfter, NetworkError) as error:
            log.warning("not acknowledged", platform="telegram", problem=error.message)
        else:
            self._status = message.message_id
            if self._noted is not None:
                await self._noted(message.message_id)

    async def _nod(self) -> None:
        """A reaction takes no message's place, and set twice it is set once."""
        try:
            await self.bot.set_message_reaction(self._at.chat.id, self._at.message_id, HEARD)
        except TelegramError as error:  # there are chats that allow none
            log.info("not acknowledged", platform="telegram", problem=error.message)

    async def _reply(
        self,
        text: str,
        parse_mode: str | None = None,
        form: ForceReply | InlineKeyboardMarkup | None = None,
        urgency: Urgency = Urgency.WORDS,
    ) -> Message:
        """The message may be deleted before the answer comes: then it is an answer all the same."""
        return await self.bot.send_message(
            self._at.chat.id,
            text,
            parse_mode=parse_mode,
            message_thread_id=self._thread,
            reply_parameters=ReplyParameters(self._at.message_id, allow_sending_without_reply=True),
            reply_markup=form,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            rate_limit_args=urgency,
        )

    @property
    def _thread(self) -> int | None:
        """The forum topic."""
        at = self._at
        return at.message_thread_id if isinstance(at, Message) and at.is_topic_message else None
