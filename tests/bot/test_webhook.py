"""The bot is called by Telegram instead of asking it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from house import free_port, house


async def test_a_student_joins_over_the_webhook_and_polling_takes_over_later(
    tmp_path: Path, template: Path
) -> None:
    """The same conversation runs either way; going back to polling loses nothing."""
    port = free_port()
    called: dict[str, Any] = {
        "webhook_url": f"http://127.0.0.1:{port}",
        "webhook_secret": "s" * 40,
        "port": port,
    }
    async with house(tmp_path, template, **called) as there:
        maya = await there.student("Maya", await there.teacher())
        await maya.tap("Set a goal")
    async with house(tmp_path, template, there.clock) as there:
        maya = there.phone("Maya")
        await maya.say("Fractions")
        await maya.say("2")

    assert "What would you like to be able to do?" in maya.last.text
