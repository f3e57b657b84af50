"""Settings, from the environment and .env; a bad value stops the start, by name."""

from __future__ import annotations

import re
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.serving import address_of
from dialogs.words import language, languages

SHORTEST_SECRET = 32
PORTS = 65_536


class BadSettings(Exception):  # noqa: N818  reads as what it is
    """One line a setting: its name, what is wrong, and how to set it."""


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("is not a bot token. It looks like 123456:ABC-DEF; ask @BotFather for one")
    return value


def _database(value: str) -> str:
    try:
        backend = make_url(value).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(
            "is no database. Write sqlite:///waymark.sqlite or postgresql://user@host/name"
        )
    return value


def _url(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise ValueError("is not an address. It begins with https:// (or http:// on this machine)")
    return value.rstrip("/")


def _secret(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if text and not re.fullmatch(rf"[A-Za-z0-9_-]{{{SHORTEST_SECRET},256}}", text):
        raise ValueError("needs 32 to 256 letters, digits, _ or -, as hard to guess as a password")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is not a time zone. Write one such as America/New_York or Europe/Madrid")
    return value


def _language(value: str) -> str:
    """The code of its catalogue; of several, as gettext's own LANGUAGE has them, the first."""
    for code in value.split(":"):
        found = language(code).code
        if found == re.split("[-_.@]", code)[0].lower():
            return found
    spoken = ", ".join(each.code for each in languages())
    raise ValueError(f"is not spoken here. Write one of {spoken}")


def _level(value: str) -> str:
    if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("is one of DEBUG, INFO, WARNING, ERROR")
    return value.upper()


def _port(value: str | int) -> int:
    if not str(value).isdecimal() or not 0 < int(value) < PORTS:
        raise ValueError("is not a port. Write a number from 1 to 65535")
    return int(value)


Url = Annotated[str, AfterValidator(_url)]


class Settings(BaseSettings):
    """What can be set; .env.example says each in a line. A blank one is not set."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    bot_api_url: Url = "https://api.telegram.org"
    database_url: Annotated[str, AfterValidator(_database)] = "sqlite:///waymark.sqlite"
    public_url: Url = ""
    webhook_url: Url = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] = SecretStr("")
    host: str = "127.0.0.1"
    port: Annotated[int, BeforeValidator(_port)] = 8080
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    language: Annotated[str, AfterValidator(_language)] = "en"
    log_level: Annotated[str, AfterValidator(_level)] = "INFO"

    @property
    def pages_url(self) -> str:
        """Where the teacher's pages are reached: PUBLIC_URL, else on this computer itself."""
        return self.public_url or address_of(self.host, self.port)

    @property
    def token(self) -> str:
        """The bot's token in the clear; empty where there is none."""
        return self.bot_token.get_secret_value() if self.bot_token else ""


def read_settings() -> Settings:
    """The settings, or BadSettings: a line for each that is wrong; values are never shown."""
    try:
        settings = Settings()
    except ValidationError as wrong:
        raise BadSettings(
            "\n".join(
                f"{'.'.join(str(part) for part in error['loc']).upper()} "
                f"{error['msg'].removeprefix('Value error, ')}. Set it in .env or the environment."
                for error in wrong.errors(include_input=False)
            )
        ) from None
    except UnicodeDecodeError:
        raise BadSettings(".env is not plain text. Save it as UTF-8.") from None
    if settings.webhook_url and not settings.webhook_secret.get_secret_value():
        raise BadSettings(
            "WEBHOOK_SECRET is needed with WEBHOOK_URL: 32 or more letters and digits. "
            "Set it in .env or the environment."
        )
    return settings
