"""Slack: who the tokens are, what they may do, whether they open the way in, and whether the clocks agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from bot import scopes
from bot.doctor.finding import Finding, bad, good, note, skipped
from bot.doctor.variables import Known

_SECONDS = 10.0
_APART = timedelta(seconds=60)  # Slack lets a signature live for five minutes; a minute off is a clock nobody sets
_INSTALL_AGAIN = "Install App → Reinstall to Workspace, and set SLACK_BOT_TOKEN to the token it shows."
_TOKEN = {
    "invalid_auth": "Copy it again from OAuth & Permissions: Bot User OAuth Token.",
    "not_authed": "Copy it again from OAuth & Permissions: Bot User OAuth Token.",
    "account_inactive": f"The app was taken out of the workspace. {_INSTALL_AGAIN}",
    "token_revoked": f"The app was taken out of the workspace. {_INSTALL_AGAIN}",
    "token_expired": f"Turn token rotation off in the app's settings. {_INSTALL_AGAIN}",
}
_APP_TOKEN = "Basic Information → App-Level Tokens: generate one with connections:write, and set SLACK_APP_TOKEN to it."  # noqa: S105
_LATER = "Slack has trouble, or asks for patience. Try again in a minute; status.slack.com says more."


@dataclass(frozen=True)
class Answer:
    """What Slack answered: its JSON, and two headers. `date` is its clock, `apart` how far ours is from it."""

    body: dict[str, Any]
    scopes: frozenset[str] | None
    apart: timedelta | None

    @property
    def error(self) -> str | None:
        return None if self.body.get("ok") else str(self.body.get("error", "no JSON of Slack's"))


async def look(known: Known, wall: Callable[[], datetime]) -> list[Finding]:
    """Findings on Slack's side of things. The socket is asked for and not opened: Slack would deliver to it."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        if known.secret_keys and not known.bot_token:
            from bot.doctor import installed  # what decrypts takes a while to load, and one workspace needs none of it

            findings = await installed.look(http, known, wall)
        else:
            answer: Answer | str = "SLACK_BOT_TOKEN is missing or wrong"
            if known.bot_token:
                answer = await ask(http, known.slack_api_url, "auth.test", known.bot_token, wall)
            findings = _bot(known, answer)
        findings += await _way_in(http, known, wall)
    return findings


async def ask(
    http: aiohttp.ClientSession, url: str, method: str, token: str, wall: Callable[[], datetime]
) -> Answer | str:
    """Slack's answer, or in words why there is none."""
    try:
        began = wall()
        asked = http.post(
            f"{url}{method}", headers={"Authorization": f"Bearer {token}"}, proxy=load_http_proxy_from_env()
        )
        async with asked as answer:
            middle = began + (wall() - began) / 2
            granted, date = answer.headers.get("x-oauth-scopes"), answer.headers.get("Date")
            try:
                body = await answer.json(content_type=None)
            except ValueError:
                return f"no JSON but HTTP {answer.status}"
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        return f"no answer ({type(error).__name__})"
    return Answer(
        body if isinstance(body, dict) else {},
        frozenset(granted.replace(" ", "").split(",")) - {""} if granted is not None else None,
        middle - parsedate_to_datetime(date) if date else None,
    )


def _bot(known: Known, answer: Answer | str) -> list[Finding]:
    if isinstance(answer, str):
        if not known.bot_token:
            return [skipped(check, answer) for check in ("clock", "bot token", "scopes")]
        mend = "Is there a way from here to it, a proxy maybe (HTTPS_PROXY)? SAMEPAGE_SLACK_API_URL is best left out."
        said = bad("Slack", f"{answer} from {known.slack_api_url}", mend)
        return [said, *(skipped(check, "Slack did not answer") for check in ("clock", "bot token", "scopes"))]
    findings = [good("Slack", f"answers at {known.slack_api_url}"), clock_of(answer)]
    if answer.error:
        mend = _TOKEN.get(answer.error, _LATER)
        findings += [bad("bot token", f"Slack refuses it ({answer.error})", mend)]
        return [*findings, skipped("scopes", "the bot token is refused")]
    body = answer.body
    where = f"{body.get('team', '?')} ({body.get('team_id', '?')})"
    findings.append(good("bot token", f"workspace {where}, as {body.get('user', '?')} ({body.get('user_id', '?')})"))
    return findings + _scopes(answer.scopes)


def clock_of(answer: Answer) -> Finding:
    if answer.apart is None:
        return skipped("clock", "Slack did not say what time it is")
    seconds = round(answer.apart.total_seconds())
    if abs(answer.apart) <= _APART:
        return good(
            "clock", "within a few seconds of Slack's" if abs(seconds) < 10 else f"{abs(seconds)} s off Slack's"
        )
    late = "behind" if seconds < 0 else "ahead of"
    return bad(
        "clock",
        f"{abs(seconds)} s {late} Slack's: what Slack signs is refused, and messages come at the wrong time",
        "Have the machine's clock set by NTP: timedatectl set-ntp true.",
    )


def _scopes(granted: frozenset[str] | None) -> list[Finding]:
    if granted is None:
        return [skipped("scopes", "Slack did not say which are granted")]
    wanted = scopes.wanted()
    missing = [each for each in wanted if each not in granted]
    mend = "OAuth & Permissions → Scopes: add it, or paste manifest.yml anew; then Install App → Reinstall."
    findings = [
        bad(f"scope {each}", f"not granted. What it is for: {scopes.WHY.get(each, 'the manifest names it')}", mend)
        for each in missing
    ]
    if not missing:
        findings.append(good("scopes", f"all {len(wanted)} of the manifest are granted"))
    more = sorted(granted - {*wanted})
    if more:
        findings.append(note("scopes", f"granted beyond the manifest: {', '.join(more)}", "The bot does without them."))
    return findings


async def _way_in(http: aiohttp.ClientSession, known: Known, wall: Callable[[], datetime]) -> list[Finding]:
    if known.app_token:
        answer = await ask(http, known.slack_api_url, "apps.connections.open", known.app_token, wall)
        if isinstance(answer, str):
            return [skipped("app token", answer)]
        if answer.error in ("ratelimited", "internal_error", "service_unavailable"):
            return [bad("app token", f"Slack gives no socket now ({answer.error})", _LATER)]
        if answer.error:
            return [bad("app token", f"Slack gives no socket ({answer.error})", _APP_TOKEN)]
        return [good("app token", "opens a socket: Slack speaks to the bot by Socket Mode")]
    secret = known.signing_secret
    if not secret:
        return [skipped("way in", "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is there")]
    if len(secret) != 32 or set(secret.lower()) - set("0123456789abcdef"):
        return [
            note(
                "signing secret",
                "not as Slack makes them: 32 of 0-9 and a-f",
                "Copy it again from Basic Information: Signing Secret. A wrong one lets nothing in.",
            )
        ]
    return [good("signing secret", "whole: Slack speaks to the bot by HTTP, at /slack/events")]
