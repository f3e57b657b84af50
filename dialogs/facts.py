"""Facts that several conversations are told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GoalName:
    """A goal, by the words its student gave it."""

    id: int
    aim: str
