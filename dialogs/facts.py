"""Facts that several conversations are told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GoalName:
    """A goal, by the words its student gave it."""

    id: int
    aim: str


@dataclass(frozen=True)
class Own:
    """A class's own question, format or criterion, in its teacher's words."""

    id: int
    words: str

    @property
    def key(self) -> str:
        """How answers to it are found, also when it has been removed since."""
        return f"own.{self.id}"
