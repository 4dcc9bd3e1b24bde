"""What the outbox says to the database, said over and over: each statement is put together once, and given its values.

They name tables, not what is mapped to them: nobody has these rows in hand while they change.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    ColumnElement,
    Insert,
    Integer,
    Select,
    String,
    Table,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    select,
    update,
)

from storage import models
from storage.claims import among
from storage.inserts import inserting
from storage.served import served

_LANES, _BOX = cast(Table, models.Lane.__table__), cast(Table, models.OutboxRow.__table__)
_lane, _box = _LANES.c, _BOX.c
_OF: BindParameter[str] = bindparam("of")  # the workspace
_THIS_LANE = and_(_lane.workspace == _OF, _lane.id == bindparam("lane"))
_THIS_ROW = and_(_box.workspace == _OF, _box.id == bindparam("row"), _box.state == "waiting")
_WAITS_THERE = and_(_box.workspace == _OF, _box.lane_id == bindparam("lane"), _box.state == "waiting")

FIRST = (
    select(
        *(_box.id, _box.workspace, _box.lane_id, _box.kind, _box.key, _box.ids),
        *(_box.created_at, _box.attempts, _box.attempted_at),
    )
    .where(_WAITS_THERE)
    .order_by(_box.id)
    .limit(1)
)
LEASED = select(_lane.lease).where(_THIS_LANE).with_for_update()
ATTEMPTED = (
    update(_BOX).where(_THIS_ROW).values(attempted_at=bindparam("at"), attempts=_box.attempts + 1).returning(_box.id)
)
_LATER = update(_LANES).where(_THIS_LANE).values(due_at=bindparam("until"))
RENEWED = _LATER.where(_lane.lease == bindparam("held")).returning(_lane.id)  # a lease that is still ours
LEFT = _LATER.values(lease=None)
SETTLED = (
    update(_BOX)
    .where(_THIS_ROW)
    .values(
        state=bindparam("end"),
        done_at=bindparam("at"),
        channel=bindparam("to_channel"),
        ts=bindparam("as_ts"),
        error=bindparam("for_error"),
    )
)


@cache
def lanes_due(dialect: str) -> Insert:
    """Makes lanes due, and locks them in the order of their `names`; one that rests not before it has rested. `paced`:
    the latest to which it may rest by the clock of now, for it may have been set back since."""
    names = _each_of(dialect, "names")
    values = select(_OF, names, bindparam("at", type_=_lane.due_at.type)).where(names.is_not(None))
    row = inserting(dialect, _LANES)
    now, rest = row.excluded.due_at, _lane.rests_until
    first = case((and_(rest > now, rest <= bindparam("paced", type_=rest.type)), rest), else_=now)
    taken = row.from_select(["workspace", "name", "due_at"], values).on_conflict_do_update(
        index_elements=[_lane.workspace, _lane.name], set_={"due_at": func.coalesce(_lane.due_at, first)}
    )
    return taken.returning(_lane.name, _lane.id)


def _each_of(dialect: str, name: str) -> ColumnElement[str]:
    """One row for each text of a list that is given as one value."""
    if dialect == "postgresql":
        return func.unnest(bindparam(name, type_=ARRAY(String))).column_valued()
    return func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value


@cache
def row_written(dialect: str) -> Insert:
    """Writes what is asked for, unless it was asked for before."""
    return inserting(dialect, _BOX).on_conflict_do_nothing().returning(_box.id)


@cache
def claimed(dialect: str, *, everywhere: bool) -> Update:
    due = select(_lane.id).where(_lane.due_at <= bindparam("at"), *_ours(everywhere))
    due = due.order_by(_lane.due_at).limit(bindparam("most", type_=Integer()))
    return (
        update(_LANES)
        .where(among(dialect, _lane.id, due))
        .values(due_at=bindparam("until"), lease=bindparam("held"))
        .returning(_lane.workspace, _lane.id, _lane.name)
    )


@cache
def next_due(*, everywhere: bool) -> Select[tuple[object]]:
    return select(func.min(_lane.due_at)).where(_lane.due_at.is_not(None), *_ours(everywhere))


@cache
def given_back(*, rests: bool) -> Update:
    """Nobody's any more, and due where something waits in it."""
    due = bindparam("due", type_=_lane.due_at.type)
    freed = update(_LANES).where(_THIS_LANE).values(due_at=case((exists().where(_WAITS_THERE), due), else_=null()))
    return freed.values(lease=None, rests_until=due) if rests else freed.values(lease=None)


def _ours(everywhere: bool) -> tuple[ColumnElement[bool], ...]:
    free = _lane.id.not_in(bindparam("busy", expanding=True))
    return free, served(_lane.workspace) if everywhere else _lane.workspace == _OF
