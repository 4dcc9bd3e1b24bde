"""The kill loop: bots that are killed and frozen at any moment while people hire; a referee says what came of it."""
