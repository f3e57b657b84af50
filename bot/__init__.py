"""Where dialogues and storage meet: Telegram, turns, ticks, and the `waymark` command."""
