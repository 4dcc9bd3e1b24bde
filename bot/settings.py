"""Every environment variable, read once and checked at once: all faults are named together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

SLACK = "https://slack.com/api/"
DATABASE = "sqlite+aiosqlite:///samepage.db"
_PLACE = re.compile(r"[TE][A-Z0-9]{2,23}")  # a workspace's id, or an organisation's


class SettingsWrong(Exception):
    """`faults`: one sentence each, naming the variable and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class CannotStart(Exception):
    """What keeps the bot from starting though its settings are whole: words for whoever starts it."""


class Settings(BaseSettings):
    """What the bot is told from outside: a token for one workspace, or what it takes to be installed in many. Tokens
    and keys are never printed (`repr=False`)."""

    model_config = SettingsConfigDict(
        extra="ignore", populate_by_name=True, hide_input_in_errors=True, validate_default=False
    )

    bot_token: str | None = Field(None, validation_alias="SLACK_BOT_TOKEN", repr=False)
    app_token: str | None = Field(None, validation_alias="SLACK_APP_TOKEN", repr=False)
    signing_secret: str | None = Field(None, validation_alias="SLACK_SIGNING_SECRET", repr=False)
    client_id: str | None = Field(None, validation_alias="SLACK_CLIENT_ID")
    client_secret: str | None = Field(None, validation_alias="SLACK_CLIENT_SECRET", repr=False)
    secret_keys: Annotated[tuple[bytes, ...], NoDecode] = Field((), validation_alias="SAMEPAGE_SECRET_KEY", repr=False)
    database_url: str = Field(DATABASE, validation_alias="SAMEPAGE_DATABASE_URL", repr=False)
    slack_api_url: str = Field(SLACK, validation_alias="SAMEPAGE_SLACK_API_URL")
    clock_file: Path | None = Field(None, validation_alias="SAMEPAGE_CLOCK_FILE")
    may_install: Annotated[frozenset[str], NoDecode] = Field(frozenset(), validation_alias="SAMEPAGE_MAY_INSTALL")
    behind_proxy: bool = Field(False, validation_alias="SAMEPAGE_BEHIND_PROXY")
    erase_after_days: int = Field(30, validation_alias="SAMEPAGE_ERASE_AFTER_DAYS")
    port: int = Field(3000, validation_alias="PORT")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # `read` says where they come from, so that a test can say it too

    @field_validator("bot_token")
    @classmethod
    def _bot_token(cls, token: str | None) -> str | None:
        return token and _token(token, "xoxb-", "the Bot User OAuth Token from OAuth & Permissions")

    @field_validator("app_token")
    @classmethod
    def _app_token(cls, token: str | None) -> str | None:
        return token and _token(token, "xapp-", "an app-level token with connections:write from Basic Information")

    @field_validator("signing_secret")
    @classmethod
    def _signing_secret(cls, secret: str | None) -> str | None:
        if secret is not None and (len(secret) < 16 or not secret.isascii() or not secret.isalnum()):
            raise ValueError("must be whole: it is the Signing Secret from Basic Information")
        return secret

    @field_validator("client_id")
    @classmethod
    def _client_id(cls, client: str | None) -> str | None:
        if client is not None and not (client.isascii() and client.replace(".", "").isdigit()):
            raise ValueError(
                "must be whole, two numbers with a dot between: it is the Client ID from Basic Information"
            )
        return client

    @field_validator("client_secret")
    @classmethod
    def _client_secret(cls, secret: str | None) -> str | None:
        if secret is not None and (len(secret) < 16 or not secret.isascii() or not secret.isalnum()):
            raise ValueError("must be whole: it is the Client Secret from Basic Information")
        return secret

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _secret_keys(cls, keys: str) -> tuple[bytes, ...]:
        from bot.tokens import KeyWrong, read_keys  # here, for the same reason as below

        try:
            return read_keys(keys)
        except KeyWrong as wrong:
            raise ValueError(str(wrong)) from None

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, url: str) -> str:
        return whole_url(url)

    @field_validator("slack_api_url")
    @classmethod
    def _slack_api_url(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # brackets without an address of IPv6 in them, or a port that is none
            whole = False
        if not whole:
            raise ValueError("must be an address such as https://slack.com/api/")
        return url if url.endswith("/") else url + "/"

    @field_validator("clock_file")
    @classmethod
    def _clock_file(cls, file: Path | None) -> Path | None:
        if file is not None and not (file.is_file() and file.stat().st_size == 8):
            raise ValueError("must name a file of 8 bytes; leave it out to use the machine's clock")
        return file

    @field_validator("may_install", mode="before")
    @classmethod
    def _may_install(cls, text: str) -> frozenset[str]:
        found = frozenset(each.strip() for each in text.split(","))
        if not all(_PLACE.fullmatch(each) for each in found):
            raise ValueError(
                "must be the ids of workspaces (T…) and organisations (E…), with commas between: they stand in the "
                "address of Slack in a browser, https://app.slack.com/client/T…"
            )
        return found

    @field_validator("erase_after_days")
    @classmethod
    def _erase_after_days(cls, days: int) -> int:
        if not 0 <= days <= 3650:
            raise ValueError("must be days from 1 to 3650, or 0 for never")
        return days

    @property
    def erase_after(self) -> timedelta | None:
        """How long after the app was removed from a workspace what is stored of it goes; None: never."""
        return timedelta(days=self.erase_after_days) if self.erase_after_days else None

    @field_validator("port")
    @classmethod
    def _port(cls, port: int) -> int:
        if not 0 <= port <= 65535:
            raise ValueError("must be a port from 0 to 65535 (0: any that is free)")
        return port


def whole_url(url: str) -> str:
    """A database's address; PostgreSQL's usual spelling is completed with the driver. ValueError says what is wrong."""
    from sqlalchemy.engine import make_url  # here, so that other faults are told without waiting for it
    from sqlalchemy.exc import ArgumentError

    for usual in ("postgresql://", "postgres://"):
        if url.startswith(usual):
            url = "postgresql+asyncpg://" + url.removeprefix(usual)
    try:
        where = make_url(url)
        driver = where.drivername
    except ArgumentError:
        raise ValueError("is not a database address; for example sqlite+aiosqlite:///samepage.db") from None
    if driver not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql://")
    if driver == "postgresql+asyncpg" and find_spec("asyncpg") is None:
        raise ValueError("needs the driver for PostgreSQL: install samepage[postgres]")
    return _as_the_driver_says(where) if driver == "postgresql+asyncpg" and where.query else url


def _as_the_driver_says(where: URL) -> str:
    """An address of PostgreSQL's own tools, as hosts hand them out: their `sslmode` is the driver's `ssl`. ValueError
    for what else it would not understand."""
    query = {"ssl" if name == "sslmode" else name: value for name, value in where.query.items()}
    unknown = sorted(set(query) - _OF_THE_DRIVER)
    if unknown:
        raise ValueError(
            f"has “{unknown[0]}” behind the ?, which is not known here: leave it out. sslmode may stand there; a "
            "certificate of whom to trust is named by the variable PGSSLROOTCERT"
        )
    return where.set(query=query).render_as_string(hide_password=False)


_OF_THE_DRIVER = {"ssl", "host", "port", "passfile", "target_session_attrs", "prepared_statement_cache_size"}


def _token(token: str, prefix: str, where: str) -> str:
    if not token.startswith(prefix) or len(token) <= len(prefix) + 4 or not token.isascii() or " " in token:
        raise ValueError(f"must begin with {prefix} and be whole: it is {where}")
    return token


_MISSING = {
    "SLACK_BOT_TOKEN": "is missing: it is the Bot User OAuth Token (xoxb-…) from OAuth & Permissions; or, to be "
    "installed in many workspaces, set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SAMEPAGE_SECRET_KEY",
    "SLACK_CLIENT_ID": "is missing: it is the Client ID from Basic Information, needed beside the Client Secret",
    "SLACK_CLIENT_SECRET": "is missing: it is the Client Secret from Basic Information, needed beside the Client ID",
    "SAMEPAGE_SECRET_KEY": "is missing: it encrypts the workspaces' tokens; `samepage key` prints a new one",
}
_NOT_BOTH = (
    "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are for many: leave out one or the "
    "others"
)
_APP = {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"}
_NO_WAY_IN = (
    "SLACK_APP_TOKEN is missing: it is an app-level token (xapp-…) with connections:write from Basic Information; or "
    "set SLACK_SIGNING_SECRET, from Basic Information too, to be spoken to by HTTP"
)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings in `environment`; an empty variable counts as missing. Raises SettingsWrong with every fault."""
    names = [str(field.validation_alias) for field in Settings.model_fields.values()]
    given = {name: environment[name].strip() for name in names if environment.get(name, "").strip()}
    faults = [] if {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} & given.keys() else [_NO_WAY_IN]
    faults += _who_installs(given.keys())
    settings = None
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as wrong:
        faults += [_sentence(fault["loc"], fault["type"], fault["msg"]) for fault in wrong.errors()]
    if settings is None or faults:
        raise SettingsWrong(faults)
    return settings


def database_url(environment: Mapping[str, str]) -> str:
    """The database's address alone, for what needs no Slack. Raises SettingsWrong."""
    try:
        return whole_url(environment.get("SAMEPAGE_DATABASE_URL", "").strip() or DATABASE)
    except ValueError as wrong:
        raise SettingsWrong([f"SAMEPAGE_DATABASE_URL {wrong}"]) from None


def _who_installs(given: Set[str]) -> list[str]:
    """Faults of being in one workspace, by its token, or in many, by an app that is installed from a page of ours."""
    if not _APP & given:
        return [] if "SLACK_BOT_TOKEN" in given else [f"SLACK_BOT_TOKEN {_MISSING['SLACK_BOT_TOKEN']}"]
    missing = sorted({*_APP, "SAMEPAGE_SECRET_KEY"} - given)
    return [f"{name} {_MISSING[name]}" for name in missing] + ([_NOT_BOTH] if "SLACK_BOT_TOKEN" in given else [])


def _sentence(where: tuple[int | str, ...], kind: str, message: str) -> str:
    name = str(where[0]) if where else "settings"
    if kind == "int_parsing":
        return f"{name} must be a whole number"
    if kind == "bool_parsing":
        return f"{name} must be yes or no"
    return f"{name} {message.removeprefix('Value error, ')}"
