"""Tips: one short, sourced hint at the moment it helps, to whoever just did something for the first time. The tips
themselves, each with its public source, stand in tips.toml beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files

from storage.rules.rights import Role

LONGEST = 300  # characters


class Moment(StrEnum):
    """When a tip may come: right after its reader did this."""

    INTAKE = "first intake"
    SIGNED = "first brief signed"
    POSTED = "first profile put forward"
    APPROVED = "first yes"
    REJECTED = "first rejection"
    HELD = "first hold"
    INTERVIEW = "first interview"
    DEBRIEF = "first debrief"
    OFFER = "first offer"
    DECLINED = "first offer declined"
    HIRED = "first hire"
    LATE = "late feedback"


class Audience(StrEnum):
    RECRUITER = "recruiter"
    MANAGER = "manager"


# What the timeline calls it → the moment it is. Others are noticed where they happen: a brief signed, a late answer.
MOMENTS: dict[str, Moment] = {
    "opened": Moment.INTAKE,
    "posted": Moment.POSTED,
    "approve": Moment.APPROVED,
    "reject": Moment.REJECTED,
    "held": Moment.HELD,
    "interview_planned": Moment.INTERVIEW,
    "debrief": Moment.DEBRIEF,
    "offer_made": Moment.OFFER,
    "offer_declined": Moment.DECLINED,
    "offer_accepted": Moment.HIRED,
}
# What somebody is on a requisition → whose tips they get there.
_SEATS = {
    Role.RECRUITER: Audience.RECRUITER,
    Role.HELPER: Audience.RECRUITER,
    Role.MANAGER: Audience.MANAGER,
    Role.BACKUP: Audience.MANAGER,
}


@dataclass(frozen=True)
class Tip:
    """One tip. `country` (ISO 3166-1) is set where it holds there only, `date` is as of when it is so."""

    key: str
    moment: Moment
    audience: Audience
    text: str
    source: str
    url: str
    date: date
    country: str | None = None


def _read() -> tuple[Tip, ...]:
    found = tomllib.loads(files("storage.rules").joinpath("tips.toml").read_text(encoding="utf-8"))["tip"]
    return tuple(
        Tip(
            each["key"],
            Moment(each["moment"]),
            Audience(each["audience"]),
            each["text"],
            each["source"],
            each["url"],
            each["date"],
            each.get("country"),
        )
        for each in found
    )


TIPS = _read()
BY_KEY = {tip.key: tip for tip in TIPS}


def choose(moment: Moment, roles: Collection[Role], country: str | None, told: Collection[str]) -> Tip | None:
    """The first tip for somebody with these roles there and then that they were not `told` yet; one of their own
    country before one for everywhere. None where there is none left."""
    audiences = {_SEATS[role] for role in roles if role in _SEATS}
    fitting = [
        tip
        for tip in TIPS
        if tip.moment is moment and tip.audience in audiences and tip.country in (None, country) and tip.key not in told
    ]
    return min(fitting, key=lambda tip: tip.country is None, default=None)
