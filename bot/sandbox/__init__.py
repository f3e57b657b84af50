"""A local stand-in for Telegram: a strict Bot API, and a page of phones to chat on."""
