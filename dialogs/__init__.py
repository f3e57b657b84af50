"""What Waymark says and asks: conversations as plain Python, with no Telegram, SQL or clock."""
