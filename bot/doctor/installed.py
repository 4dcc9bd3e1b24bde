"""Where the app is installed: whether our keys open each token, and whether Slack takes it with all its scopes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import aiohttp
from sqlalchemy import make_url

from bot import scopes
from bot.doctor.finding import Finding, bad, good, note, skipped
from bot.doctor.slack import Answer, ask, clock_of
from bot.doctor.variables import Known
from bot.tokens import CannotOpen, Sealed, Vault
from storage import installations
from storage.database import Database
from storage.installations import Installation

_AGAIN = "Install it there again, from /slack/install at the bot's address."
_KEY = f"Put the key it was encrypted with back into SAMEPAGE_SECRET_KEY. {_AGAIN}"


async def look(http: aiohttp.ClientSession, known: Known, wall: Callable[[], datetime]) -> list[Finding]:
    """Findings on every installation; the clock's by the first answer of Slack."""
    found = await _installations(known.database_url)
    if found is None:
        return [skipped(check, "the database does not say where the app is installed") for check in ("clock", "tokens")]
    if not found:
        return [
            note("installations", "none yet", "Open /slack/install at the bot's address, and choose a workspace."),
            skipped("clock", "there is nobody to ask Slack as"),
        ]
    vault, findings, clock = Vault(known.secret_keys), [], None
    for each in found:
        told, answer = await _token(http, known, vault, each, wall)
        findings += told
        if clock is None and isinstance(answer, Answer):
            clock = clock_of(answer)
    return [clock or skipped("clock", "Slack did not answer"), *findings]


async def _installations(url: str | None) -> list[Installation] | None:
    """Those in the database of that address; None where it cannot tell. Makes no file."""
    if url is None:
        return None
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and not await asyncio.to_thread(Path(where.database or "").is_file):
        return []
    database = Database.open(url)
    try:
        async with database.read() as session:
            return await installations.all_of_them(session)
    except Exception:  # what is wrong with it stands among the findings on the database
        return None
    finally:
        await database.close()


async def _token(
    http: aiohttp.ClientSession, known: Known, vault: Vault, each: Installation, wall: Callable[[], datetime]
) -> tuple[list[Finding], Answer | str]:
    check = f"token of {each.owner}"
    try:
        token = vault.open(Sealed(each.token, each.key), each.owner)
    except CannotOpen as reason:
        return [bad(check, f"does not open: {reason}", _KEY)], ""
    answer = await ask(http, known.slack_api_url, "auth.test", token, wall)
    if isinstance(answer, str):
        return [bad(check, f"{answer} from {known.slack_api_url}", "Is there a way from here to it?")], answer
    if answer.error:
        return [bad(check, f"Slack refuses it ({answer.error})", _AGAIN)], answer
    findings = [good(check, f"workspace {answer.body.get('team', '?')}")]
    missing = [] if answer.scopes is None else [scope for scope in scopes.wanted() if scope not in answer.scopes]
    if missing:
        findings.append(bad(f"scopes of {each.owner}", f"not granted: {', '.join(missing)}", _AGAIN))
    return findings, answer
