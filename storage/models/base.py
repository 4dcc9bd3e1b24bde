"""What every table shares: names for constraints, UTC moments, the workspace, partial indexes on both databases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ColumnElement, Date, Index, Integer, MetaData, String, literal_column, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.operators import OperatorType

from storage.moments import Moment

Key = BigInteger().with_variant(Integer, "sqlite")
SlackId = String(24)


class Word(String):
    """One of a few words of ours. What it is compared with stands in the statement itself: a value that is bound is not
    seen to match a partial index once PostgreSQL plans a statement for any value, and all history is read instead."""

    class comparator_factory(String.Comparator[str]):
        def operate(self, op: OperatorType, *other: Any, **more: Any) -> ColumnElement[Any]:
            return super().operate(op, *map(_spelled, other), **more)


def _spelled(other: Any) -> Any:
    if isinstance(other, str) and other.isidentifier() and other.isascii():
        return literal_column(f"'{other}'", String)
    return [_spelled(each) for each in other] if isinstance(other, list | tuple | set | frozenset) else other


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        date: Date,
        int: Key,
        dict[str, Any]: JSON(none_as_null=True),
    }


class Numbered:
    """A row with a key of its own, in one workspace. Every query asks by the workspace."""

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    workspace: Mapped[str] = mapped_column(SlackId)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """One partial index, declared once for both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
