"""Load: bare Bolt, bare Bolt with bare SQLAlchemy, and the bot, side by side, each a process of its own."""
