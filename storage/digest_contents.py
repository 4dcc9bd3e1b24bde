"""What a digest says: the open roles, whose side they wait on, the week beside the week before, and the pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, digest_settings, insights, live_asks, measures, models, requisitions, stages
from storage.digest_settings import Digest
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.digests import is_group
from storage.rules.pipeline import IN_PLAY
from storage.rules.promises import Kind

WEEK = timedelta(days=7)
# What the two owe on the role itself; whose side it waits on follows from who owes it.
_OF_THE_ROLE = (Kind.SECTION, Kind.SIGNATURE, Kind.CALIBRATION, Kind.SHORTLIST)


@dataclass(frozen=True)
class RoleLine:
    """One open role: candidates in play per stage, and the sides something waits on."""

    requisition: Requisition
    pipeline: dict[str, int]
    sides: frozenset[Holder]


@dataclass(frozen=True)
class Responses:
    """How a group answered: median and what was promised (the median of the promises), in working seconds."""

    median: int
    promised: int
    people: int


@dataclass(frozen=True)
class Week:
    """What happened in seven days. `responses` is None where that would point at somebody."""

    opened: int
    filled: int
    profiles: int
    decisions: int
    responses: Responses | None


@dataclass(frozen=True)
class Remark:
    """What somebody shared of market or team, to stand in the next digest: whose first name, on which role, words."""

    by: str
    key: str
    text: str


@dataclass(frozen=True)
class Issue:
    """What one issue says, as of `at`; `week` are the seven days before it, `before` those before them. `then` are the
    candidates in play per stage a week ago. `role` is the one it tells of, where it tells of one."""

    digest: Digest
    at: datetime
    roles: list[RoleLine]
    closed: list[Requisition]
    week: Week
    before: Week
    then: dict[str, int]
    remarks: list[Remark]
    role: Requisition | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.roles or self.closed or self.remarks)

    @property
    def now(self) -> dict[str, int]:
        """The candidates in play per stage, over all roles."""
        return {stage: sum(line.pipeline.get(stage, 0) for line in self.roles) for stage in IN_PLAY}


async def written(session: AsyncSession, workspace: str, issue_id: int) -> Issue | None:
    """An issue with its contents: periods end when it was written, open roles and asks are as they are now."""
    found = await _written(session, workspace, issue_id)
    return await contents(session, found[0], at=found[1]) if found else None


async def _written(session: AsyncSession, workspace: str, issue_id: int) -> tuple[Digest, datetime] | None:
    issue = await session.scalar(
        select(models.DigestIssue).where(models.DigestIssue.workspace == workspace, models.DigestIssue.id == issue_id)
    )
    digest = await digest_settings.get(session, workspace, issue.digest_id) if issue else None
    return (digest, issue.at) if digest and issue else None


async def contents(session: AsyncSession, digest: Digest, *, at: datetime) -> Issue:
    """What there is to say now of the open roles, and of the two weeks before `at`."""
    workspace = digest.workspace
    live = [role for role in await requisitions.live(session, workspace) if tells_of(digest, role)]
    ended = await requisitions.closed_between(session, workspace, since=at - 2 * WEEK, until=at)
    ended = [role for role in ended if tells_of(digest, role)]
    closed = [role for role in ended if role.closed_at and role.closed_at >= at - WEEK]
    ids = [role.id for role in live]
    pipelines, waits = await _in_play(session, workspace, ids), await _sides(session, workspace, live)
    then = await stages.counted(session, workspace, ids + [role.id for role in closed], at=at - WEEK)
    answered = await _answered(session, digest, at)
    week, before = [
        await _week(session, [*live, *ended], answered, workspace, until=until) for until in (at, at - WEEK)
    ]
    return Issue(
        digest,
        at,
        [RoleLine(role, pipelines.get(role.id, {}), waits.get(role.id, frozenset())) for role in live],
        closed,
        week,
        before,
        {stage: sum(counts.get(stage, 0) for counts in then.values()) for stage in IN_PLAY},
        await _remarks(session, digest, [*live, *closed], since=at - WEEK, until=at),
        await _role(session, digest),
    )


def tells_of(digest: Digest, role: Requisition) -> bool:
    """Whether a digest may and does tell of a role: a confidential one stands nowhere but in its own channel."""
    heard = not role.is_confidential or role.channel == digest.channel
    return heard and digest.scope.has(role.id, role.details.department)


async def _role(session: AsyncSession, digest: Digest) -> Requisition | None:
    if digest.scope.requisition_id is None:
        return None
    role = await requisitions.get(session, digest.workspace, digest.scope.requisition_id)
    return role if role and tells_of(digest, role) else None


async def _remarks(
    session: AsyncSession, digest: Digest, roles: list[Requisition], *, since: datetime, until: datetime
) -> list[Remark]:
    """What was shared on these roles in a period, to be said again here, oldest first; nothing of confidential ones."""
    told = {role.id for role in roles}
    shared = await insights.since(session, digest.workspace, since, until)
    return [
        Remark(each.by.first_name, each.requisition.key, each.text) for each in shared if each.requisition.id in told
    ]


async def _in_play(session: AsyncSession, workspace: str, ids: list[int]) -> dict[int, dict[str, int]]:
    row = models.Submission
    counted = await session.execute(
        select(row.requisition_id, row.stage, func.count())
        .where(row.workspace == workspace, row.requisition_id.in_(ids), row.ended_at.is_(None))
        .group_by(row.requisition_id, row.stage)
    )
    found: dict[int, dict[str, int]] = {}
    for requisition_id, stage, number in counted.all():
        found.setdefault(requisition_id, {})[stage] = number
    return found


async def _sides(session: AsyncSession, workspace: str, roles: list[Requisition]) -> dict[int, frozenset[Holder]]:
    """On which sides something waits: who has a candidate's ball, and who owes something on the role itself."""
    ball = models.Ball
    held = await session.execute(
        select(ball.requisition_id, ball.holder)
        .where(ball.workspace == workspace, ball.requisition_id.in_([r.id for r in roles]), ball.until.is_(None))
        .distinct()
    )
    found: dict[int, set[Holder]] = {role.id: set() for role in roles}
    for requisition_id, holder in held.all():
        found[requisition_id].add(Holder(holder))
    pending = await live_asks.open_on_each(session, workspace, [role.id for role in roles])
    for role in roles:
        for ask in pending.get(role.id, []):
            if ask.kind in _OF_THE_ROLE and ask.owner in (role.manager, role.backup):
                found[role.id].add(Holder.MANAGER)
            elif ask.kind is Kind.OUTCOME or (ask.kind in _OF_THE_ROLE and ask.owner == role.recruiter):
                found[role.id].add(Holder.RECRUITER)
    return {role_id: frozenset(sides - {Holder.NOBODY}) for role_id, sides in found.items()}


async def _answered(session: AsyncSession, digest: Digest, at: datetime) -> list[asks.Ask]:
    """What was answered in the two weeks, on the roles it tells of."""
    found = await measures.answered_in(session, digest.workspace, since=at - 2 * WEEK, until=at)
    about = await requisitions.named(session, digest.workspace, {ask.requisition_id for ask in found})
    return [ask for ask in found if tells_of(digest, about[ask.requisition_id])]


async def _week(
    session: AsyncSession, roles: list[Requisition], answered: list[asks.Ask], workspace: str, *, until: datetime
) -> Week:
    since, ids = until - WEEK, [role.id for role in roles]
    row, decision = models.Submission, models.Decision
    profiles = await session.scalar(
        select(func.count()).where(
            row.workspace == workspace,
            row.posted_at >= since,
            row.posted_at < until,
            row.requisition_id.in_(ids),
        )
    )
    decisions = await session.scalar(
        select(func.count()).where(
            decision.workspace == workspace,
            decision.decided_at >= since,
            decision.decided_at < until,
            decision.requisition_id.in_(ids),
            decision.undone_at.is_(None),
        )
    )
    return Week(
        sum(since <= role.opened_at < until for role in roles),
        sum(
            role.status == "filled" and role.closed_at is not None and since <= role.closed_at < until for role in roles
        ),
        int(profiles or 0),
        int(decisions or 0),
        responses([ask for ask in answered if ask.answered_at and since <= ask.answered_at < until]),
    )


def responses(answered: list[asks.Ask]) -> Responses | None:
    """How a group answered; None where these answers are of no group."""
    counted = [ask for ask in answered if ask.waited is not None]
    owners, answerers = [ask.owner for ask in counted], [ask.answered_by or "" for ask in counted]
    middle = measures.summary(counted).median
    if middle is None or not (is_group(owners) and is_group(answerers)):
        return None
    return Responses(middle, int(median(ask.promise + ask.grace for ask in counted)), len(set(answerers)))
