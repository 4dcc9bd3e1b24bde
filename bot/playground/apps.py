"""An app as Slack knows it: its secrets, and the codes it exchanges for tokens when it is installed."""

import hmac
import secrets
from dataclasses import dataclass, field

from bot.playground.errors import SlackError

CODE_SECONDS = 600  # real ones


def new_bot_token() -> str:
    return f"xoxb-{secrets.token_hex(16)}"


@dataclass(frozen=True)
class App:
    """What its settings would show."""

    client_id: str = "1234567890.9876543210"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-1-{secrets.token_hex(16)}", repr=False)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def check(self, client_id: str, client_secret: str) -> None:
        """SlackError where these are not the app's."""
        if client_id != self.client_id:
            raise SlackError("invalid_client_id")
        if not hmac.compare_digest(client_secret.encode(), self.client_secret.encode()):
            raise SlackError("bad_client_secret")


@dataclass(frozen=True)
class Grant:
    """What somebody allowed: `place` is a workspace's id or an organisation's."""

    place: str
    person: str
    scopes: tuple[str, ...]
    redirect_uri: str
    born: float


class Codes:
    """Each good once and for ten minutes; the newest thousand are remembered."""

    def __init__(self) -> None:
        self._given: dict[str, Grant | None] = {}

    def give(self, grant: Grant) -> str:
        code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._given[code] = grant
        if len(self._given) > 1_000:
            del self._given[next(iter(self._given))]
        return code

    def take(self, code: str, redirect_uri: str, now: float) -> Grant:
        """What it stands for, once; SlackError for every other."""
        if code not in self._given:
            raise SlackError("invalid_code")
        grant, self._given[code] = self._given[code], None
        if grant is None:
            raise SlackError("code_already_used")
        if now - grant.born > CODE_SECONDS:
            raise SlackError("invalid_code")
        if redirect_uri != grant.redirect_uri:
            raise SlackError("bad_redirect_uri")
        return grant
