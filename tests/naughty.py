"""The big list of naughty strings, which were collected because they break programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

LIST = Path(__file__).parents[2] / "shared/data/text/blns.json"


def naughty() -> list[str]:
    """All of them; where the list is not beside this checkout the test is skipped, and says so."""
    if not LIST.exists():
        pytest.skip("no list of naughty strings beside this checkout")
    found = [str(text) for text in json.loads(LIST.read_text())]
    assert len(found) > 400
    return found
