"""Somebody keeps another city's time, or has moved: what they are sent follows their clock."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask
from dialogs.kinds import zone
from dialogs.words import _

ZONE = zone(
    "zone", _("Your clock is {city}'s now. Which city's time do you keep? Tap or type one.")
)


@dataclass(frozen=True)
class Facts:
    """The IANA zone they are in now."""

    zone: str


@dataclass(frozen=True)
class ZoneSet:
    """The IANA zone from now on."""

    zone: str


def my_zone(facts: Facts) -> Dialogue[ZoneSet]:
    """Ask for a city."""
    city = facts.zone.rsplit("/", 1)[-1].replace("_", " ")
    return ZoneSet((yield from ask(ZONE, city=city)))
