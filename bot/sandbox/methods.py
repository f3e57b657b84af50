"""The Bot API's methods: parameters read strictly, then the World told what to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import rules
from bot.sandbox.entities import units
from bot.sandbox.rules import Json, Refused, bad, decoded
from bot.sandbox.updates import Webhook
from bot.sandbox.world import BOT, Person, World, carrying

_MOST_DELETED = 100
_DESCRIPTION, _SHORT_DESCRIPTION = 512, 120
_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Params:
    """A call's parameters: text as a form gives it, or what a JSON body holds."""

    values: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text; "" where it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else str(value)

    def whole(self, name: str, default: int) -> int:
        """Return an integer; the default where it is missing or none, as Telegram does."""
        try:
            return int(self.values[name])
        except (KeyError, TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a Boolean; false where it is missing."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """Return a parameter that is JSON; None where it is missing."""
        return decoded(self.values.get(name))

    def chat(self) -> int | None:
        """Return chat_id where it is a number."""
        try:
            return int(self.values["chat_id"])
        except (KeyError, TypeError, ValueError):
            return None


Method = Callable[[World, Params], Any]


def _person(world: World, params: Params, *, writing: bool = True) -> Person:
    if not params.text("chat_id"):
        raise bad("chat_id is empty")
    return world.chat(params.chat(), writing=writing)


def _message_id(params: Params) -> int:
    message_id = params.whole("message_id", 0)
    if not message_id:
        raise bad("message identifier is not specified")
    return message_id


def _extras(person: Person, params: Params) -> Json:
    extras: Json = {}
    keyboard = rules.markup(params.json("reply_markup"))
    if keyboard and "inline_keyboard" in keyboard:
        extras["reply_markup"] = keyboard
    if params.flag("protect_content"):
        extras["has_protected_content"] = True
    reply = params.json("reply_parameters") or {}
    target = reply.get("message_id") or params.whole("reply_to_message_id", 0)
    if target in person.messages:
        extras["reply_to_message"] = person.messages[target]
    elif target and not (
        reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    ):
        raise bad("message to be replied not found")
    return extras


def _send_message(world: World, params: Params) -> Json:
    person = _person(world, params)
    text, entities = rules.formatted(
        params.text("text"), params.text("parse_mode"), params.json("entities")
    )
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    return world.post(person, content | _extras(person, params))


def _edit_message_text(world: World, params: Params) -> Json:
    person = _person(world, params)
    text, entities = rules.formatted(
        params.text("text"), params.text("parse_mode"), params.json("entities")
    )
    keyboard = rules.markup(params.json("reply_markup"), inline_only=True)
    content = {"text": text, "entities": entities or None, "reply_markup": keyboard}
    return world.change(person, _message_id(params), content)


def _edit_message_reply_markup(world: World, params: Params) -> Json:
    person = _person(world, params)
    keyboard = rules.markup(params.json("reply_markup"), inline_only=True)
    return world.change(person, _message_id(params), {"reply_markup": keyboard})


def _send_media(kind: str) -> Method:
    """Send files of a kind; a video note's caption is refused (Telegram drops it in silence)."""

    def send(world: World, params: Params) -> Json:
        person = _person(world, params)
        given = params.text(kind)
        upload = params.files.get(given.removeprefix("attach://") if given else kind)
        if upload is None and not given:
            raise bad(f"there is no {kind} in the request")
        if upload is None and given.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        caption, entities = rules.formatted(
            params.text("caption"),
            params.text("parse_mode"),
            params.json("caption_entities"),
            caption=True,
        )
        if caption and kind == "video_note":
            raise bad("a video note has no caption")
        extras = _extras(person, params)
        content = carrying(
            kind,
            world.sent_before(kind, given)
            if upload is None
            else world.take_upload(kind, upload.content, upload.name, upload.mime),
        )
        if caption:
            content["caption"] = caption
        if entities:
            content["caption_entities"] = entities
        return world.post(person, content | extras)

    return send


def _send_chat_action(world: World, params: Params) -> bool:
    person = _person(world, params)
    rules.action(params.text("action"))
    world.typing(person)
    return True


def _answer_callback_query(world: World, params: Params) -> bool:
    text = rules.answer_text(params.text("text"))
    world.answer(params.text("callback_query_id"), text, alert=params.flag("show_alert"))
    return True


def _delete_message(world: World, params: Params) -> bool:
    person = _person(world, params)
    world.remove(person, _message_id(params))
    return True


def _delete_messages(world: World, params: Params) -> bool:
    person = _person(world, params)
    ids = params.json("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > _MOST_DELETED:
        raise bad("too many message identifiers specified")
    for message_id in ids:
        if message_id in person.messages:  # those that are gone are skipped, as Telegram does
            world.remove(person, message_id)
    return True


def _get_file(world: World, params: Params) -> Json:
    if not params.text("file_id"):
        raise bad("file_id not specified")
    return world.file_json(params.text("file_id"))


def _get_me(_world: World, _params: Params) -> Json:
    return {
        **BOT,
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _get_chat(world: World, params: Params) -> Json:
    person = _person(world, params, writing=False)
    return {
        **person.chat_json,
        "accent_color_id": 3,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def _scope(world: World, params: Params) -> tuple[str, int, str]:
    scope = params.json("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    chat = 0
    if scope["type"].startswith("chat"):
        chat = world.chat(scope.get("chat_id"), writing=False).chat
    return scope["type"], chat, params.text("language_code")


def _set_my_commands(world: World, params: Params) -> bool:
    found = rules.commands(params.json("commands"))
    world.set_commands(*_scope(world, params), found)
    return True


def _get_my_commands(world: World, params: Params) -> list[Json]:
    return world.commands.get(_scope(world, params), [])


def _delete_my_commands(world: World, params: Params) -> bool:
    world.set_commands(*_scope(world, params), [])
    return True


def _set_profile(name: str, longest: int) -> Method:
    def put(world: World, params: Params) -> bool:
        text = rules.clean(params.text(name))
        if units(text) > longest:
            raise bad(f"{name.replace('_', ' ')} is too long")
        world.set_profile(f"{name} {params.text('language_code')}".strip(), text)
        return True

    return put


def _set_chat_menu_button(world: World, params: Params) -> bool:
    if params.text("chat_id"):
        _person(world, params, writing=False)
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "web_app", "default"):
        raise bad("can't parse menu button: unsupported type specified")
    return True


def _set_webhook(world: World, params: Params) -> bool:
    url, drop = params.text("url"), params.flag("drop_pending_updates")
    if "url" not in params.values:
        raise bad("bad webhook: url is not specified")
    if (kinds := params.json("allowed_updates")) is not None:
        world.updates.allow(kinds)
    if not url:
        world.updates.set_webhook(None, drop=drop)
        return True
    secret = params.text("secret_token")
    rules.webhook(url, secret)
    connections = min(max(params.whole("max_connections", 40), 1), 100)
    world.updates.set_webhook(Webhook(url, secret, connections), drop=drop)
    return True


def _delete_webhook(world: World, params: Params) -> bool:
    world.updates.set_webhook(None, drop=params.flag("drop_pending_updates"))
    return True


def _get_webhook_info(world: World, _params: Params) -> Json:
    updates = world.updates
    info: Json = {
        "url": updates.webhook.url if updates.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(updates),
    }
    if updates.webhook:
        info["max_connections"] = updates.webhook.connections
    if updates.last_error:
        info["last_error_date"], info["last_error_message"] = updates.last_error
    if updates.allowed:
        info["allowed_updates"] = updates.allowed
    return info


METHODS: dict[str, Method] = {
    "getme": _get_me,
    "setwebhook": _set_webhook,
    "deletewebhook": _delete_webhook,
    "getwebhookinfo": _get_webhook_info,
    "sendmessage": _send_message,
    "editmessagetext": _edit_message_text,
    "editmessagereplymarkup": _edit_message_reply_markup,
    "answercallbackquery": _answer_callback_query,
    "sendphoto": _send_media("photo"),
    "senddocument": _send_media("document"),
    "sendvoice": _send_media("voice"),
    "sendvideo": _send_media("video"),
    "sendaudio": _send_media("audio"),
    "sendvideonote": _send_media("video_note"),
    "sendanimation": _send_media("animation"),
    "sendchataction": _send_chat_action,
    "deletemessage": _delete_message,
    "deletemessages": _delete_messages,
    "getfile": _get_file,
    "setmycommands": _set_my_commands,
    "getmycommands": _get_my_commands,
    "deletemycommands": _delete_my_commands,
    "setmydescription": _set_profile("description", _DESCRIPTION),
    "setmyshortdescription": _set_profile("short_description", _SHORT_DESCRIPTION),
    "setchatmenubutton": _set_chat_menu_button,
    "getchat": _get_chat,
}
"""Method name in lower case (Telegram takes any) -> what it does. getUpdates is in server.py."""

WRITES = frozenset(
    name for name in METHODS if name.startswith(("send", "edit", "delete")) and "my" not in name
) - {"deletewebhook"}
"""Methods Telegram's rate limits count."""


def call(world: World, method: str, params: Params) -> Any:
    """Do one call; `method` in lower case. Raises Refused; 404 for an unknown method."""
    do = METHODS.get(method)
    if do is None:
        raise Refused(404, "Not Found")
    return do(world, params)
