"""What is typed of a candidate, in the modal or in a file: checked at its field, and made a posting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from handlers.blocks import evidence as evidence_blocks
from handlers.blocks import postings as blocks
from handlers.blocks.reasons import NAME_LONGEST
from handlers.visit import Visit, a_day
from storage.evidence import Wanted
from storage.originals import Original
from storage.rules.deadlines import LONGEST_AHEAD
from storage.rules.evidence import Evidence, Seen
from storage.rules.wording import Finding, not_job_related
from storage.submissions import Posting

_EMAIL = re.compile(r"^[^@\s<>]{1,64}@[^@\s<>]{1,185}\.[^@\s<>]{2,63}$")
_AN_EMAIL = re.compile(r"[^@\s<>]@[^@\s<>]+\.[^@\s<>]{2}")
TEXTS = ("name", "case", "present_role", "place", "profile", "email", "insight", "notice", "pay")
LONGEST = {
    "name": NAME_LONGEST,
    "case": blocks.CASE_LONGEST,
    "present_role": NAME_LONGEST,
    "place": NAME_LONGEST,
    "insight": blocks.INSIGHT_LONGEST,
    "notice": blocks.WORDS_LONGEST,
    "pay": blocks.WORDS_LONGEST,
}
CHOICES = ("role", "source", "offer_by", "privacy_on")


def wrong(typed: Mapping[str, str], today: date) -> dict[str, str]:
    """What cannot be stored of a posting, in words for each field; `today` where whoever posts is."""
    errors: dict[str, str] = {}
    name = typed.get("name", "")
    if not any(unicodedata.category(c)[0] in "LNPS" for c in name):  # something one can see
        errors["name"] = "Please give the person's name."
    elif _AN_EMAIL.search(name):
        errors["name"] = "There is an e-mail address in it. Put only the person's name here."
    elif "://" in name:
        errors["name"] = "There is a link in it. Put only the person's name here."
    if not typed.get("case"):
        errors["case"] = "One sentence is enough: why this person?"
    if (email := typed.get("email")) and not _EMAIL.match(email):
        errors["email"] = "This does not look like an e-mail address."
    if (link := typed.get("profile")) and (fault := wrong_link(link)):
        errors["profile"] = fault
    if (offer_by := a_day(typed.get("offer_by"))) and (fault := wrong_day(offer_by, today)):
        errors["offer_by"] = fault
    if (told := a_day(typed.get("privacy_on"))) and told > today:
        errors["privacy_on"] = "That day is still to come. Choose the day they were told, or leave it empty."
    return errors


def wrong_link(link: str) -> str | None:
    """Why a profile link cannot be stored, in words for the field; None when it can. It is never fetched."""
    if len(link) > blocks.LINK_LONGEST:
        return f"Please use a link of at most {blocks.LINK_LONGEST} characters."
    try:
        parts = urlsplit(link)
        host, place, _ = parts.hostname, parts.netloc, parts.port
    except ValueError:
        return "This does not look like a link."
    if parts.scheme != "https" or not host or "." not in host.strip("."):
        return "Please give a full link that begins with https://"
    if "@" in place or any(c in link for c in ' <>|"\\\n'):
        return "Please give a plain link, without a user name or spaces."
    return None


def wrong_day(offer_by: date, today: date) -> str | None:
    """Why nobody can have to answer another offer by that day, in words for the field; None when they can."""
    if offer_by < today:
        return "That day is over. Choose today or a later one, or leave it empty."
    if offer_by > today + LONGEST_AHEAD:
        return "That day is over a year away. Choose an earlier one, or leave it empty."
    return None


def unsaid(typed: Mapping[str, str], wanted: Wanted) -> dict[str, str]:
    """Evidence without saying whether it was seen, in words for its field."""
    return {
        evidence_blocks.name(each, "seen"): "Seen, partly, or not seen yet?"
        for each in wanted.criteria
        if typed.get(evidence_blocks.name(each, "words")) and not typed.get(evidence_blocks.name(each, "seen"))
    }


def posting(typed: Mapping[str, str], wanted: Wanted, original: Original | None = None) -> Posting:
    """The posting that was typed, which was found to be without fault."""
    said = []
    for place, each in enumerate(wanted.criteria, 1):
        seen = typed.get(evidence_blocks.name(each, "seen"))
        if seen in set(Seen):
            said.append(Evidence(place, each, Seen(seen), typed.get(evidence_blocks.name(each, "words"), "")))

    def day(name: str) -> date | None:
        return a_day(typed.get(name))

    return Posting(
        name=" ".join(typed["name"].split()),
        case=typed["case"],
        present_role=typed.get("present_role") or None,
        place=typed.get("place") or None,
        email=typed.get("email") or None,
        profile_url=typed.get("profile") or None,
        source=typed.get("source") or None,
        offer_by=day("offer_by"),
        insight=typed.get("insight") or None,
        notice=typed.get("notice") or None,
        pay=typed.get("pay") or None,
        privacy_on=day("privacy_on"),
        evidence=tuple(said),
        brief_id=wanted.brief_id,
        original=original,
    )


def findings(typed: Mapping[str, str]) -> dict[str, list[Finding]]:
    """Wording worth another phrase, by field: in the case, in what stands beside the CV and in the evidence."""
    watched = [name for name in typed if name in ("case", "insight") or name.startswith("words.")]
    return {name: found for name in watched if (found := not_job_related(typed[name]))}


def typed_in(visit: Visit) -> dict[str, str]:
    """What stands in the modal's fields, by their names."""
    said = {name: visit.typed(name) for name in TEXTS} | {name: visit.chosen(name) or "" for name in CHOICES}
    for name in visit.names():
        if name.startswith("seen."):
            said[name] = visit.chosen(name) or ""
        elif name.startswith("words."):
            said[name] = visit.typed(name)
    if said["source"] not in blocks.SOURCES:
        said["source"] = ""
    return said
