"""Where the app is installed: written by installing, ended by removing, found again by whoever comes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, models, people
from storage.inserts import or_nothing
from storage.removals import ERASED_AFTER


@dataclass(frozen=True)
class Installation:
    """One installation. `owner` is the workspace's id or, where `is_org_wide`, the organisation's; `token` is
    encrypted by the key of the name `key`."""

    owner: str
    enterprise: str | None
    is_org_wide: bool
    bot_user: str
    bot_id: str
    scopes: tuple[str, ...]
    token: bytes = field(repr=False)
    key: str
    installed_by: str
    installed_at: datetime


def _value(row: models.Installation) -> Installation:
    return Installation(
        row.workspace,
        row.enterprise,
        row.is_org_wide,
        row.bot_user,
        row.bot_id,
        tuple(row.scopes.split(",")) if row.scopes else (),
        row.token or b"",
        row.key,
        row.installed_by,
        row.installed_at,
    )


async def install(session: AsyncSession, new: Installation, *, name: str) -> bool:
    """Stores an installation, in place of an earlier one of the same workspace; what rested since the app was removed
    goes on. `name` is the workspace's. Gives back whether the app was here before. BeingErased: not now."""
    place = models.Workspace
    await session.execute(select(place.id).where(place.id == new.owner).with_for_update())  # first, as whoever erases
    table = models.Installation
    values = {
        "enterprise": new.enterprise,
        "is_org_wide": new.is_org_wide,
        "bot_user": new.bot_user,
        "bot_id": new.bot_id,
        "scopes": ",".join(new.scopes),
        "token": new.token,
        "key": new.key,
        "installed_by": new.installed_by,
        "installed_at": new.installed_at,
        "removed_at": None,
    }
    fresh = await session.execute(or_nothing(session, table, workspace=new.owner, **values).returning(table.workspace))
    was_here = fresh.first() is None
    if was_here:
        await session.execute(update(table).where(table.workspace == new.owner).values(**values))
    audit.note(
        session,
        new.owner,
        "installed",
        at=new.installed_at,
        by=new.installed_by,
        about=f"workspace:{new.owner}",
        again=was_here,
        scopes=len(new.scopes),
    )
    if new.is_org_wide:
        back = _of_the_organisation(new.owner).where(place.erased_rows.is_(None))
        await session.execute(back.values(bot_user=new.bot_user, left_at=None, erase_at=None))
    else:
        await people.join(session, new.owner, name=name, bot_user=new.bot_user, enterprise=new.enterprise)
    return was_here


async def find(session: AsyncSession, workspace: str, enterprise: str | None = None) -> Installation | None:
    """The installation that serves a workspace: its own, else its organisation's. None where there is neither."""
    table = models.Installation
    owners = [workspace] if enterprise is None else [workspace, enterprise]
    found = await session.scalars(select(table).where(table.workspace.in_(owners), table.removed_at.is_(None)))
    rows = {row.workspace: row for row in found}
    row = rows.get(workspace) or rows.get(enterprise or "")
    return _value(row) if row is not None and (row.workspace == workspace or row.is_org_wide) else None


async def enterprise_of(session: AsyncSession, workspace: str) -> str | None:
    """The organisation a workspace belongs to, as far as we have met it."""
    row = models.Workspace
    found: str | None = await session.scalar(select(row.enterprise).where(row.id == workspace))
    return found


async def is_known(session: AsyncSession, workspace: str) -> bool:
    """Whether a workspace was met, and the app not removed from it since."""
    row = models.Workspace
    return bool(await session.scalar(select(exists().where(row.id == workspace, row.left_at.is_(None)))))


async def remove(
    session: AsyncSession,
    owner: str,
    *,
    at: datetime,
    token: bytes | None = None,
    keep: timedelta | None = ERASED_AFTER,
) -> bool:
    """The app is in there no more: nothing is sent, nothing falls due but what the law wants erased, and the token
    goes. Everything else stays for the time `keep` (None: for ever); then removals.py erases it. False where nothing
    was changed.

    `token`: the encrypted one that Slack refused; another one has come since, so nothing is removed.
    """
    table = models.Installation
    conditions = [table.workspace == owner, table.removed_at.is_(None)]
    if token is not None:
        conditions.append(table.token == token)
    gone = await session.execute(
        update(table).where(*conditions).values(removed_at=at, token=None).returning(table.is_org_wide)
    )
    row = gone.first()
    if row is None:
        return False
    left, until = _of_the_organisation(owner) if row.is_org_wide else _alone(owner), None if keep is None else at + keep
    await session.execute(left.where(models.Workspace.left_at.is_(None)).values(left_at=at, erase_at=until))
    audit.note(session, owner, "uninstalled", at=at, about=f"workspace:{owner}", token_refused=token is not None)
    return True


def _of_the_organisation(enterprise: str) -> Update:
    """Its workspaces, but those with an installation of their own."""
    row, own = models.Workspace, models.Installation
    has_own: ColumnElement[bool] = exists().where(own.workspace == row.id, own.removed_at.is_(None))
    return update(row).where(row.enterprise == enterprise, ~has_own)


def _alone(workspace: str) -> Update:
    """A workspace that its organisation's installation does not serve either."""
    row, other = models.Workspace, models.Installation
    whole: ColumnElement[bool] = exists().where(
        other.workspace == row.enterprise, other.is_org_wide, other.removed_at.is_(None)
    )
    return update(row).where(row.id == workspace, ~whole)


async def all_of_them(session: AsyncSession) -> list[Installation]:
    """Every installation there is now, by owner."""
    table = models.Installation
    found = await session.scalars(select(table).where(table.removed_at.is_(None)).order_by(table.workspace))
    return [_value(row) for row in found]


async def seal_anew(session: AsyncSession, owner: str, *, before: bytes, token: bytes, key: str) -> bool:
    """The same token by another key. False where it has changed meanwhile."""
    table = models.Installation
    changed = await session.execute(
        update(table)
        .where(table.workspace == owner, table.token == before)
        .values(token=token, key=key)
        .returning(table.workspace)
    )
    return changed.first() is not None
