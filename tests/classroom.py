"""A class that the tests of a file share."""

from __future__ import annotations

from dataclasses import dataclass

from house import House, until

from bot.sandbox.phone import Phone


@dataclass(frozen=True)
class Classroom:
    """A house with a class, shared by the tests of a file: each brings students of its own.

    Nobody in it moves the clock, breaks the line or counts what others do.
    """

    home: House
    link: str

    async def student(self, name: str) -> Phone:
        """Somebody new in the class."""
        return await self.home.student(name, self.link)

    async def export(self) -> bytes:
        """The file its teacher gets for the whole log."""
        await self.desk.say("/export")
        await self.desk.tap("The whole log")
        await until(lambda: self.desk.last.kind == "document")
        return self.home.file_on(self.desk)[1]

    @property
    def desk(self) -> Phone:
        """The phone of its teacher."""
        return self.home.phone("Ms Rivera")
