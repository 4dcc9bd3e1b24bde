"""Starts bots quickly: imports the command line once, then forks a fresh `samepage run` for every line it is given.

What runs in the fork is the program itself, with an environment and a standard error of its own, to be killed at will.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable

from sqlalchemy.orm import configure_mappers

import bot.playground.server
import bot.runtime  # so that no fork has to import it: that is most of what a start costs
from bot.__main__ import main

__all__ = ["bot"]


def _become(program: Callable[[], None], environment: dict[str, str], arguments: list[str], pipe: int) -> None:
    """The fork: never returns."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for stream in (1, 2):
        os.dup2(pipe, stream)
    os.close(pipe)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["samepage", "run", *arguments]
    code = 0
    try:
        program()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stderr.write(f"exit code {code}\n")  # the last line of whoever ends by itself
        sys.stderr.flush()
        os._exit(code)


def serve(program: Callable[[], None]) -> None:
    """Forks `program` until nobody gives orders any more."""
    configure_mappers()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: whoever reads their pipe sees them end
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        pipe = os.open(order["out"], os.O_WRONLY)  # before there is anybody who might be killed before they open it
        if (pid := os.fork()) == 0:
            _become(program, order["environment"], order["arguments"], pipe)
        os.close(pipe)
        os.write(1, f"{pid}\n".encode())


if __name__ == "__main__":
    serve(main)
