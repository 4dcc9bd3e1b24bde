"""Rounds: each looks for what is due, decides by the rules of the ground floor, and writes; the postman speaks.

Every round is `run(database, now) -> int`, how many it handled; run twice at once, by one bot or two, it does no
more than once.
"""
