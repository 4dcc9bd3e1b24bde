"""Settings: one's own hours, windows and holidays; for administrators, what holds for everybody, promises included."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import retention
from handlers.blocks import hours as words
from handlers.blocks import kit
from handlers.blocks import settings as blocks
from handlers.blocks.settings import AS_EVERYBODY, NO_SECOND, WEEK, WINDOW, Choices, Form
from handlers.blocks.text import clean, when
from handlers.blocks.workspace_settings import PROMISES, saved_for_all
from handlers.door import at_field, metadata
from handlers.ids import VIEW_FOR_ALL
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.visit import Visit
from storage import calendars, check_ins, leads, notices, people, promises, timing, tips
from storage.calendars import CannotBe, Chosen
from storage.refusals import Refused, Why
from storage.rules.calendars import Calendar, Week
from storage.rules.hours import Day, Unclear, hours, in_words, other_hours, together
from storage.rules.places import region_names, zone_called, zones_near
from storage.rules.preferences import Preferences, Wrong, faults
from storage.rules.promises import MOST_HALF_DAYS, Kind
from storage.rules.rights import Act
from storage.rules.windows import next_window

_CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")  # a time of day there is to choose
_FOR_EVERYBODY = "The week of somebody in your time zone who chose nothing else"


async def open_(visit: Visit) -> Reply:
    """`/samepage settings [workspace]`, and the *Settings* button anywhere."""
    word = clean(visit.text).lower()
    if word in ("workspace", "everybody"):
        return await open_for_all(visit)
    if word in ("retention", "countries"):
        return await retention.open_(visit)
    if word:
        return Words(
            "`/samepage settings` has your own hours, `/samepage settings workspace` those of everybody here, "
            "`/samepage settings retention` how long data is kept."
        )
    chosen = await visit.read(lambda session: calendars.chosen_by(session, visit.person))
    choices = _mine(visit, chosen)
    gathers = await visit.read(lambda session: notices.gathers(session, visit.person.workspace, visit.person.id))
    no_tips = await visit.read(lambda session: tips.turned_off(session, visit.person))
    form = replace(blocks.form_of(choices, chosen.check_in_day), gathers=gathers, tips=not no_tips)
    shown = words.preview(chosen.own.over(chosen.usual).calendar(chosen.zone, chosen.away), visit.now)
    return Open(blocks.personal(form, choices, shown, metadata("settings", visit.response_url)))


def _mine(visit: Visit, chosen: Chosen) -> Choices:
    return Choices(chosen.own, chosen.usual, chosen.zone, administrator=visit.person.is_admin)


async def open_for_all(visit: Visit) -> Reply:
    """`/samepage settings workspace`, and the button that leads there."""

    async def query(session: AsyncSession) -> kit.Block:
        await people.must(session, visit.person, Act.DEFAULTS, None)
        choices = await _everybodys(session, visit)
        shown = words.preview(choices.own.calendar(choices.zone), visit.now, whose=_FOR_EVERYBODY)
        named = await leads.named(session, visit.person.workspace)
        no_tips = await tips.off_for_all(session, visit.person.workspace)
        is_timed = await timing.is_on(session, visit.person.workspace)
        kept = replace(blocks.form_of(choices, 0), leads=tuple(named), tips=not no_tips, times_people=is_timed)
        return blocks.for_all(
            kept,
            choices,
            await promises.defaults(session, visit.person.workspace),
            await calendars.without_choice(session, visit.person.workspace),
            shown,
            metadata("workspace", visit.response_url),
        )

    return Open(await visit.read(query))


async def _everybodys(session: AsyncSession, visit: Visit) -> Choices:
    return Choices(await calendars.defaults(session, visit.person.workspace), Preferences(), visit.zone, for_all=True)


async def preview(visit: Visit) -> Reply:
    """Something was changed, or *Show next week* pressed: the form again, with next week as it would be."""
    form = _entered(visit)
    if (visit.view or {}).get("callback_id") == VIEW_FOR_ALL:
        return await _preview_for_all(visit, form)
    chosen = await visit.read(lambda session: calendars.chosen_by(session, visit.person))
    choices = _mine(visit, chosen)
    found, wrong = understood(form, choices)
    calendar = found.over(chosen.usual).calendar(chosen.zone, chosen.away)
    shown = words.no_preview(wrong) if wrong else words.preview(calendar, visit.now)
    return Update(blocks.personal(form, choices, shown, visit.metadata))


async def _preview_for_all(visit: Visit, form: Form) -> Reply:
    async def query(session: AsyncSession) -> kit.Block:
        await people.must(session, visit.person, Act.DEFAULTS, None)
        choices = await _everybodys(session, visit)
        found, wrong = understood(form, choices)
        shown = (
            words.no_preview(wrong)
            if wrong
            else words.preview(found.calendar(choices.zone), visit.now, whose=_FOR_EVERYBODY)
        )
        promised = await promises.defaults(session, visit.person.workspace)
        free = await calendars.without_choice(session, visit.person.workspace)
        return blocks.for_all(form, choices, promised | _promised(visit), free, shown, visit.metadata)

    return Update(await visit.read(query))


# --- what stands in the fields


def _entered(visit: Visit) -> Form:
    country = visit.chosen("country") or AS_EVERYBODY
    region = visit.chosen(blocks.region_field(country)) or AS_EVERYBODY
    check_in = visit.chosen("check_in") or ""
    return Form(
        visit.typed("zone"),
        frozenset(int(day) for day in visit.all_chosen("days") if day in "0123456"),
        visit.typed("hours"),
        visit.typed("others"),
        visit.chosen("first") or "",
        visit.chosen("second") or NO_SECOND,
        country,
        "" if region == AS_EVERYBODY else region,
        frozenset(visit.all_chosen("back")),
        int(check_in) if check_in in tuple("0123456") else 3,
        bool(visit.all_chosen("answers")),
        tuple(visit.chosen_people("leads")),
        bool(visit.all_chosen("tips")),
        bool(visit.all_chosen("timing")),
    )


def _promised(visit: Visit) -> dict[Kind, int]:
    """The promises chosen in the form, in half working days."""
    found = {kind: visit.chosen(f"promise:{kind}") or "" for kind in PROMISES}
    return {
        kind: int(said)
        for kind, said in found.items()
        if said.isascii() and said.isdigit() and 1 <= int(said) <= MOST_HALF_DAYS
    }


def understood(form: Form, choices: Choices) -> tuple[Preferences, dict[str, str]]:
    """What is chosen, and what of it cannot be, in words by field. Whatever is as everybody has it is no choice of
    one's own, so that it follows when that changes."""
    wrong: dict[str, str] = {}
    week = None if WEEK in form.back else _week(form, wrong)
    windows = None if WINDOW in form.back else _windows(form)
    zone = zone_called(form.zone) if form.zone else None
    if form.zone and zone is None:
        wrong |= _at_fields([Wrong.UNKNOWN_ZONE], form)
    country = None if form.country == AS_EVERYBODY else form.country
    region = form.region or None if country else None
    usual = choices.usual
    found = Preferences(
        None if zone == (usual.zone or choices.zone) else zone,
        None if week == choices.usual_week else week,
        None if windows == choices.usual_windows else windows,
        *((None, None) if (country, region) == (usual.country, usual.region) else (country, region)),
    )
    if not wrong:
        cannot = faults(found, usual, choices.zone).values()
        wrong |= _at_fields(cannot, form, in_words(found.week or choices.usual_week))
    return found, wrong


def _at_fields(cannot: Iterable[Wrong], form: Form, week: str = "") -> dict[str, str]:
    """The words for what cannot be, each at the field it belongs to; `week` are the working hours in words."""
    found = {}
    for why in cannot:
        field, said = words.WRONG[why]
        regions = region_names(form.country)
        name = field if field != "region" else blocks.region_field(form.country) if regions else "country"
        near = words.meant(zones_near(form.zone)) if why is Wrong.UNKNOWN_ZONE else ""
        found[name] = said.format(near=near, week=week)
    return found


def _week(form: Form, wrong: dict[str, str]) -> Week | None:
    others: dict[int, Day] = {}
    usual: Day = ()
    try:
        others = other_hours(form.others)
    except Unclear as unclear:
        wrong["others"] = words.flaw(unclear)
    try:
        usual = hours(form.hours) if form.hours else ()
    except Unclear as unclear:
        wrong["hours"] = words.flaw(unclear)
    if not form.hours and form.days - others.keys():
        wrong["hours"] = words.HOURS_MISSING
    if wrong:
        return None
    try:
        week = together(form.days, usual, others)
    except Unclear as unclear:
        wrong["others" if form.others else "hours"] = words.flaw(unclear)
        return None
    if not any(week):
        wrong.update(_at_fields([Wrong.NO_WORKING_DAYS], form))
    return week


def _windows(form: Form) -> tuple[time, ...]:
    chosen = {form.first, form.second} - {NO_SECOND, ""}
    return tuple(sorted(time.fromisoformat(at) for at in chosen if _CLOCK.fullmatch(at)))


# --- submitted modals


async def submit(visit: Visit) -> Reply:
    """One's own settings."""
    form = _entered(visit)
    chosen = await visit.read(lambda session: calendars.chosen_by(session, visit.person))
    found, wrong = understood(form, _mine(visit, chosen))
    if wrong:
        return Errors(wrong)

    async def save(session: AsyncSession) -> Calendar:
        stored = await calendars.prefer(session, visit.person, found, at=visit.now)
        await check_ins.on_day(session, stored, form.check_in_day, at=visit.now)
        await notices.choose(session, visit.person, gathers=form.gathers, at=visit.now)
        await tips.turn_off(session, visit.person, off=not form.tips)
        return stored.calendar

    try:
        calendar = await visit.save(save)
    except CannotBe as cannot:
        return _refused(cannot, form)
    visit.office.people.forget(visit.person.workspace, visit.person.id)
    window = when(next_window(calendar, visit.now), calendar.zone, visit.now)
    return said(visit, *blocks.saved(calendar, window))


def _refused(cannot: CannotBe, form: Form) -> Errors:
    """What only the transaction could see: somebody changed what holds for everybody a moment ago."""
    return Errors(_at_fields(cannot.faults.values(), form, form.hours))


async def submit_for_all(visit: Visit) -> Reply:
    """What holds for everybody."""
    form, promised = _entered(visit), _promised(visit)
    choices = await visit.read(lambda session: _everybodys(session, visit))
    found, wrong = understood(form, choices)
    if any([await visit.look_up(each) is None for each in form.leads]):
        wrong["leads"] = "I cannot find one of them in the workspace. Choose others."
    if wrong:
        return Errors(wrong)
    found = replace(found, zone=choices.own.zone)

    async def save(session: AsyncSession) -> tuple[int, dict[Kind, int], bool | None]:
        changed = await calendars.prefer_for_all(session, visit.person, found, at=visit.now)
        before = await promises.defaults(session, visit.person.workspace)
        others = {kind: number for kind, number in promised.items() if before[kind] != number}
        if others:
            await promises.agree_for_all(session, visit.person, before | others, at=visit.now)
        await leads.name(session, visit.person, list(form.leads), at=visit.now)
        await tips.turn_off_for_all(session, visit.person, off=not form.tips, at=visit.now)
        if visit.asks("timing") and await timing.turn(session, visit.person, on=form.times_people, at=visit.now):
            return changed, others, form.times_people
        return changed, others, None

    try:
        changed, others, timed = await visit.save(save)
    except CannotBe as cannot:
        return _refused(cannot, form)
    except Refused as refused:
        if refused.why not in (Why.GUEST, Why.DEACTIVATED, Why.NOT_A_PERSON):
            raise
        return Errors({"leads": await at_field(visit, refused)})
    visit.office.people.forget(visit.person.workspace)
    return said(visit, *saved_for_all(found.calendar(choices.zone), changed, others, timed))


def said(visit: Visit, text: str, again: kit.Block) -> Reply:
    """Words after a submission, with a button back to the form: where the form was asked for, or in its place where
    that was no conversation."""
    if not visit.response_url:
        return Open(kit.notice("Same Page", text))
    return Done(Words(text, [kit.section(text), kit.actions(again)]))
