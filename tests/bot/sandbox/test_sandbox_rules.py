"""The stand-in refuses what Telegram refuses, in Telegram's words."""

import html
import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_case import Clock, do, mia_in, new_world, refusal_of

from bot.sandbox.entities import BrokenMarkupError, parse_html, to_html, units
from bot.sandbox.methods import Upload
from bot.sandbox.rules import PHOTO_BYTES, UPLOAD_BYTES, formatted, start_payload
from bot.sandbox.world import World


def _keyboard(*rows: list[dict[str, Any]]) -> str:
    return json.dumps({"inline_keyboard": list(rows)})


def _button(text: str = "Yes", **action: Any) -> dict[str, Any]:
    return {"text": text, **(action or {"callback_data": "yes"})}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a\0b"}, "strings must be encoded in UTF-8"),
        ({"text": "a\ud800b"}, "strings must be encoded in UTF-8"),
        ({"text": "hi", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"text": "<b>x</b>" * 101, "parse_mode": "html"}, "ENTITIES_TOO_LONG"),
        ({"text": "hi", "entities": "[{]"}, "can't parse JSON object"),
        (
            {"text": "hi", "entities": '[{"type":"bold","offset":1,"length":5}]'},
            "entity beginning at UTF-16 offset 1 ends after the end of the text",
        ),
        (
            {"text": "hi", "entities": '[{"type":"loud","offset":0,"length":1}]'},
            "can't parse entities: unsupported type specified",
        ),
        (
            {"text": "hi", "reply_parameters": '{"message_id":99}'},
            "message to be replied not found",
        ),
    ],
)
def test_a_text_telegram_would_not_send_is_refused(values: dict[str, Any], sentence: str) -> None:
    """Lengths are UTF-16 units after parsing; what cannot travel or be parsed is a 400."""
    world = new_world()
    mia = mia_in(world)
    assert refusal_of(world, "sendMessage", chat_id=mia.id, **values) == (
        400,
        f"Bad Request: {sentence}",
    )
    assert mia.messages == {}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("a <b>c", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a </b>", "Unexpected end tag at byte offset 2"),
        ("é<b><i>x</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("line<br>", 'Unsupported start tag "br" at byte offset 4'),
        ("2 <b", "Unclosed start tag at byte offset 2"),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<tg-emoji>x</tg-emoji>",
            "Invalid custom emoji identifier specified at byte offset 0",
        ),
    ],
)
def test_broken_html_is_refused_with_its_place(source: str, sentence: str) -> None:
    """A tag unclosed, wrongly nested or unknown is named, with its byte offset."""
    world = new_world()
    mia = mia_in(world)
    assert refusal_of(world, "sendMessage", chat_id=mia.id, text=source, parse_mode="HTML") == (
        400,
        f"Bad Request: can't parse entities: {sentence}",
    )


def test_every_tag_of_telegrams_html_becomes_its_entity() -> None:
    """The listed tags, and only the entities lt, gt, amp, quot and numeric ones, are read."""
    tags = {
        "bold": ["<b>x</b>", "<strong>x</strong>", "<B>x</B>"],
        "italic": ["<i>x</i>", "<em>x</em>"],
        "underline": ["<u>x</u>", "<ins>x</ins>"],
        "strikethrough": ["<s>x</s>", "<strike>x</strike>", "<del>x</del>"],
        "code": ["<code>x</code>"],
        "pre": ["<pre>x</pre>"],
        "spoiler": ["<tg-spoiler>x</tg-spoiler>", "<span class='tg-spoiler'>x</span>"],
        "blockquote": ["<blockquote>x</blockquote>"],
        "expandable_blockquote": ["<blockquote expandable>x</blockquote>"],
        "custom_emoji": ['<tg-emoji emoji-id="53681">x</tg-emoji>'],
        "text_link": ['<a href="https://example.org/?a=1&amp;b=2">x</a>'],
    }
    for kind, sources in tags.items():
        for source in sources:
            text, [entity] = parse_html(f"é{source}")
            assert (text, entity["type"], entity["offset"], entity["length"]) == ("éx", kind, 1, 1)
    assert parse_html('<a href="https://a.b/?a=1&amp;b=2">x</a>')[1][0]["url"].endswith("?a=1&b=2")
    assert parse_html("&lt;&gt;&amp;&quot;&#33;&#x21;&nbsp;&#0;")[0] == '<>&"!!&nbsp;&#0;'
    assert parse_html('<a href="javascript:x()">x</a>') == ("x", [])
    assert parse_html('<pre><code class="language-python">x</code></pre>')[1] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    ]


def test_entities_are_counted_in_utf16_and_follow_the_trimmed_text() -> None:
    """An emoji is two units, and the space Telegram cuts moves what comes after it."""
    text, entities = formatted("  😀 <b>go</b>  ", "HTML")
    assert text == "😀 go"
    assert entities == [{"type": "bold", "offset": 3, "length": 2}]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    """What a person wrote, escaped, is never read as formatting, and is shown as written."""
    found, entities = parse_html(html.escape(text))
    # Telegram knows no &#x27; but as a number, which it does read: nothing is lost.
    assert (found, entities) == (text, [])
    assert html.unescape(to_html(text, [])) == text


@given(st.text(alphabet="<>/abi &;#lt\"='😀", max_size=40))
def test_the_html_for_the_page_is_safe(source: str) -> None:
    """Whatever was parsed, the page gets only known tags, each closed in order."""
    try:
        text, entities = parse_html(source)
    except BrokenMarkupError:
        return
    again, _ = parse_html(to_html(text, entities).replace("<br>", "\n"))
    assert units(again) == units(text)


def test_overlapping_entities_give_well_formed_html() -> None:
    """Entities given as JSON may cross; the tags the page gets never do."""
    crossed = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 3},
        {"type": "text_link", "offset": 4, "length": 1, "url": "javascript:x"},
    ]
    assert to_html("ab<de", crossed) == "<b>ab<i>&lt;</i></b><i>de</i>"
    assert to_html("a\nb", []) == "a<br>b"


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        (_keyboard([_button("")]), "inline keyboard button text must be non-empty"),
        (
            _keyboard([{"text": "x"}]),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            _keyboard([_button(callback_data="a", url="https://example.org")]),
            "can't parse inline keyboard button: exactly one optional field must be used",
        ),
        (_keyboard([_button(callback_data="x" * 65)]), "BUTTON_DATA_INVALID"),
        (_keyboard([_button(callback_data="я" * 33)]), "BUTTON_DATA_INVALID"),
        (_keyboard([_button(callback_data="")]), "BUTTON_DATA_INVALID"),
        (_keyboard(*[[_button()]] * 101), "reply markup is too long"),
        (_keyboard([_button()] * 9), "reply markup is too long"),
        (
            _keyboard([_button(url="http://localhost/x")]),
            "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        ('{"inline_keyboard":[{}]}', 'field "inline_keyboard" must be an Array of Arrays'),
        ('{"keyboard":[[{"text":""}]]}', "keyboard button text must be non-empty"),
        ("[]", "object expected as reply markup"),
        ('{"odd":1}', "can't parse reply keyboard markup JSON object"),
        ("{", "can't parse JSON object"),
    ],
)
def test_a_keyboard_telegram_would_not_show_is_refused(markup: str, sentence: str) -> None:
    """Labels, actions, the 64 bytes of callback data and the counts are held to."""
    world = new_world()
    mia = mia_in(world)
    refused = refusal_of(world, "sendMessage", chat_id=mia.id, text="?", reply_markup=markup)
    assert refused == (400, f"Bad Request: {sentence}")


def test_what_just_fits_is_sent() -> None:
    """The limits themselves are allowed: 4,096 units, 64 bytes, 100 buttons in rows of 8."""
    world = new_world()
    mia = mia_in(world)
    rows = [[_button(callback_data="я" * 32)] * 8] * 12 + [[_button(url="http://127.0.0.1/x")] * 4]
    sent = do(
        world,
        "sendMessage",
        chat_id=str(mia.id),
        text=f"<b>{'😀' * 2048}</b>",
        parse_mode="HTML",
        reply_markup=_keyboard(*rows),
    )
    assert units(sent["text"]) == 4096
    assert len(sent["reply_markup"]["inline_keyboard"]) == 13


def test_a_chat_exists_only_after_its_person_has_written() -> None:
    """Nobody unknown, or who never pressed Start, can be written to."""
    world = new_world()
    quiet = world.add_person("Quiet")
    for chat_id in (1, quiet.id, "@someone"):
        assert refusal_of(world, "sendMessage", chat_id=chat_id, text="hi") == (
            400,
            "Bad Request: chat not found",
        )
    assert refusal_of(world, "sendMessage", text="hi") == (400, "Bad Request: chat_id is empty")
    world.say(quiet.id, "/start")
    assert do(world, "sendMessage", chat_id=quiet.id, text="hi")["message_id"] == 2


def test_a_blocked_bot_gets_403_until_it_is_unblocked() -> None:
    """Every way of writing is closed, and opens again."""
    world = new_world()
    mia = mia_in(world)
    world.block(mia.id)
    for method in ("sendMessage", "sendChatAction", "sendDocument"):
        assert refusal_of(world, method, chat_id=mia.id, text="hi", action="typing") == (
            403,
            "Forbidden: bot was blocked by the user",
        )
    assert do(world, "getChat", chat_id=mia.id)["first_name"] == "Mia"
    world.block(mia.id, blocked=False)
    assert do(world, "sendMessage", chat_id=mia.id, text="hi")


def test_edits_are_refused_as_telegram_does() -> None:
    """Unchanged, missing, the person's own, a photo's text, a reply keyboard."""
    world = new_world()
    mia = mia_in(world)
    world.say(mia.id, "mine")
    keyboard = _keyboard([_button()])
    sent = do(world, "sendMessage", chat_id=mia.id, text="hi", reply_markup=keyboard)
    where = {"chat_id": mia.id, "message_id": sent["message_id"]}
    same = (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )
    for method, values in {
        "editMessageText": {"text": " hi ", "reply_markup": keyboard},
        "editMessageReplyMarkup": {"reply_markup": keyboard},
    }.items():
        assert refusal_of(world, method, None, **where, **values) == (400, same)
    assert refusal_of(world, "editMessageText", chat_id=mia.id, message_id=9, text="x") == (
        400,
        "Bad Request: message to edit not found",
    )
    assert refusal_of(world, "editMessageText", chat_id=mia.id, message_id=1, text="x") == (
        400,
        "Bad Request: message can't be edited",
    )
    assert refusal_of(world, "editMessageText", chat_id=mia.id, text="x") == (
        400,
        "Bad Request: message identifier is not specified",
    )
    assert refusal_of(
        world, "editMessageText", **where, text="x", reply_markup='{"keyboard":[]}'
    ) == (
        400,
        "Bad Request: inline keyboard expected",
    )
    photo = {"photo": Upload("a.jpg", "image/jpeg", b"jpg")}
    shown = do(world, "sendPhoto", photo, chat_id=mia.id)
    assert refusal_of(
        world, "editMessageText", chat_id=mia.id, message_id=shown["message_id"], text="x"
    ) == (400, "Bad Request: there is no text in the message to edit")


def test_an_edit_without_a_keyboard_takes_the_keyboard_away() -> None:
    """As with Telegram: what is not given again is gone; only new words mark it as edited."""
    world = new_world()
    mia = mia_in(world)
    sent = do(world, "sendMessage", chat_id=mia.id, text="hi", reply_markup=_keyboard([_button()]))
    where = {"chat_id": mia.id, "message_id": sent["message_id"]}
    bare = do(world, "editMessageReplyMarkup", **where)
    assert "reply_markup" not in bare
    assert "edit_date" not in bare
    changed = do(world, "editMessageText", **where, text="<b>ho</b>", parse_mode="HTML")
    assert (changed["text"], changed["entities"][0]["type"]) == ("ho", "bold")
    assert "edit_date" in changed


TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def test_a_tap_is_answered_once_and_within_fifteen_seconds() -> None:
    """An unknown, answered or old query is refused; a toast has at most 200 characters."""
    waiting = Clock()
    world = World(Clock(), seconds=lambda: waiting().timestamp())
    mia = mia_in(world)
    sent = do(world, "sendMessage", chat_id=mia.id, text="?", reply_markup=_keyboard([_button()]))

    def tap() -> str:
        world.tap(mia.id, sent["message_id"], "yes")
        newest = json.loads(list(world.updates.waiting())[-1].text)
        return str(newest["callback_query"]["id"])

    first = tap()
    assert refusal_of(world, "answerCallbackQuery", callback_query_id=first, text="x" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert do(world, "answerCallbackQuery", callback_query_id=first, text="x" * 200) is True
    second = tap()
    waiting.forward(15.1)
    for query in (first, second, "7", ""):
        assert refusal_of(world, "answerCallbackQuery", callback_query_id=query) == (400, TOO_OLD)
    third = tap()
    waiting.forward(15)
    assert do(world, "answerCallbackQuery", callback_query_id=third) is True


def test_uploads_above_the_limits_are_refused() -> None:
    """50 MB, a photo 10 MB; an empty or missing file; a caption of 1,025."""
    world = new_world()
    mia = mia_in(world)

    def refused(method: str, size: int, **values: Any) -> tuple[int, str]:
        kind = method.removeprefix("send").lower()
        file = {kind: Upload("a.bin", "", b"x" * size)} if size >= 0 else None
        return refusal_of(world, method, file, chat_id=mia.id, **values)

    assert refused("sendDocument", UPLOAD_BYTES + 1) == (413, "Request Entity Too Large")
    assert refused("sendPhoto", PHOTO_BYTES + 1)[1].endswith(
        "is too big for a photo; the maximum size is 10485760 bytes"
    )
    assert refused("sendVoice", 0) == (400, "Bad Request: file must be non-empty")
    assert refused("sendVideo", -1) == (400, "Bad Request: there is no video in the request")
    assert refused("sendAudio", 5, caption="x" * 1025) == (
        400,
        "Bad Request: message caption is too long",
    )
    assert refused("sendDocument", -1, document="BQAC") == (
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    )
    assert refused("sendDocument", -1, document="https://example.org/a.pdf") == (
        400,
        "Bad Request: failed to get HTTP URL content",
    )
    assert mia.messages == {}


def test_files_are_fetched_up_to_20_mb_and_sent_again_only_as_their_kind() -> None:
    """GetFile refuses wrong ids and large files; a photo's id is no document."""
    world = new_world()
    mia = mia_in(world)
    world.send_file(mia.id, "video", b"v", "long.mp4", size=60 * 1024 * 1024)
    world.send_file(mia.id, "photo", b"p")
    video, photo = (mia.messages[1]["video"], mia.messages[2]["photo"][-1])
    assert video["file_size"] == 60 * 1024 * 1024
    assert refusal_of(world, "getFile", file_id=video["file_id"]) == (
        400,
        "Bad Request: file is too big",
    )
    assert refusal_of(world, "getFile", file_id="nope") == (400, "Bad Request: invalid file_id")
    assert refusal_of(world, "getFile") == (400, "Bad Request: file_id not specified")
    assert do(world, "getFile", file_id=photo["file_id"])["file_path"].startswith("photos/")
    assert do(world, "sendPhoto", chat_id=mia.id, photo=photo["file_id"])["photo"]
    assert refusal_of(world, "sendDocument", chat_id=mia.id, document=photo["file_id"]) == (
        400,
        "Bad Request: can't use file of type Photo as Document",
    )


def test_a_file_keeps_its_kind() -> None:
    """Sent again by its id only as what it is; a caption that Telegram would drop is refused."""
    world = new_world()
    mia = mia_in(world)
    for kind in ("audio", "video_note", "animation"):
        world.send_file(mia.id, kind, b"x", "a.bin")
    audio, note, animation = (
        message[kind]["file_id"]
        for kind, message in zip(
            ("audio", "video_note", "animation"), mia.messages.values(), strict=True
        )
    )
    for method, kind, file_id, was in (
        ("sendVoice", "voice", audio, "Audio as Voice"),
        ("sendVideo", "video", note, "VideoNote as Video"),
        ("sendVideo", "video", animation, "Animation as Video"),
        ("sendVideoNote", "video_note", animation, "Animation as VideoNote"),
    ):
        assert refusal_of(world, method, chat_id=mia.id, **{kind: file_id}) == (
            400,
            f"Bad Request: can't use file of type {was}",
        )
    assert do(world, "sendAudio", chat_id=mia.id, audio=audio)["audio"]["file_id"] == audio
    sent = do(world, "sendAnimation", chat_id=mia.id, animation=animation, caption="hi")
    assert (sent["document"]["file_id"], sent["caption"]) == (animation, "hi")
    assert do(world, "sendVideoNote", chat_id=mia.id, video_note=note)["video_note"]["length"]
    assert refusal_of(world, "sendVideoNote", chat_id=mia.id, video_note=note, caption="hi") == (
        400,
        "Bad Request: a video note has no caption",
    )


def test_deleting_follows_telegrams_48_hours() -> None:
    """Within 48 hours either side's messages go; later, or twice, they do not."""
    world = new_world()
    clock = cast("Clock", world.now)
    mia = mia_in(world)
    world.say(mia.id, "mine")
    sent = do(world, "sendMessage", chat_id=mia.id, text="hi")["message_id"]
    old = do(world, "sendMessage", chat_id=mia.id, text="old")["message_id"]
    clock.forward(48 * 3600)
    assert do(world, "deleteMessage", chat_id=mia.id, message_id=sent) is True
    assert do(world, "deleteMessages", chat_id=mia.id, message_ids="[1,2,77]") is True
    clock.forward(1)
    assert refusal_of(world, "deleteMessage", chat_id=mia.id, message_id=old) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )
    assert refusal_of(world, "deleteMessage", chat_id=mia.id, message_id=sent) == (
        400,
        "Bad Request: message to delete not found",
    )
    too_many = json.dumps(list(range(1, 102)))
    assert refusal_of(world, "deleteMessages", chat_id=mia.id, message_ids=too_many) == (
        400,
        "Bad Request: too many message identifiers specified",
    )
    assert refusal_of(world, "deleteMessages", chat_id=mia.id)[0] == 400


@pytest.mark.parametrize(
    ("method", "values", "sentence"),
    [
        (
            "setMyCommands",
            {"commands": '[{"command":"Goal","description":"x"}]'},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": '[{"command":"goal","description":""}]'},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("setMyCommands", {"commands": json.dumps([{}] * 101)}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {}, "can't parse BotCommand: expected an Array of BotCommand"),
        ("setMyCommands", {"commands": "[1]"}, "can't parse BotCommand: expected an Object"),
        (
            "getMyCommands",
            {"scope": '{"type":"moon"}'},
            "can't parse BotCommandScope: unsupported type specified",
        ),
        ("getMyCommands", {"scope": '{"type":"chat","chat_id":1}'}, "chat not found"),
        ("setMyDescription", {"description": "x" * 513}, "description is too long"),
        (
            "setMyShortDescription",
            {"short_description": "x" * 121},
            "short description is too long",
        ),
        ("setWebhook", {}, "bad webhook: url is not specified"),
        (
            "setWebhook",
            {"url": "https://example.org/hook"},
            "bad webhook: the stand-in only posts to this machine",
        ),
        (
            "setWebhook",
            {"url": "http://127.0.0.1:1/", "secret_token": "ä"},
            "secret token contains unallowed characters",
        ),
        (
            "setChatMenuButton",
            {"menu_button": '{"type":"odd"}'},
            "can't parse menu button: unsupported type specified",
        ),
    ],
)
def test_settings_telegram_would_not_take_are_refused(
    method: str, values: dict[str, Any], sentence: str
) -> None:
    """Commands, descriptions, webhook and menu are held to their rules."""
    assert refusal_of(new_world(), method, **values) == (400, f"Bad Request: {sentence}")


def test_an_unknown_chat_action_is_refused() -> None:
    """Only Telegram's actions are shown."""
    world = new_world()
    mia = mia_in(world)
    assert refusal_of(world, "sendChatAction", chat_id=mia.id, action="dancing") == (
        400,
        "Bad Request: wrong parameter action in request",
    )
    assert do(world, "sendChatAction", chat_id=mia.id, action="typing") is True


def test_a_start_code_has_only_what_a_link_can_carry() -> None:
    """1 to 64 characters of base64url, checked where the person opens the link."""
    assert start_payload("A-z_9") == "A-z_9"
    for code in ("", "x" * 65, "a b", "é", "a\n"):
        with pytest.raises(ValueError, match="start code"):
            start_payload(code)


def test_commands_are_the_nearest_scopes_in_the_persons_language() -> None:
    """Chat before all_private_chats before default; the language before none."""
    world = new_world()
    mia = mia_in(world)

    def put(name: str, **where: Any) -> None:
        commands = json.dumps([{"command": name, "description": name}])
        assert do(world, "setMyCommands", commands=commands, **where) is True

    def shown() -> str:
        return ",".join(c["command"] for c in world.commands_of(mia))

    assert not shown()
    put("one")
    put("two", language_code="en")
    assert shown() == "two"
    put("three", scope='{"type":"all_private_chats"}')
    assert shown() == "three"
    chat = json.dumps({"type": "chat", "chat_id": mia.id})
    put("four", scope=chat)
    assert shown() == "four"
    assert do(world, "deleteMyCommands", scope=chat) is True
    assert shown() == "three"
    assert do(world, "getMyCommands") == [{"command": "one", "description": "one"}]
