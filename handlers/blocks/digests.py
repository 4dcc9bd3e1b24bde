"""How a digest reads, what is said when one was set or paused, and the list of those one may change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import PIPELINE
from handlers.blocks.text import clip, count, day_number, escape, listed, quote, took, when, working_time
from handlers.charts import Picture
from handlers.charts.bars import Bars
from handlers.ids import VIEW_DIGESTS
from storage.rules.balls import Holder
from storage.rules.digests import Reach
from storage.rules.pipeline import IN_PLAY
from storage.rules.role_holds import ON_HOLD

if TYPE_CHECKING:
    from storage.digest_contents import Issue, RoleLine, Week
    from storage.digest_settings import Digest
    from storage.requisitions import Requisition

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_ROLES = 12  # a screenful
_MOST_CLOSED = 3
_MOST_REMARKS = 3
_MOST_LISTED = 40
_TITLE = 80
_SHORT = 40  # of a title, so that a role takes a line, or two on a phone
_SIDES = {
    Holder.MANAGER: "manager's side",
    Holder.RECRUITER: "recruiter's side",
    Holder.INTERVIEWERS: "interviewers",
    Holder.CANDIDATE: "candidate",
}
_PAUSED = {"is_archived": "it is archived", "not_in_channel": "I am not in it any more"}
_GONE = "I cannot reach it any more"


def message(issue: Issue, set_by: str) -> tuple[str, list[Block], tuple[Picture, ...]]:
    """One issue, at most a screenful, and the pictures it shows; `set_by` is a name, since a mention would call that
    person every week."""
    chart = pipeline(issue)
    pictures = (Picture(chart, "pipeline"),) if chart else ()
    blocks = [kit.header(title(issue)), *_body(issue)]
    blocks += [kit.image(picture) for picture in pictures]
    blocks += [*_numbers(chart), *_remarks(issue), kit.context(f"{_median(issue)}{_sent(issue, set_by)}")]
    return f"{title(issue)}: {count(len(issue.roles), 'role')} open", blocks, pictures


def preview(issue: Issue) -> list[Block]:
    """The next issue as of now, in words alone."""
    if issue.is_empty:
        return [kit.section("There is nothing to say now, so nothing would be sent.")]
    blocks = [kit.section(f"*{escape(title(issue))}*"), *_body(issue), *_numbers(pipeline(issue)), *_remarks(issue)]
    median = _median(issue)
    return [*blocks, kit.context(median)] if median else blocks


def title(issue: Issue) -> str:
    """*Hiring this week*, and of what where it is not everything."""
    scope = issue.digest.scope
    if scope.reach is Reach.DEPARTMENT:
        return f"Hiring this week · {scope.department}"
    return f"Hiring this week · {issue.role.key}" if issue.role else "Hiring this week"


def pipeline(issue: Issue) -> Bars | None:
    """The candidates in play beside those of a week ago; None where there are and were none."""
    now, then = (tuple(each.get(stage, 0) for stage in IN_PLAY) for each in (issue.now, issue.then))
    if not any((*now, *then)):
        return None
    steps = tuple(PIPELINE[stage] for stage in IN_PLAY)
    return Bars("Candidates by stage", steps, now, then, ("now", "a week ago"))


def _numbers(chart: Bars | None) -> list[Block]:
    """The picture's numbers in words, for whoever has only those."""
    return [kit.context(escape(chart.alt()))] if chart else []


def _body(issue: Issue) -> list[Block]:
    facts = [f"*{count(len(issue.roles), 'role')} open*"]
    facts += [_ended(role, issue.at) for role in issue.closed[:_MOST_CLOSED]]
    if len(issue.closed) > _MOST_CLOSED:
        facts.append(f"{len(issue.closed) - _MOST_CLOSED} more closed")
    blocks = [kit.section(f"{' · '.join(facts)}\n{_beside(issue.week, issue.before)}")]
    lines = [_role(line, issue.at, issue.digest.zone) for line in issue.roles[:MOST_ROLES]]
    blocks += [kit.section("\n".join(lines[i : i + 4])) for i in range(0, len(lines), 4)]
    if len(issue.roles) > MOST_ROLES:
        blocks.append(kit.context(f"… and {count(len(issue.roles) - MOST_ROLES, 'more role')}."))
    return blocks


def _ended(role: Requisition, at: datetime) -> str:
    until = role.closed_at or at
    quick = (until - role.opened_at).days < 1
    return f"{role.key} {role.status} {'within a day' if quick else f'after {took(role.opened_at, until)}'}"


def _beside(week: Week, before: Week) -> str:
    """What happened in the week, and in the one before it in brackets."""
    numbers = {
        "opened": (week.opened, before.opened),
        "filled": (week.filled, before.filled),
        "profiles": (week.profiles, before.profiles),
        "decisions": (week.decisions, before.decisions),
    }
    if not any(now or then for now, then in numbers.values()):
        return "Nothing was opened, posted or decided this week, nor the week before."
    said = " · ".join(f"{name} {now} ({then})" for name, (now, then) in numbers.items())
    return f"This week (the week before): {said}"


def _role(line: RoleLine, at: datetime, zone: str) -> str:
    role, counts = line.requisition, line.pipeline
    stages = [f"{PIPELINE[stage].lower()} {counts[stage]}" for stage in IN_PLAY if counts.get(stage)]
    day = f"day {day_number(role.opened_at, at, zone)} of {role.target_days}"
    title = quote(clip(role.title, _SHORT), kit.SECTION)
    return f"*{role.key}* {title} · {day} · {', '.join(stages) or 'no candidates in play'} · {_waits(line)}"


def _waits(line: RoleLine) -> str:
    """On which side: never a name, never hours."""
    if line.requisition.status == "awaiting_approval":
        return "waits: its headcount to be approved"
    if line.requisition.status == ON_HOLD:
        return "on hold"
    sides = [words for side, words in _SIDES.items() if side in line.sides]
    if not sides and line.pipeline:
        return "waits for nobody"
    if {Holder.MANAGER, Holder.RECRUITER} <= line.sides:
        sides = ["manager's", *sides[1:]]
    return f"waits: {listed(sides or [_SIDES[Holder.RECRUITER]])}"


def _remarks(issue: Issue) -> list[Block]:
    """What was shared this week, the newest last."""
    said = issue.remarks[-_MOST_REMARKS:]
    return [kit.section(f"*{each.key}*, {escape(each.by)}: “{quote(each.text, 300)}”") for each in said]


def _median(issue: Issue) -> str:
    now, before = issue.week.responses, issue.before.responses
    if now is None:
        return ""
    was = f" ({working_time(before.median)} the week before)" if before else ""
    return (
        f"Median answer {working_time(now.median)}{was}, promised {working_time(now.promised)} ({now.people} people). "
    )


def _sent(issue: Issue, set_by: str) -> str:
    return f"Sent {rhythm(issue.digest)}, set by {escape(set_by)} · change with `/samepage digest`"


def rhythm(digest: Digest) -> str:
    """*on Mondays and Thursdays at 09:00 (Europe/Berlin)*."""
    days = "every day" if len(digest.days) == 7 else "on " + listed([DAYS[day] + "s" for day in sorted(digest.days)])
    return f"{days} at {digest.at:%H:%M} ({escape(digest.zone)})"


def set_words(digest: Digest, zone: str, now: datetime) -> str:
    """What is said once a digest is set."""
    next_at = when(digest.next_at, zone, now) if digest.next_at else "never"
    return (
        f"<#{digest.channel}> gets a digest {rhythm(digest)}; the next is due {next_at} your time. With nothing to "
        "say, nothing is sent."
    )


def paused(digest: Digest) -> tuple[str, list[Block]]:
    """What whoever set a digest is told when its channel is out of reach."""
    why = _PAUSED.get(digest.paused_why or "", _GONE)
    text = f"The digest for <#{digest.channel}> pauses: {why}. Nothing else was changed."
    if digest.paused_why != "is_archived":
        text += " To have it back there, type /invite @Same Page in that channel first."
    return (
        "A digest you set pauses: its channel is out of reach",
        [
            kit.section(text),
            kit.actions(kit.button("Set again", ids.DIGEST_SET, str(digest.id), style="primary")),
        ],
    )


def overview(digests: list[Digest], roles: Mapping[int, Requisition], zone: str, now: datetime, metadata: str) -> Block:
    """The digests somebody may change, each with a button. `roles`: those told of one by one, by row id; one that is
    missing there is not for these eyes."""
    blocks: list[Block] = []
    for digest in digests[:_MOST_LISTED]:
        blocks.append(
            kit.section(
                f"<#{digest.channel}> · {_told(digest, roles)}\n{_state(digest, zone, now)}",
                kit.button("Change", ids.DIGEST_SET, str(digest.id)),
            )
        )
    if len(digests) > _MOST_LISTED:
        blocks.append(kit.context(f"… and {len(digests) - _MOST_LISTED} more; `/samepage digest` in their channels."))
    blocks.append(kit.context("`/samepage digest off` in a channel stops its digest."))
    blocks.append(kit.actions(kit.button("Set one for a channel", ids.DIGEST_SET, "new")))
    return kit.modal(VIEW_DIGESTS, "Digests", blocks, close="Close", metadata=metadata)


def _told(digest: Digest, roles: Mapping[int, Requisition]) -> str:
    scope = digest.scope
    if scope.reach is Reach.DEPARTMENT:
        return quote(scope.department, _TITLE)
    if scope.requisition_id is not None:
        role = roles.get(scope.requisition_id)
        return f"{role.key} {quote(role.title, _TITLE)}" if role else "one role"
    return "all open roles"


def _state(digest: Digest, zone: str, now: datetime) -> str:
    if digest.next_at is None:
        return f"*Paused*: {_PAUSED.get(digest.paused_why or '', _GONE)}"
    words = rhythm(digest)
    return f"{words[0].upper()}{words[1:]} · next {when(digest.next_at, zone, now)}"
