"""How interviews read: the two screens that plan one, the page with all of them, and what the interviewers are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import evidence, kit
from handlers.blocks.kit import Block
from handlers.blocks.text import clip, escape, listed, quote, stamp, when
from handlers.ids import VIEW_INTERVIEWS
from storage.rules.interviews import LENGTHS, MOST_PEOPLE, USUAL_LENGTH, WHOLE, Anchors, anchors

if TYPE_CHECKING:
    from storage.dossiers import Dossier
    from storage.interviewing import Plan
    from storage.interviews import Interview, Seat
    from storage.panels import Panel
    from storage.people import Person

PEOPLE, STARTS, LENGTH = "interviewers", "starts", "minutes"
NOBODY = "Choose who talks to the candidate: one to six people."
NO_TIME = "Choose a day and a time."
UNKNOWN = "I cannot find one of these people in the workspace. Choose somebody else."
_CRITERION = 120  # characters of a must-have, where it is named in passing
_CASE = 1200
_MOST_ON_CARD = 8  # interviews, a line each
_MOST_ON_PAGE = 40  # two blocks each, within a modal's hundred
NO_PAY = "You see this candidate only, and nothing about pay."


def focus_name(number: int) -> str:
    """Under which name those who look at a must-have are found."""
    return f"focus.{number}"


def length(minutes: int) -> str:
    """*45 minutes*, *1 hour*, *1.5 hours*."""
    return f"{minutes} minutes" if minutes < 60 else "1 hour" if minutes == 60 else f"{minutes / 60:g} hours"


def form(plan: Plan, metadata: str) -> Block:
    """Who, when and how long."""
    before = plan.before
    who: Block = {"type": "multi_users_select", "placeholder": kit.plain("Choose people")}
    who["max_selected_items"] = MOST_PEOPLE
    starts: Block = {"type": "datetimepicker"}
    if before is not None:
        who["initial_users"] = [each.person for each in before.seats]
        starts["initial_date_time"] = int(before.starts_at.timestamp())
    lengths = [kit.option(length(each), str(each)) for each in LENGTHS]
    usual = before.minutes if before else USUAL_LENGTH
    role = plan.requisition
    return kit.modal(
        ids.VIEW_INTERVIEW,
        f"{plan.submission.label}: interview",
        [
            kit.section(f"*{plan.submission.label}* for {quote(f'{role.key} {role.title}', 120)}"),
            kit.field(
                PEOPLE,
                "Who talks to them?",
                who,
                hint="Full members of this workspace. They need not be in the role's channel: they get everything "
                "directly, and see this candidate only.",
            ),
            kit.field(STARTS, "When does it begin?", starts, hint="In your own time zone; each of them reads theirs."),
            kit.field(LENGTH, "How long?", kit.select(lengths, initial=str(usual))),
            kit.context(
                "I invite nobody to a calendar and do not write to the candidate. An hour before, each interviewer "
                "gets what they need to know; afterwards I ask each for a scorecard."
            ),
        ],
        submit="Next" if plan.criteria else _save(plan),
        metadata=metadata,
    )


def _save(plan: Plan) -> str:
    return "Save" if plan.before else "Plan"


def focus(plan: Plan, who: Sequence[Person], metadata: str) -> Block:
    """Who looks at which must-have."""
    options = [kit.option(each.name, each.id) for each in who]
    fields = []
    for number, text in enumerate(plan.criteria, 1):
        element: Block = {"type": "multi_static_select", "options": options, "placeholder": kit.plain("Nobody yet")}
        looks = {each.person for each in plan.before.seats if number in each.focus} if plan.before else set()
        chosen = [each for each in options if each["value"] in looks or (len(options) == 1 and not plan.before)]
        if chosen:
            element["initial_options"] = chosen
        fields.append(kit.field(focus_name(number), clip(text, 150), element, optional=True))
    return kit.modal(
        ids.VIEW_INTERVIEW_FOCUS,
        f"{plan.submission.label}: focus",
        [
            kit.section("*Who looks at what?* Each judges their own must-haves, with evidence."),
            kit.context(
                "Two on the same one see more than one alone. What nobody looks at stays open, and is shown as such."
            ),
            *fields,
        ],
        submit=_save(plan),
        metadata=metadata,
    )


def page(panel: Panel, reader: Person, now: datetime, metadata: str, said: str = "") -> Block:
    """All interviews with one candidate: who, when, whose card is in; never what stands in one."""
    role, submission = panel.requisition, panel.submission
    title = f"*{submission.label}, {quote(panel.dossier.name, 80)}* · {quote(f'{role.key} {role.title}', 120)}"
    blocks = [*([kit.context(said)] if said else []), kit.section(title)]
    if len(panel.interviews) > _MOST_ON_PAGE:
        blocks.append(kit.context(f"The last {_MOST_ON_PAGE} of {len(panel.interviews)}."))
    for each in panel.interviews[-_MOST_ON_PAGE:]:
        blocks.append(kit.section(_interview(panel, each, reader, now)))
        if each.is_planned and panel.may_plan:
            buttons = [kit.button("Change", ids.INTERVIEW_CHANGE, str(each.id))]
            if not each.has_cards:
                buttons.append(_sure(kit.button("Cancel", ids.INTERVIEW_CANCEL, str(each.id), style="danger")))
            blocks.append(kit.actions(*buttons))
    if not panel.interviews:
        blocks.append(kit.section("No interview is planned."))
    blocks += coverage(panel)
    if panel.missing:
        blocks.append(
            kit.context(
                "Nobody sees another's scorecard before handing in their own. Whoever decides may go on without one "
                "that is overdue."
            )
        )
    buttons = []
    if panel.may_debrief:
        buttons.append(kit.button("Start the debrief", ids.DEBRIEF, str(submission.id), style="primary"))
    if panel.may_reveal:
        names = listed([_plain(panel, each) for each in panel.missing])
        buttons.append(kit.button(f"Reveal without {names}", ids.SCORECARDS_REVEAL, str(submission.id)))
    if panel.is_revealed:
        buttons.append(kit.button("All scorecards", ids.SCORECARDS, str(submission.id)))
    if panel.may_plan:
        buttons.append(kit.button("Plan another" if panel.interviews else "Plan one", ids.INTERVIEW_PLAN, _id(panel)))
    if buttons:
        blocks.append(kit.actions(*buttons))
    return kit.modal(VIEW_INTERVIEWS, f"{submission.label}: interviews", blocks, close="Close", metadata=metadata)


def _id(panel: Panel) -> str:
    return str(panel.submission.id)


def _interview(panel: Panel, each: Interview, reader: Person, now: datetime) -> str:
    at = when(each.starts_at, reader.zone, now)
    head = f"*{at[:1].upper()}{at[1:]}*, {length(each.minutes)}"
    lines = [f"• {_seat(panel, each, seat, reader, now)}" for seat in each.seats]
    return "\n".join([head, *lines])


def _seat(panel: Panel, each: Interview, seat: Seat, reader: Person, now: datetime) -> str:
    name = quote(panel.people[seat.person].first_name, 40)
    looks = ", ".join(f"“{quote(each.criterion(number), 60)}”" for number in seat.focus)
    if seat.handed_in_at is not None:
        state = "scorecard in"
    elif not panel.people[seat.person].is_member:
        state = "is no full member here any more"
    elif not each.is_planned:
        state = "no scorecard"
    elif seat.due_at is not None:
        state = f"scorecard {'by' if seat.due_at > now else 'promised'} {when(seat.due_at, reader.zone, now)}"
    else:
        state = "scorecard afterwards"
    return f"{name}{': ' if looks else ''}{looks} · {state}"


def coverage(panel: Panel) -> list[Block]:
    """The must-haves nobody looks at, said and never held against anybody."""
    open_ = [f"“{quote(each, _CRITERION)}”" for each in panel.uncovered]
    if not open_ or panel.submission.stage != "interview":
        return []
    return [kit.context(f"{listed(open_)} {'has' if len(open_) == 1 else 'have'} no interviewer yet.")]


def on_card(panel: Panel) -> list[Block]:
    """What the candidate's card says of interviews while they are the next step."""
    submission = panel.submission
    if submission.stage == "debrief" and panel.is_revealed:
        return [kit.actions(kit.button("All scorecards", ids.SCORECARDS, _id(panel)))]
    if submission.stage != "interview" or not panel.requisition.is_live:
        return []
    blocks = [kit.context(_in_short(panel, each)) for each in panel.interviews[:_MOST_ON_CARD]]
    more = len(panel.interviews) - len(blocks)
    if more > 0:
        blocks.append(kit.context(f"… and {more} more under *Interviews*."))
    words = "Interviews" if panel.interviews else "Plan an interview"
    return [*blocks, *coverage(panel), kit.actions(kit.button(words, ids.INTERVIEW, _id(panel)))]


def _in_short(panel: Panel, each: Interview) -> str:
    names = listed([quote(panel.people[seat.person].first_name, 40) for seat in each.seats]) or "nobody"
    done = sum(seat.handed_in_at is not None for seat in each.seats)
    cards = "scorecards are open" if not each.is_planned else f"scorecards {done} of {len(each.seats)}"
    at = stamp(each.starts_at, panel.people[each.planned_by].zone)
    return f"Interview with {names}, {at} · {cards}"


def _plain(panel: Panel, person: str) -> str:
    """A name for a button, where nothing is escaped."""
    return clip(panel.people[person].first_name, 20)


def _sure(button: Block) -> Block:
    return button | {
        "confirm": {
            "title": kit.plain("Cancel this interview?"),
            "text": kit.plain("Whoever was to talk to the candidate hears of it. The candidate hears nothing.", 300),
            "confirm": kit.plain("Cancel it", 30),
            "deny": kit.plain("Keep it", 30),
        }
    }


# --- to the interviewers, directly


def _head(dossier: Dossier) -> tuple[str, str]:
    role = dossier.requisition
    text = f"{dossier.submission.label}, {role.key}"
    return (
        text,
        f"*{dossier.submission.label}, {quote(dossier.name, 80)}*, for {quote(f'{role.key} {role.title}', 120)}",
    )


def told(
    dossier: Dossier, found: Interview, seat: Seat, by: Person, reader: Person, *, again: bool
) -> tuple[str, list[Block]]:
    """That somebody is to interview, or that it is at another time now."""
    text, who = _head(dossier)
    at = f"*{stamp(found.starts_at, reader.zone)}*, {length(found.minutes)}"
    planner = "You" if by.id == reader.id else escape(by.first_name)
    if again:
        said = f"The interview with {who}, has changed: {at}."
    elif by.id == reader.id:
        said = f"You interview {who}: {at}."
    else:
        said = f"{planner} asks you to interview {who}: {at}."
    return (
        f"{text}: {'an interview has changed' if again else 'an interview'}",
        [
            kit.section(said + _focus_of(found, seat)),
            kit.context(
                f"An hour before you get what you need to know. {NO_PAY} You cannot make it? Tell "
                f"{'your recruiter' if by.id == reader.id else escape(by.first_name)}."
            ),
        ],
    )


def _focus_of(found: Interview, seat: Seat) -> str:
    if not seat.focus:
        return ""
    looks = listed([f"“{quote(found.criterion(number), _CRITERION)}”" for number in seat.focus])
    return f" You look at {looks}."


def off(dossier: Dossier, found: Interview, reader: Person) -> tuple[str, list[Block]]:
    """That somebody is not needed after all."""
    text, who = _head(dossier)
    at = stamp(found.starts_at, reader.zone)
    said = f"The interview with {who}, {at}, takes place without you, or not at all: nothing waits on you. Thank you."
    return f"{text}: you need not interview", [kit.section(said)]


def brief(dossier: Dossier, found: Interview, seat: Seat, reader: Person) -> tuple[str, list[Block]]:
    """What an interviewer needs an hour before: the role, what is known so far, their focus, and one tip."""
    text, who = _head(dossier)
    submission = dossier.submission
    recruiter = dossier.people.get(submission.posted_by)
    by = escape(recruiter.first_name) if recruiter else "Their recruiter"
    present = f"{quote(dossier.present_role, 80)}. " if dossier.present_role else ""
    with_ = [each.person for each in found.seats if each.person != reader.id]
    others = f" Together with {listed([f'<@{each}>' for each in with_])}." if with_ else ""
    looks: dict[Anchors, list[str]] = {}  # by what they are about: two of a kind are explained once
    for number in seat.card:
        if number != WHOLE:
            words = found.criterion(number)
            looks.setdefault(anchors(words), []).append(f"“{quote(words, _CRITERION)}”")
    blocks = [
        kit.section(f"You talk to {who}: *{stamp(found.starts_at, reader.zone)}*, {length(found.minutes)}.{others}"),
        kit.section(f"*So far.* {present}{by} puts them forward: {quote(dossier.case, _CASE)}"),
        *evidence.shown(dossier.evidence),
        *(kit.section(f"*You look at {listed(words)}.* {kind.means}") for kind, words in looks.items()),
    ]
    if not looks:
        blocks.append(kit.section(f"*You look at {anchors(None).name}.* {anchors(None).means}"))
    tip = next(iter(looks), anchors(None)).tip
    links = f"<{escape(dossier.profile_url)}|Profile>. " if dossier.profile_url else ""
    return f"{text}: your interview begins soon", [
        *blocks,
        kit.section(f":bulb: {tip}"),
        kit.context(
            f"{links}You get this an hour before, because you talk to this "
            "candidate. Afterwards I ask you for a scorecard; talk about what you saw once all have handed in."
        ),
    ]
