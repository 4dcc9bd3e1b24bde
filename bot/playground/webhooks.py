"""Signed HTTP: commands, interactions and events as Slack posts them to an app's request URLs, and their answers.

Forms and headers are those of Slack's documentation ("Verifying requests from Slack", "Events API", "Slash commands").
"""

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import aiohttp

from bot.playground.changes import Changes
from bot.playground.checks import Checks
from bot.playground.clock import Clock
from bot.playground.deliveries import LATE, NOBODY, Broken, Parcel, Taken
from bot.playground.limits import Patience
from bot.playground.manifest import NO_OPTIONS_URL, Manifest
from bot.playground.parsing import parsed
from bot.playground.payloads import VERIFICATION_TOKEN
from bot.playground.workspace import Ack, Json

USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
ANSWER_BYTES = 1024**2
GRACE_SECONDS = 0.05  # between a delivery and the cut of its connection: what a bot on this machine needs to read it
HERE = ("127.0.0.1", "localhost", "::1")


class NotHere(ValueError):
    """An address that is not on this machine; the words say which."""


@dataclass(frozen=True)
class Answer:
    """What came back; where nothing did, `trouble` is Slack's word for that (X-Slack-Retry-Reason)."""

    status: int = 0
    text: str = ""
    trouble: str = ""
    no_retry: bool = False


class Webhooks:
    """`use` says where to send: one address for everything, or what the manifest names."""

    name = "http"

    def __init__(
        self,
        clock: Clock,
        changes: Changes,
        secret: str,
        manifest: Callable[[], Manifest],
        checks: Checks,
        patience: Patience,
    ) -> None:
        self._clock = clock
        self._changes = changes
        self._secret = secret.encode()
        self._manifest = manifest
        self._checks = checks
        self._ack_seconds = patience.ack if checks.on("delivery.ack_in_time") else None
        self._address: str | None = None
        self._answered = False
        self._session: aiohttp.ClientSession | None = None

    def connected(self) -> bool:
        """Whether what was sent last was answered, however: nobody holds a line open here."""
        return self._answered

    def somebody(self) -> bool:
        return True

    def use(self, address: str | None, answered: bool = False) -> tuple[str | None, bool]:
        """Send everything to `address`, or, where it is None, to what the manifest names. Gives back what held before:
        the address, and whether it `answered`.
        NotHere where it is not on this machine: what is played here must not reach an app at work."""
        manifest = self._manifest()
        named = [manifest.events_url, manifest.interactivity_url, manifest.options_url]
        named += [each.url for each in manifest.commands]
        for url in [address] if address is not None else filter(None, named):
            if not _here(url):
                raise NotHere(
                    f"{url} is not an address on this machine, such as http://127.0.0.1:3000/slack/events, and this "
                    "workspace sends nowhere else"
                )
        before = self._address, self._answered
        self._address = address
        self._heard(answered=answered)
        return before

    async def verify(self) -> str | None:
        """Ask the address for events to prove itself, as Slack does when it is set: None, or what was wrong."""
        url = self._address or self._manifest().events_url
        if not url or not self._checks.on("delivery.url_verified"):  # an app without events is never asked
            self._heard(answered=True)
            return None
        challenge = secrets.token_urlsafe(24)
        body: Json = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        said = json.dumps(body).encode()
        answer = await self._post(url, self._signed(JSON, said), said)
        if answer.trouble:
            return f"{url} does not answer ({answer.trouble})"
        if answer.status != 200:
            return f"{url} answered the challenge with {answer.status}"
        return None if repeats(answer.text, challenge) else f"{url} answered something else than the challenge"

    async def carry(self, parcel: Parcel, broken: Broken | None = None) -> Taken:
        """Post it, and read in the answer how it was taken."""
        url = self._url(parcel)
        if url is None:
            why = NO_OPTIONS_URL if parcel.asks_for_options else "no address is known for it"
            return Taken(Ack(error=NOBODY, why=why), "connection_failed")
        content_type, body = encoded(parcel)
        headers = self._signed(content_type, body, earlier=1 if parcel.copy else 0)
        if parcel.attempt:
            headers |= {"X-Slack-Retry-Num": str(parcel.attempt), "X-Slack-Retry-Reason": parcel.reason}
        if broken == "before":
            return Taken(Ack(error=NOBODY, why="the connection to the app broke"), "connection_failed")
        if broken == "after":
            await self._post_and_leave(url, headers, body)
            return Taken(Ack(error=LATE), "http_timeout")
        answer = await self._post(url, headers, body)
        if answer.trouble:
            return Taken(Ack(error=LATE if answer.trouble == "http_timeout" else NOBODY), answer.trouble)
        sound = 200 <= answer.status < 300 if parcel.is_event else answer.status == 200
        if not sound and self._checks.on("delivery.status"):
            why = f"the app answered {answer.status}"
            return Taken(Ack(error=NOBODY, why=why), "http_error", last=answer.no_retry)
        return Taken(Ack(payload=_payload(answer.text)))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _url(self, parcel: Parcel) -> str | None:
        if self._address is not None:
            return self._address
        manifest = self._manifest()
        if parcel.kind == "slash_commands":
            command = manifest.command(str(parcel.payload.get("command")))
            return (command.url if command else "") or None
        if parcel.asks_for_options:
            return manifest.options_url or None
        return (manifest.events_url if parcel.is_event else manifest.interactivity_url) or None

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        try:
            async with (
                asyncio.timeout(self._ack_seconds),
                self._client().post(url, data=body, headers=headers, allow_redirects=False) as got,
            ):
                read = bytearray()
                async for chunk in got.content.iter_any():
                    read += chunk[: ANSWER_BYTES - len(read)]
                no_retry = got.headers.get("X-Slack-No-Retry") == "1"
                answer = Answer(got.status, read.decode("utf-8", "replace"), no_retry=no_retry)
        except TimeoutError:
            answer = Answer(trouble="http_timeout")
        except aiohttp.ClientSSLError:
            answer = Answer(trouble="ssl_error")
        except (aiohttp.ClientError, OSError):
            answer = Answer(trouble="connection_failed")
        self._heard(answered=not answer.trouble)
        return answer

    async def _post_and_leave(self, url: str, headers: dict[str, str], body: bytes) -> None:
        """Post it, and close the connection before anybody can have read an answer from it."""
        sent = asyncio.Event()
        posting = asyncio.create_task(self._send_only(url, headers, body, sent))
        try:
            async with asyncio.timeout(self._ack_seconds):
                await sent.wait()
                await asyncio.wait({posting}, timeout=GRACE_SECONDS)
        except TimeoutError:
            pass
        finally:
            posting.cancel()
            await asyncio.gather(posting, return_exceptions=True)

    async def _send_only(self, url: str, headers: dict[str, str], body: bytes, sent: asyncio.Event) -> None:
        post = self._client().post(url, data=body, headers=headers, allow_redirects=False, trace_request_ctx=sent)
        try:
            async with post:
                pass
        except (aiohttp.ClientError, OSError):
            sent.set()

    def _signed(self, content_type: str, body: bytes, *, earlier: int = 0) -> dict[str, str]:
        """Slack's headers. Time is real here whatever the moved clock says; `earlier` is in seconds: a copy is not
        signed at the same moment."""
        stamp = str(int(self._clock.real()) - earlier)
        digest = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {
            "User-Agent": USER_AGENT,
            "Content-Type": content_type,
            "Accept": f"{JSON},*/*",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }

    def _client(self) -> aiohttp.ClientSession:
        """A connection for each delivery: one kept open might have been closed from the other side meanwhile."""
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_chunk_sent.append(_sent)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True, limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[trace],
            )
        return self._session

    def _heard(self, *, answered: bool) -> None:
        if answered != self._answered:
            self._answered = answered
            self._changes.tell("bot", connected=answered)


async def _sent(_: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestChunkSentParams) -> None:
    if isinstance(context.trace_request_ctx, asyncio.Event):
        context.trace_request_ctx.set()


def _here(url: str) -> bool:
    """Whether it is an address that can be posted to, and on this machine."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and parts.hostname in HERE and parts.port != 0
    except ValueError:  # brackets without an address of IPv6 in them, or a port that is none
        return False


def encoded(parcel: Parcel) -> tuple[str, bytes]:
    """Content type and body: a command as a form, an interaction as a form's one field, an event as JSON."""
    if parcel.is_event:
        return JSON, json.dumps(parcel.payload).encode()
    fields = parcel.payload if parcel.kind == "slash_commands" else {"payload": json.dumps(parcel.payload)}
    return FORM, urlencode(fields, errors="replace").encode()


def repeats(text: str, challenge: str) -> bool:
    """Whether an answer is the challenge, in one of the three forms Slack takes: plain, as a form's field, as JSON."""
    said = text.strip()
    return said in (challenge, f"challenge={challenge}") or (_payload(said) or {}).get("challenge") == challenge


def _payload(text: str) -> Json | None:
    """What came with the ack: nothing, a JSON object, or words."""
    if not text.strip():
        return None
    try:
        found = parsed(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"text": text}
