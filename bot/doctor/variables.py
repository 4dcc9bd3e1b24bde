"""The settings: each variable by name, never its value; what can be used of them goes on to the other checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from bot.doctor.finding import Finding, bad, good, note
from bot.settings import SLACK, Settings, SettingsWrong, database_url, read

# One way in is enough, and one way of being installed.
_WAYS = (
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_BOT_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SAMEPAGE_SECRET_KEY",
)
_OURS = "SAMEPAGE_"
_INSTALLERS = "SAMEPAGE_MAY_INSTALL"
_ANYBODY = note(
    _INSTALLERS,
    "not set: anybody who can open /slack/install may install the app in a workspace of theirs",
    "Name your workspaces (T…) and organisations (E…), with commas between.",
)
_TABLE = "The README's table of settings says where it comes from."


@dataclass(frozen=True)
class Known:
    """The settings that are whole; None where one is missing or wrong."""

    bot_token: str | None
    app_token: str | None
    signing_secret: str | None
    database_url: str | None
    slack_api_url: str
    clock_file: Path | None
    secret_keys: tuple[bytes, ...] = field(default=(), repr=False)


def look(environment: Mapping[str, str]) -> tuple[list[Finding], Known]:
    """A finding for each variable, and those that can be used."""
    faults: dict[str, str] = {}
    try:
        read(environment)
    except SettingsWrong as wrong:
        for sentence in wrong.faults:
            name, _, words = sentence.partition(" ")
            faults[name] = words
    names = [str(each.validation_alias) for each in Settings.model_fields.values()]
    given = {name for name in names if environment.get(name, "").strip()}
    findings = [_of(name, name in given, faults.get(name)) for name in names]
    if "SLACK_CLIENT_ID" in given and _INSTALLERS not in given:
        findings[names.index(_INSTALLERS)] = _ANYBODY
    findings += [_unknown(name, names) for name in sorted(environment) if name.startswith(_OURS) and name not in names]
    return findings, _known(environment, faults)


def _of(name: str, is_set: bool, fault: str | None) -> Finding:
    if fault is None:
        return good(name, "set" if is_set else "not set" if name in _WAYS else "not set: its default holds")
    found, _, mend = fault.partition(": ")
    return bad(name, found, f"{mend[:1].upper()}{mend[1:]}." if mend else _TABLE)


def _unknown(name: str, names: list[str]) -> Finding:
    near = get_close_matches(name, names, 1)
    return note(name, "is no setting of this version", f"Is {near[0]} meant?" if near else "Take it away, or update.")


def _known(environment: Mapping[str, str], faults: Mapping[str, str]) -> Known:
    def whole(name: str) -> str | None:
        return (environment.get(name, "").strip() or None) if name not in faults else None

    url = whole("SAMEPAGE_SLACK_API_URL") or SLACK
    clock = whole("SAMEPAGE_CLOCK_FILE")
    return Known(
        whole("SLACK_BOT_TOKEN"),
        whole("SLACK_APP_TOKEN"),
        whole("SLACK_SIGNING_SECRET"),
        database_url(environment) if "SAMEPAGE_DATABASE_URL" not in faults else None,
        url if url.endswith("/") else f"{url}/",
        Path(clock) if clock else None,
        _keys(whole("SAMEPAGE_SECRET_KEY")),
    )


def _keys(text: str | None) -> tuple[bytes, ...]:
    if text is None:
        return ()
    from bot.tokens import read_keys

    return read_keys(text)
