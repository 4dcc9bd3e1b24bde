"""Audit: what is written into the log for auditors, and how its rows are sealed one upon the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Group(StrEnum):
    """Which part of the log an entry belongs to. In Slack administrators read SETTINGS, talent leads PRIVACY."""

    SETTINGS = "settings"
    PRIVACY = "privacy"
    RIGHTS = "rights"
    DECISIONS = "decisions"


# What is written down. Names the timeline has as well are written with it, in the same transaction.
AUDITED: dict[str, Group] = {
    "installed": Group.SETTINGS,
    "uninstalled": Group.SETTINGS,
    "defaults": Group.SETTINGS,
    "promises": Group.SETTINGS,
    "timing": Group.SETTINGS,
    "tips": Group.SETTINGS,
    "leads": Group.SETTINGS,
    "jurisdictions": Group.SETTINGS,
    "digest_set": Group.SETTINGS,
    "digest_stopped": Group.SETTINGS,
    "data_exported": Group.SETTINGS,
    "data_imported": Group.SETTINGS,
    "log_exported": Group.SETTINGS,
    "stats_exported": Group.SETTINGS,
    "keys_rotated": Group.SETTINGS,
    "restored": Group.SETTINGS,
    "copied": Group.SETTINGS,
    "forgotten": Group.PRIVACY,
    "legal_hold": Group.PRIVACY,
    "legal_hold_lifted": Group.PRIVACY,
    "role_legal_hold": Group.PRIVACY,
    "role_legal_hold_lifted": Group.PRIVACY,
    "retention": Group.PRIVACY,
    "data_erased": Group.PRIVACY,
    "subject_access": Group.PRIVACY,
    "confidential_seen": Group.PRIVACY,
    "opened": Group.RIGHTS,
    "team_changed": Group.RIGHTS,
    "handed": Group.RIGHTS,
    "handed_over": Group.RIGHTS,
    "closed": Group.RIGHTS,
    "reopened": Group.RIGHTS,
    "headcount_approved": Group.DECISIONS,
    "headcount_rejected": Group.DECISIONS,
    "approve": Group.DECISIONS,
    "reject": Group.DECISIONS,
    "recorded_approve": Group.DECISIONS,
    "recorded_reject": Group.DECISIONS,
    "confirmed": Group.DECISIONS,
    "undone": Group.DECISIONS,
    "moved": Group.DECISIONS,
    "withdrawn": Group.DECISIONS,
    "goes_on": Group.DECISIONS,
    "offer_asked": Group.DECISIONS,
    "offer_asked_another": Group.DECISIONS,
    "offer_approved": Group.DECISIONS,
    "offer_refused": Group.DECISIONS,
    "offer_made": Group.DECISIONS,
    "offer_accepted": Group.DECISIONS,
    "offer_declined": Group.DECISIONS,
    "offer_undone": Group.DECISIONS,
}
# Of what the timeline knows, these go along: ids, keys and days. Nobody's time is among them.
_FACTS = {"before", "by", "channel", "decision", "digest", "from", "half_days", "offer", "on", "outcome", "people"}
_FACTS |= {"reason", "seat", "to", "was", "what", "why"}
DONE, REFUSED, HELD = "done", "refused", "held"
FROM_MACHINE = "machine"  # the fact `way` of what somebody did in another's name by the command line


def facts_of(happening: Mapping[str, Any]) -> dict[str, Any]:
    """What of a timeline's entry goes into the log."""
    return {name: value for name, value in happening.items() if name in _FACTS and value is not None}


def canonical(
    workspace: str,
    id_: int,
    at: datetime,
    what: str,
    by: str | None,
    about: str | None,
    outcome: str,
    facts: Mapping[str, Any],
) -> bytes:
    """One row as the bytes that are sealed: the same on both databases, whatever order its facts were stored in."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
    row = [workspace, id_, moment, what, by, about, outcome, facts]
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def seal(before: str, row: bytes) -> str:
    """The seal of a row: SHA-256 in hexadecimal over the seal before it (empty for the first) and the row."""
    return hashlib.sha256(before.encode() + b"\n" + row).hexdigest()
