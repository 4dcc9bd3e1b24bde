"""The log for auditors: a million rows walked seal by seal, beside a hundred thousand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import insert

from bot import audit_log
from storage import models
from storage.database import Database
from storage.rules.audit import canonical, seal
from tests.benchmarks.figures import Figure, ratio

FEW, MANY = 100_000, 1_000_000
AT_ONCE = 20_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def _rows(workspace: str, first_id: int, place: int, before: str, number: int) -> tuple[list[dict[str, Any]], str]:
    rows = []
    for each in range(place, place + number):
        id_, at = first_id + each, BEGAN + timedelta(seconds=each)
        about, facts = f"submission:{each}", {"decision": each}
        before = seal(before, canonical(workspace, id_, at, "approve", "U0HAL0000", about, "done", facts))
        rows.append(
            {
                "id": id_,
                "workspace": workspace,
                "at": at,
                "what": "approve",
                "actor": "U0HAL0000",
                "about": about,
                "outcome": "done",
                "facts": facts,
                "place": each,
                "seal": before,
            }
        )
    return rows, before


async def _fill(database: Database, workspace: str, first_id: int, number: int) -> None:
    before = ""
    for place in range(1, number + 1, AT_ONCE):
        rows, before = _rows(workspace, first_id, place, before, min(AT_ONCE, number + 1 - place))
        async with database.begin() as session:
            await session.execute(insert(models.AuditEntry), rows)
    async with database.begin() as session:
        session.add(models.AuditHead(workspace=workspace, place=number, seal=before))


async def _walked(database: Database, workspace: str) -> float:
    began = perf_counter()
    verdict = await audit_log.verify(database, workspace, None, lambda done, of: None)
    taken = perf_counter() - began
    assert verdict.flaw is None, verdict.words
    return taken


async def measure(folder: Path) -> list[Figure]:
    database = Database.open(f"sqlite+aiosqlite:///{folder / 'audit.db'}")
    try:
        await database.migrate()
        await _fill(database, "T_FEW", 0, FEW)
        await _fill(database, "T_MANY", FEW, MANY)
        few, many = await _walked(database, "T_FEW"), await _walked(database, "T_MANY")
    finally:
        await database.close()
    return [ratio(f"audit verify, {MANY:,} rows ÷ ten times {FEW:,}", many, few * MANY / FEW, 1.5)]
