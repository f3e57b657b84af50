"""The teacher's pages: a small website that the bot serves itself.

A page shows what the chat can tell, and its forms are the chat's own dialogues, asked at once.
"""
