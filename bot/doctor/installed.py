"""Every workspace the app is installed in: whether its token opens, Slack takes it, and it may do what it must."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import aiohttp
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot.doctor import slack
from bot.doctor.finding import Finding, bad, good, note, skipped
from bot.doctor.slack import Answer
from bot.doctor.variables import Known
from storage import installations
from storage.database import Database
from storage.installations import Installation

_AGAIN = "Have the app installed there once more, from /slack/install: that is harmless."
_KEY = "Put the key it was encrypted with back into SAMEPAGE_SECRET_KEY, behind the newest; or have it installed anew."
_MANY = "installations"  # what the check of all of them is called


async def look(known: Known, wall: Callable[[], datetime]) -> list[Finding]:
    """Findings on Slack's side of things, for an app that is installed from a page: workspace by workspace."""
    found = await _all(known.database_url)
    async with slack.session() as http:
        findings = [found] if isinstance(found, Finding) else await _each(http, found, known, wall)
        return findings + await slack.way_in(http, known, wall)


async def _all(url: str | None) -> list[Installation] | Finding:
    """Where it is installed, or a finding where that cannot be told. Makes no file."""
    if url is None:
        return skipped(_MANY, "SAMEPAGE_DATABASE_URL is wrong")
    where = make_url(url)
    is_file = where.get_backend_name() == "sqlite"
    if is_file and not await asyncio.to_thread(Path(where.database or "").is_file):
        return skipped(_MANY, "there is no database yet")
    database = Database.open(url)
    try:
        async with database.read() as session:
            found = await installations.all_of_them(session)
    except (DBAPIError, OSError):
        return skipped(_MANY, "the database cannot be read, or is not up to date")
    finally:
        await database.close()
    return found or note(_MANY, "it is in no workspace yet", "Open /slack/install of the running bot in a browser.")


async def _each(
    http: aiohttp.ClientSession, found: list[Installation], known: Known, wall: Callable[[], datetime]
) -> list[Finding]:
    """Slack's clock once, by the first that answers; then each workspace."""
    findings: list[Finding] = []
    is_timed = False
    for each in found:
        token = _opened(each, known.secret_keys)
        if isinstance(token, Finding):
            findings.append(token)
            continue
        answer = await slack.ask(http, known.slack_api_url, "auth.test", token, wall)
        if isinstance(answer, Answer) and not is_timed:
            is_timed = True
            findings.append(slack.clock(answer))
        findings += _of(each, answer)
    return findings


def _opened(each: Installation, keys: tuple[bytes, ...]) -> str | Finding:
    from bot.tokens import CannotOpen, Sealed, Vault

    if not keys:
        return skipped(each.owner, "SAMEPAGE_SECRET_KEY is missing or wrong")
    try:
        return Vault(keys).open(Sealed(each.token, each.key), each.owner)
    except CannotOpen as reason:
        return bad(each.owner, f"its token does not open: {reason}", _KEY)


def _of(each: Installation, answer: Answer | str) -> list[Finding]:
    if isinstance(answer, str):
        return [bad(each.owner, f"{answer} from Slack", "Is there a way from here to it, a proxy maybe (HTTPS_PROXY)?")]
    if answer.error:
        return [bad(each.owner, f"Slack refuses its token ({answer.error})", _AGAIN)]
    name = answer.body.get("enterprise") if each.is_org_wide else answer.body.get("team")
    granted = [replace(one, check=f"{each.owner} {one.check}") for one in slack.granted_of(answer.scopes)]
    return [good(each.owner, f"installed in {name or each.owner} ({each.owner})"), *granted]
