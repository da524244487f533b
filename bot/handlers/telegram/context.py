"""What a command may ask of Telegram: one message that says the request was heard."""

from __future__ import annotations

import structlog
from telegram import LinkPreviewOptions, MaybeInaccessibleMessage, Message, ReplyParameters, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.commands.base import Attachment
from bot.handlers.telegram.layout import plain
from bot.i18n import choose, say
from bot.people import Account, Address, Locale, Place

log = structlog.get_logger()

FILE_LIMIT_BYTES = 50_000_000
"""What a bot may send."""
FILE_PATIENCE_S = 120.0
MANAGERS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


class TelegramContext:
    """A person's message, or the message whose button they pressed; answers are replies to it, in the same topic."""

    def __init__(self, at: MaybeInaccessibleMessage, user: User, default: Locale) -> None:
        self.account = Account("telegram", str(user.id))
        self.place = Place("telegram", str(at.chat.id), private=at.chat.type == ChatType.PRIVATE)
        self.locale = choose(user.language_code, default)
        self.roles: tuple[str, ...] = ()
        self.file_limit_bytes = FILE_LIMIT_BYTES
        self.discreet = self.place.private
        self._at = at
        self._status: Message | None = None
        self._address: Address | None = None

    async def manages(self) -> bool:
        """Whether they are an administrator of the group, as Telegram says now, or alone with the bot."""
        if self.place.private:
            return True
        try:
            member = await self._at.get_bot().get_chat_member(self._at.chat.id, int(self.account.id))
        except TelegramError as error:
            log.warning("not told who manages", platform="telegram", problem=error.message)
            return False
        return member.status in MANAGERS

    async def acknowledge(self) -> Address:
        """Send the status message, once. Raises TelegramError where nobody can be told anything.

        Where Telegram only takes no message just now, the job is taken all the same: its result will be a new one.
        """
        if self._address is None:
            self._status = await self._status_message()
            self._address = Address(
                platform="telegram",
                locale=self.locale,
                channel=self.place.id,
                thread="" if self._thread is None else str(self._thread),
                message="" if self._status is None else str(self._status.message_id),
                reply_to=str(self._at.message_id),
                account=self.account.id,
            )
        return self._address

    async def say(self, text: str) -> None:
        """Answer in words: in the status message where there is one, else in a reply. Raises TelegramError."""
        if self._status is None:
            await self._reply(text)
        else:
            await self._status.edit_text(plain(text))

    async def send(self, file: Attachment) -> None:
        """To the person alone, in their own chat with the bot. Raises TelegramError where they have none."""
        await self._at.get_bot().send_document(
            self.account.id,
            file.data,
            filename=file.name,
            read_timeout=FILE_PATIENCE_S,
            write_timeout=FILE_PATIENCE_S,
        )

    async def _status_message(self) -> Message | None:
        try:
            return await self._reply(say(self.locale, "stage.thinking"))
        except BadRequest:  # to python-telegram-bot one more network error; to us, nobody is there
            raise
        except (RetryAfter, NetworkError) as error:
            log.warning("not acknowledged", platform="telegram", problem=error.message)
            return None

    async def _reply(self, text: str) -> Message:
        """The message may be deleted before the answer comes: then it is an answer all the same."""
        return await self._at.get_bot().send_message(
            self._at.chat.id,
            plain(text),
            message_thread_id=self._thread,
            reply_parameters=ReplyParameters(self._at.message_id, allow_sending_without_reply=True),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    @property
    def _thread(self) -> int | None:
        """The forum topic."""
        at = self._at
        return at.message_thread_id if isinstance(at, Message) and at.is_topic_message else None
