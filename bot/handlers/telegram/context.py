"""What a command may ask of Telegram: one message that says the request was heard."""

from __future__ import annotations

from telegram import Message, ReplyParameters

from bot.i18n import say
from bot.people import Account, Address, Locale, Place


class TelegramContext:
    """One incoming message. The status message is a reply to it, in the same chat and topic."""

    def __init__(self, message: Message, account: Account, locale: Locale) -> None:
        self.account = account
        self.locale = locale
        self.place = Place("telegram", str(message.chat_id), private=message.chat.type == message.chat.PRIVATE)
        self._message = message
        self._status: Message | None = None

    async def acknowledge(self) -> Address:
        """Send the status message, once."""
        if self._status is None:
            self._status = await self._reply(say(self.locale, "stage.thinking"))
        return Address(
            platform="telegram",
            locale=self.locale,
            channel=str(self._message.chat_id),
            thread=_thread_of(self._message),
            message=str(self._status.message_id),
            reply_to=str(self._message.message_id),
            account=self.account.id,
        )

    async def say(self, text: str) -> None:
        """Answer in words: in the status message where there is one, else in a new reply."""
        if self._status is None:
            await self._reply(text)
        else:
            await self._status.edit_text(text)

    async def _reply(self, text: str) -> Message:
        # the message may be deleted before the answer comes: then it is an answer all the same
        reply = ReplyParameters(self._message.message_id, allow_sending_without_reply=True)
        return await self._message.reply_text(text, reply_parameters=reply)


def _thread_of(message: Message) -> str:
    return str(message.message_thread_id) if message.is_topic_message else ""
