"""The methods of the Bot API that the bot uses, with the rules that Telegram has for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from tests.handlers.telegram.entities import CannotParse, Formatted, formatted, units
from tests.handlers.telegram.judge import Call
from tests.handlers.telegram.world import BOT, File, Post, World

CAPTION_LIMIT, TEXT_LIMIT, ALBUM_LIMIT = 1024, 4096, 10
PHOTO_LIMIT_BYTES, FETCH_LIMIT_BYTES = 10 * 2**20, 20 * 2**20

CHAT_FIELDS = ("id", "type", "title", "is_forum")

Json = Any


@dataclass
class Refusal(Exception):
    """An answer that is no result."""

    code: int
    description: str
    retry_after_s: int = 0
    migrated_to: int = 0

    @property
    def as_json(self) -> Json:
        said = {"retry_after": self.retry_after_s, "migrate_to_chat_id": self.migrated_to}
        parameters = {name: value for name, value in said.items() if value}
        return {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
            **({"parameters": parameters} if parameters else {}),
        }


def get_me(world: World, _call: Call) -> Json:
    reads = {"can_join_groups": True, "can_read_all_group_messages": not world.privacy}
    return {**BOT, **reads, "supports_inline_queries": True}


def yes(_world: World, _call: Call) -> Json:
    return True


def set_my_commands(world: World, call: Call) -> Json:
    scope = call.values.get("scope", {"type": "default"})["type"]
    world.menus[scope, call.values.get("language_code", "")] = call.values["commands"]
    return True


def set_webhook(world: World, call: Call) -> Json:
    world.webhook = dict(call.values)
    world.tell()
    return True


def answer_inline_query(world: World, call: Call) -> Json:
    world.inline[call.values["inline_query_id"]] = call.values["results"]
    world.tell()
    return True


def get_chat(world: World, call: Call) -> Json:
    chat = world.chats.get(call.values["chat_id"])
    if chat is None:
        raise Refusal(400, "Bad Request: chat not found")
    return chat


def get_chat_member(world: World, call: Call) -> Json:
    chat, user = call.values["chat_id"], call.values["user_id"]
    if user == BOT["id"]:
        return {"user": BOT, **world.me_in.get(chat, {"status": "member"})}
    person = {"id": user, "is_bot": False, "first_name": "Somebody"}
    if user in world.admins.get(chat, ()):
        return {"status": "creator", "user": person, "is_anonymous": True}
    return {"status": "member", "user": person}


def set_message_reaction(world: World, call: Call) -> Json:
    post = world.posts[call.values["chat_id"], call.values["message_id"]]
    post.reaction = call.values["reaction"][0]["emoji"]
    world.tell()
    return True


def pin_chat_message(world: World, call: Call) -> Json:
    return _pin(world, call, pinned=True)


def unpin_chat_message(world: World, call: Call) -> Json:
    return _pin(world, call, pinned=False)


def _pin(world: World, call: Call, *, pinned: bool) -> Json:
    chat = call.values["chat_id"]
    if chat < 0 and not world.me_in.get(chat, {}).get("can_pin_messages"):
        raise Refusal(400, "Bad Request: not enough rights to manage pinned messages in the chat")
    world.posts[chat, call.values["message_id"]].pinned = pinned
    world.tell()
    return True


def delete_message(world: World, call: Call) -> Json:
    post = world.posts.get((call.values["chat_id"], call.values["message_id"]))
    if post is None or post.deleted:
        raise Refusal(400, "Bad Request: message to delete not found")
    post.deleted = True
    world.tell()
    return True


def send_media_group(world: World, call: Call) -> Json:
    sent, album = [], str(next(world.ids))
    if not 2 <= len(call.values["media"]) <= ALBUM_LIMIT:
        raise Refusal(400, "Bad Request: group send failed")
    for media in call.values["media"]:
        words = _words(media, "caption", CAPTION_LIMIT)
        if media["type"] == "photo":
            sent.append(_posted(world, call, words, photo=_photo(world, call, media["media"])))
        else:
            sent.append(_posted(world, call, words, document=_file(world, call, media["media"])))
        world.posts[sent[-1]["chat"]["id"], sent[-1]["message_id"]].album = album
    return sent


def answer_callback_query(world: World, call: Call) -> Json:
    if call.values["callback_query_id"] in world.answers:
        raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    world.answers[call.values["callback_query_id"]] = call.values.get("text") or call.values.get("url", "")
    world.tell()
    return True


def get_file(world: World, call: Call) -> Json:
    file = world.files.get(call.values["file_id"])
    if file is None:
        raise Refusal(400, "Bad Request: invalid file_id")
    if len(file.data) > FETCH_LIMIT_BYTES:
        raise Refusal(400, "Bad Request: file is too big")
    return {**file.described, "file_path": f"pictures/{file.id}"}


def send_message(world: World, call: Call) -> Json:
    return _posted(world, call, _words(call.values, "text", TEXT_LIMIT))


def send_photo(world: World, call: Call) -> Json:
    words = _words(call.values, "caption", CAPTION_LIMIT)
    return _posted(world, call, words, photo=_photo(world, call, call.values["photo"]))


def send_document(world: World, call: Call) -> Json:
    words = _words(call.values, "caption", CAPTION_LIMIT)
    return _posted(world, call, words, document=_file(world, call, call.values["document"]))


def send_animation(world: World, call: Call) -> Json:
    words = _words(call.values, "caption", CAPTION_LIMIT)
    return _posted(world, call, words, document=_file(world, call, call.values["animation"]))


def edit_message_text(world: World, call: Call) -> Json:
    post = _editable(world, call)
    if post.has_media:
        raise Refusal(400, "Bad Request: there is no text in the message to edit")
    return _edited(world, post, call, _words(call.values, "text", TEXT_LIMIT))


def edit_message_caption(world: World, call: Call) -> Json:
    post = _editable(world, call)
    if not post.has_media:
        raise Refusal(400, "Bad Request: there is no caption in the message to edit")
    return _edited(world, post, call, _words(call.values, "caption", CAPTION_LIMIT))


def edit_message_media(world: World, call: Call) -> Json:
    post, media = _editable(world, call), call.values["media"]
    words = _words(media, "caption", CAPTION_LIMIT)
    if media["type"] == "photo":
        return _edited(world, post, call, words, photo=_photo(world, call, media["media"]))
    return _edited(world, post, call, words, document=_file(world, call, media["media"]))


def edit_message_reply_markup(world: World, call: Call) -> Json:
    post = _editable(world, call)
    if call.values.get("reply_markup") == post.keyboard:
        raise Refusal(400, "Bad Request: message is not modified")
    post.keyboard = call.values.get("reply_markup")
    world.tell()
    return post.as_json()


def _posted(
    world: World, call: Call, words: Formatted, photo: tuple[File, ...] = (), document: File | None = None
) -> Json:
    chat = call.values["chat_id"]
    _refuse_blocked(world, chat)
    reply = call.values.get("reply_parameters", {})
    asked = world.posts.get((chat, reply.get("message_id", 0)))
    if reply and (asked is None or asked.deleted):
        if not reply.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        asked = None
    post = Post(_chat(world, chat), next(world.ids), BOT, words, photo, document, reply_to=asked, seen=[words.text])
    post.thread = call.values.get("message_thread_id") or (asked.thread if asked else None)
    post.keyboard = call.values.get("reply_markup")
    return world.add(post).as_json()


def _edited(
    world: World,
    post: Post,
    call: Call,
    words: Formatted,
    photo: tuple[File, ...] = (),
    document: File | None = None,
) -> Json:
    keyboard = call.values.get("reply_markup")
    picture = (photo[-1] if photo else document) or None
    same_picture = picture is None or picture.data == post.picture
    if same_picture and (words, keyboard) == (post.words, post.keyboard):
        raise Refusal(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message",
        )
    if picture is not None:
        post.photo, post.document = photo, document
        post.previews += picture.data.startswith(b"\xff\xd8")
    post.words, post.keyboard = words, keyboard
    post.seen.append(words.text)
    world.tell()
    return post.as_json()


def _editable(world: World, call: Call) -> Post:
    chat = call.values["chat_id"]
    _refuse_blocked(world, chat)
    post = world.posts.get((chat, call.values["message_id"]))
    if post is None or post.deleted:
        raise Refusal(400, "Bad Request: message to edit not found")
    if post.author is not BOT:
        raise Refusal(400, "Bad Request: message can't be edited")
    return post


def _refuse_blocked(world: World, chat: int) -> None:
    if chat in world.moved:
        moved = world.moved[chat]
        raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrated_to=moved)
    if chat in world.blocked:
        raise Refusal(403, "Forbidden: bot was blocked by the user")


def _chat(world: World, chat: int) -> Json:
    if chat in world.chats:
        return {name: world.chats[chat][name] for name in CHAT_FIELDS if name in world.chats[chat]}
    for post in world.posts.values():
        if post.chat["id"] == chat:
            return post.chat
    raise Refusal(400, "Bad Request: chat not found")


def _words(values: Json, name: str, limit: int) -> Formatted:
    try:
        words = formatted(values.get(name, ""), values.get("parse_mode", ""))
    except CannotParse as error:
        raise Refusal(400, f"Bad Request: can't parse entities: {error}") from error
    if units(words.text) > limit:
        raise Refusal(400, f"Bad Request: {name} is too long")
    if name == "text" and not words.text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    return words


def _file(world: World, call: Call, media: str, name: str = "") -> File:
    return world.keep(call.files[media.removeprefix("attach://")], name or "file.png", "image/png")


def _photo(world: World, call: Call, media: str) -> tuple[File, ...]:
    file = _file(world, call, media)
    with Image.open(BytesIO(file.data)) as image:
        short, long = sorted(image.size)
    if len(file.data) > PHOTO_LIMIT_BYTES or short + long > 10_000 or long > 20 * short:
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return (file,)


METHODS: dict[str, Callable[[World, Call], Json]] = {
    "getMe": get_me,
    "deleteWebhook": yes,
    "setWebhook": set_webhook,
    "setChatMenuButton": yes,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "deleteMessage": delete_message,
    "answerInlineQuery": answer_inline_query,
    "sendMediaGroup": send_media_group,
    "setMyCommands": set_my_commands,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendAnimation": send_animation,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
}
