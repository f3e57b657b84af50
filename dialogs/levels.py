"""Levels and states in words: people read words, never numbers or red marks."""

from dialogs.words import _

LEVELS = {
    1: _("Starting"),
    2: _("Getting there"),
    3: _("Got it"),
    4: _("Could teach it"),
}
"""Where a student stands on a goal: 1 starting, 2 getting there, 3 meets, 4 beyond."""

WHO_SEES = _("<i>Who sees this: you and {teacher}.</i>")
"""Said before the first typed answer of a conversation; schools and parents may ask to see it too,
so nothing is ever called private."""
WHO_SEES_STEP = _("<i>Who sees this: you, {teacher}, and a partner if you share this goal.</i>")
"""Said before a step is put into other words: a partner sees the steps (dialogs/partner.py)."""
