"""Settings: a wrong one stops the start by its name, a blank one is not set."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, read_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and an environment that sets nothing."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


def refusal() -> str:
    """What the start says instead of starting."""
    with pytest.raises(BadSettings) as refused:
        read_settings()
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "canary-no-token"),
        ("BOT_TOKEN", "canary:with space"),
        ("BOT_API_URL", "canary.example"),
        ("DATABASE_URL", "mysql://canary@host/name"),
        ("DATABASE_URL", "canary"),
        ("PUBLIC_URL", "ftp://canary"),
        ("WEBHOOK_URL", "canary"),
        ("WEBHOOK_SECRET", "canary"),
        ("WEBHOOK_SECRET", "canary with spaces and thirty-two characters"),
        ("PORT", "canary"),
        ("PORT", "99999"),
        ("PORT", "0"),
        ("PORT", "-1"),
        ("TIMEZONE", "Canary/Nowhere"),
        ("LANGUAGE", "canary"),
        ("LANGUAGE", "canary:other"),
        ("LOG_LEVEL", "canary"),
    ],
)
def test_a_malformed_setting(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line: its name, what is wrong, how to set it; its value is not shown."""
    monkeypatch.setenv(name, value)
    line = refusal()
    assert line.startswith(f"{name} ")
    assert line.endswith("Set it in .env or the environment.")
    assert "\n" not in line
    assert "canary" not in line.lower()
    assert value not in line


def test_the_languages_there_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets one without a catalogue is told which there are."""
    monkeypatch.setenv("LANGUAGE", "klingon")
    assert "Write one of en, es" in refusal()


@pytest.mark.parametrize(
    ("value", "code"),
    [("es", "es"), ("ES", "es"), ("es-MX", "es"), ("en_US.UTF-8", "en"), ("de:es:en", "es")],
)
def test_a_language_in_other_words(value: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a country, or as a desktop sets it for all programs: the first that there is."""
    monkeypatch.setenv("LANGUAGE", value)
    assert read_settings().language == code


def test_each_wrong_one_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is wrong is said at once."""
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("TIMEZONE", "x")
    assert [line.split()[0] for line in refusal().splitlines()] == ["PORT", "TIMEZONE"]


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one anybody could post updates."""
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.org")
    assert refusal().startswith("WEBHOOK_SECRET is needed with WEBHOOK_URL")


def test_blank_lines_are_not_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copied .env.example with nothing filled in is the same as none."""
    (folder / ".env").write_text("".join(f"{n.upper()}=\n" for n in Settings.model_fields))
    monkeypatch.setenv("PORT", "")
    assert read_settings() == Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic-settings takes it


def test_the_example_is_good(folder: Path) -> None:
    """.env.example can be copied as it is, and names every setting."""
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    (folder / ".env").write_text(example)
    assert read_settings().token == ""
    named = {line.split("=")[0] for line in example.splitlines() if "=" in line}
    assert named >= {name.upper() for name in Settings.model_fields}


def test_env_is_read_and_the_environment_wins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is set for this start goes before what stands in the file; others' lines are none."""
    (folder / ".env").write_text("PORT=8081\nTIMEZONE=Europe/Madrid\nOTHER=1\n")
    monkeypatch.setenv("PORT", "8082")
    settings = read_settings()
    assert (settings.port, settings.timezone) == (8082, "Europe/Madrid")


def test_a_file_that_is_no_text(folder: Path) -> None:
    """An editor may have saved it in another encoding: that is said, not shown."""
    (folder / ".env").write_bytes("BOT_TOKEN=1:canary".encode("utf-16"))
    assert "Save it as UTF-8" in refusal()


def test_addresses_lose_their_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that paths can be put behind them."""
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:8081/")
    assert read_settings().bot_api_url == "http://127.0.0.1:8081"


def test_a_token_is_not_shown_where_settings_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither printed nor in a traceback."""
    monkeypatch.setenv("BOT_TOKEN", "123456:canary")
    settings = read_settings()
    assert "canary" not in f"{settings} {settings!r}"
    assert settings.token == "123456:canary"  # noqa: S105  opens nothing
