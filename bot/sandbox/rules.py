"""What Telegram refuses, as pure functions.

Each raises `Refused` with the status and the sentence the Bot API answers with. Where Telegram is
known to be lenient in a way that hides a fault of the bot (formatting past the hundredth entity is
dropped, a NUL becomes a space), the stand-in refuses instead, and its docstring says so.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.entities import (
    BrokenMarkupError,
    Entity,
    found_in,
    in_order,
    parse_html,
    trimmed,
    units,
)

Json = dict[str, Any]

TEXT = 4096
CAPTION = 1024
ENTITIES = 100
BUTTONS = 100
ROW = 8
CALLBACK_BYTES = 64
ANSWER = 200
MEGABYTE = 1024 * 1024
UPLOAD_BYTES = 50 * MEGABYTE
PHOTO_BYTES = 10 * MEGABYTE
DOWNLOAD_BYTES = 20 * MEGABYTE
DELETABLE_SECONDS = 48 * 3600

_BUTTON_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}\Z")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
_ENTITY_KINDS = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


class Refused(Exception):  # noqa: N818 - the contract's name for it
    """Telegram said no: `code` is the HTTP status, `description` its sentence."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(sentence: str) -> Refused:
    """Return a 400 with Telegram's prefix."""
    return Refused(400, f"Bad Request: {sentence}")


def clean(text: str) -> str:
    """Return the text if it can travel: no lone surrogate, no NUL.

    (Telegram turns a NUL into a space; PostgreSQL refuses it, so it must not get this far.)
    """
    if text.isascii():
        if "\0" in text:
            raise bad("strings must be encoded in UTF-8")
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise bad("strings must be encoded in UTF-8") from error
    if "\0" in text:
        raise bad("strings must be encoded in UTF-8")
    return text


def formatted(
    text: str, parse_mode: str = "", entities: object = None, *, caption: bool = False
) -> tuple[str, list[Entity]]:
    """Return the text and entities as Telegram would store them, or refuse.

    The length is counted in UTF-16 units after parsing, without the space around it. More than 100
    entities are refused (Telegram ignores those past the hundredth). Markdown is not spoken here.
    """
    clean(text)
    if parse_mode.lower() == "html":
        try:
            text, marked = parse_html(text)
        except BrokenMarkupError as error:
            raise bad(f"can't parse entities: {error}") from error
    elif parse_mode and parse_mode.lower() != "none":
        raise bad("unsupported parse_mode")
    else:
        marked = _given(entities, text)
    text, marked = trimmed(text, marked)
    if not text and not caption:
        raise bad("message text is empty")
    if units(text) > (CAPTION if caption else TEXT):
        raise bad("message caption is too long" if caption else "message is too long")
    if len(marked) > ENTITIES:
        raise bad("ENTITIES_TOO_LONG")
    return text, in_order(marked + found_in(text, marked))


def _given(entities: object, text: str) -> list[Entity]:
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    end = units(text)
    for entity in entities:
        if not isinstance(entity, dict) or entity.get("type") not in _ENTITY_KINDS:
            raise bad("can't parse entities: unsupported type specified")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad("can't parse entities: offset and length must be Integers")
        if offset < 0 or length <= 0 or offset + length > end:
            raise bad(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return in_order(entities)


def markup(raw: object, *, inline_only: bool = False) -> Json | None:
    """Return the reply markup, or refuse it; None where there is none."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad("object expected as reply markup")
    if not raw:
        return None
    if "inline_keyboard" in raw:
        return _inline(raw["inline_keyboard"])
    if inline_only:
        raise bad("inline keyboard expected")
    if "keyboard" in raw:
        _reply_keyboard(raw["keyboard"])
    elif not ("remove_keyboard" in raw or "force_reply" in raw):
        raise bad("can't parse reply keyboard markup JSON object")
    return raw


def _reply_keyboard(rows: object) -> None:
    for button in _flat(rows, "keyboard"):
        label = button if isinstance(button, str) else button.get("text", "")
        if not label:
            raise bad("keyboard button text must be non-empty")


def _flat(rows: object, name: str) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(f'field "{name}" must be an Array of Arrays')
    return [button for row in rows for button in row]


def _inline(rows: object) -> Json | None:
    buttons = _flat(rows, "inline_keyboard")
    if len(buttons) > BUTTONS or any(len(row) > ROW for row in rows):  # type: ignore[attr-defined] # _flat looked
        raise bad("reply markup is too long")
    for button in buttons:
        _button(button)
    return {"inline_keyboard": [row for row in rows if row]} if buttons else None  # type: ignore[attr-defined] # _flat looked


def _button(button: object) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    label = button.get("text")
    if not isinstance(label, str) or not clean(label).strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = [name for name in _BUTTON_ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one optional field must be used")
    value = button[actions[0]]
    if actions[0] == "callback_data":
        if not isinstance(value, str) or not 1 <= len(clean(value).encode()) <= CALLBACK_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    elif actions[0] == "url":
        _button_url(value)


def _button_url(value: object) -> None:
    if isinstance(value, str):
        parts = urlsplit(value)
        # Telegram wants a host with a dot: http://localhost is refused, http://127.0.0.1 is not.
        if parts.scheme in ("http", "https") and "." in (parts.hostname or ""):
            return
        if parts.scheme == "tg" and (parts.netloc or parts.path):
            return
    raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")


def answer_text(text: str) -> str:
    """Return the text of answerCallbackQuery: at most 200 characters."""
    if units(clean(text)) > ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    return text


def action(name: str) -> str:
    """Return the chat action, or refuse one Telegram does not know."""
    if name not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return name


def upload(kind: str, size: int) -> None:
    """Refuse a file above 50 MB, a photo above 10 MB, an empty one."""
    if size == 0:
        raise bad("file must be non-empty")
    if size > UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo" and size > PHOTO_BYTES:
        raise bad(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_BYTES} bytes"
        )


def commands(raw: object) -> list[Json]:
    """Return the command list: at most 100, names [a-z0-9_]{1,32}, descriptions 1 to 256."""
    if not isinstance(raw, list):
        raise bad("can't parse BotCommand: expected an Array of BotCommand")
    if len(raw) > 100:  # noqa: PLR2004 - the docstring names it
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in raw:
        if not isinstance(command, dict):
            raise bad("can't parse BotCommand: expected an Object")
        if not _COMMAND_NAME.match(str(command.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= units(clean(str(command.get("description", "")))) <= 256:  # noqa: PLR2004 - as above
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return [
        {"command": c["command"].removeprefix("/"), "description": c["description"]} for c in raw
    ]


def webhook(url: str, secret: str) -> None:
    """Refuse a webhook outside this machine (the stand-in's own rule), and a bad secret token."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname not in (
        "127.0.0.1",
        "localhost",
        "::1",
    ):
        raise bad("bad webhook: the stand-in only posts to this machine")
    if secret and not _SECRET.match(secret):
        raise bad("secret token contains unallowed characters")


def start_payload(code: str) -> str:
    """Return the code of a t.me/bot?start= link; ValueError if Telegram would not carry it."""
    if not _START_PAYLOAD.match(code):
        raise ValueError("A start code has 1 to 64 characters of A-Z, a-z, 0-9, _ and -.")
    return code


def decoded(value: object) -> Any:
    """Return a parameter that is JSON: given as text in a form, as itself in a JSON body."""
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise bad("can't parse JSON object") from error
