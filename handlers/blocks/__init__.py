"""Pure functions that return Block Kit, one file per conversation. Nothing here waits, reads or saves."""
