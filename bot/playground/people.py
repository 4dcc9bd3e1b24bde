"""Who lives in the playground: the people, their places and zones, and how the Web API describes them."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TEAM_ID = "T0PLAY"
TEAM_NAME = "Kestrel Works"
TEAM_DOMAIN = "kestrel-works"
EMAIL_DOMAIN = "kestrel.example"


@dataclass(frozen=True)
class Organisation:
    """What several workspaces belong to, with Slack's enterprise plans."""

    id: str
    name: str


@dataclass(frozen=True)
class Team:
    """A workspace as Slack names it; `domain` is its part of an address."""

    id: str = TEAM_ID
    name: str = TEAM_NAME
    domain: str = TEAM_DOMAIN
    organisation: Organisation | None = None


KESTREL = Team()
HERON = Team("T0HERON", "Heron Labs", "heron-labs")

BOT_USER = "U0SAMEPAGE"
BOT_ID = "B0SAMEPAGE"
APP_ID = "A0SAMEPAGE"

ZONE_LABELS = {
    "Europe/Berlin": "Berlin",
    "America/New_York": "New York",
    "Asia/Kolkata": "Kolkata",
    "Etc/UTC": "UTC",
}


@dataclass(frozen=True)
class Human:
    """Someone with an account, the bot included. `name` is the full name, `handle` what mentions are made of."""

    id: str
    name: str
    title: str
    zone: str
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    deleted: bool = False
    away: bool = False
    quiet: tuple[time, time] | None = (time(22), time(8))  # when Slack holds notifications back, in their own zone
    snoozed_until: datetime | None = None
    team: Team = KESTREL

    @property
    def display(self) -> str:
        return self.name if self.is_bot else self.name.split()[0]

    @property
    def handle(self) -> str:
        return self.display.lower().replace(" ", "")

    @property
    def email(self) -> str:
        return f"{self.handle}@{EMAIL_DOMAIN}"


EVERYBODY = (
    Human("U0RITA", "Rita Lindqvist", "Recruiter", "Europe/Berlin"),
    Human("U0HAL", "Hal Brennan", "Engineering manager", "America/New_York"),
    Human("U0BO", "Bo Castellano", "Staff engineer", "America/New_York"),
    Human("U0INES", "Ines Ferreira", "Product director", "Europe/Berlin"),
    Human("U0PRIYA", "Priya Raman", "Recruiter", "Asia/Kolkata"),
    Human("U0ARJUN", "Arjun Mehta", "Data platform manager", "Asia/Kolkata"),
    Human("U0MAYA", "Maya Okonkwo", "Designer and interviewer", "Europe/Berlin"),
    Human("U0SAM", "Sam Whitlock", "Workspace admin", "America/New_York", is_admin=True),
    Human("U0GUS", "Gus Agency", "Guest from an agency", "Europe/Berlin", is_guest=True),
    Human("U0DANA", "Dana Former", "Left the company", "Europe/Berlin", deleted=True),
)


def everybody(team: Team, bot: str) -> tuple[Human, ...]:
    """Who lives in a workspace, the app's bot of that name included: the same people in each, who are strangers."""
    return tuple(replace(human, team=team) for human in (*EVERYBODY, Human(BOT_USER, bot, "", "Etc/UTC", is_bot=True)))


def zone_offset(zone: str, at: datetime) -> int:
    """Seconds east of UTC at that moment, as `users.info` gives them."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def user_object(human: Human, at: datetime, *, with_email: bool) -> dict[str, Any]:
    """A person as the Web API and the user events show them; the e-mail needs a scope of its own."""
    profile: dict[str, Any] = {
        "real_name": human.name,
        "real_name_normalized": human.name,
        "display_name": human.display,
        "display_name_normalized": human.display,
        "title": human.title,
        "first_name": human.name.split()[0],
        "last_name": " ".join(human.name.split()[1:]),
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "team": human.team.id,
    }
    if human.is_bot:
        profile |= {"bot_id": BOT_ID, "api_app_id": APP_ID, "always_active": True}
    elif with_email:
        profile["email"] = human.email
    common: dict[str, Any] = {
        "id": human.id,
        "team_id": human.team.id,
        "name": human.handle,
        "deleted": human.deleted,
        "profile": profile,
        "is_bot": human.is_bot,
        "is_app_user": False,
        "updated": int(at.timestamp()),
    }
    if human.team.organisation is not None:
        whole = human.team.organisation
        common["enterprise_user"] = {"id": human.id, "enterprise_id": whole.id, "teams": [human.team.id]}
    if human.deleted:  # Slack keeps neither zone nor rights of people who left
        return common
    return common | {
        "real_name": human.name,
        "tz": human.zone,
        "tz_label": ZONE_LABELS.get(human.zone, human.zone),
        "tz_offset": zone_offset(human.zone, at),
        "is_admin": human.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": human.is_guest,
        "is_ultra_restricted": False,
    }


def quiet_object(human: Human, at: datetime) -> dict[str, Any]:
    """When notifications are held back next, or now, as dnd.info shows it; in seconds since 1970."""
    if human.quiet is None or human.is_bot:
        window: dict[str, Any] = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    else:
        begin, end = _next_quiet(human.quiet, ZoneInfo(human.zone), at)
        window = {
            "dnd_enabled": True,
            "next_dnd_start_ts": int(begin.timestamp()),
            "next_dnd_end_ts": int(end.timestamp()),
        }
    snoozed = human.snoozed_until is not None and human.snoozed_until > at
    window["snooze_enabled"] = snoozed
    if snoozed and human.snoozed_until is not None:
        window["snooze_endtime"] = int(human.snoozed_until.timestamp())
    return window


def _next_quiet(quiet: tuple[time, time], zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime]:
    """The stretch of quiet that `at` lies in, or the next one; by the wall clock of the zone."""
    day = at.astimezone(zone).date() - timedelta(days=1)
    while True:
        begin = datetime.combine(day, quiet[0], zone)
        over_night = quiet[1] <= quiet[0]
        end = datetime.combine(day + timedelta(days=1) if over_night else day, quiet[1], zone)
        if end > at:
            return begin, end
        day += timedelta(days=1)
