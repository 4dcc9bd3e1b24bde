"""One run: a storm on one database, the calm after it, and the referee's verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from bot.demo.stage import clock_at
from bot.playground.ledger import Ledger, Met, Sent
from bot.playground.server import Playground
from storage import models
from tests.chaos import cards
from tests.chaos.acts import Act
from tests.chaos.evidence import gathered
from tests.chaos.pack import Event, Pack
from tests.chaos.people import Crowd
from tests.chaos.referee import FIGURES, Verdict, judged
from tests.chaos.storm import Storm, fail
from tests.conftest import opened
from tests.stories.acting import MANIFEST, MONDAY, way_for
from tests.stories.process import Zygote
from tests.stories.replicas import PATIENCE

PAST_GRACE = timedelta(minutes=3)
_RETRIES = (0.0, 0.5, 2.0)  # real seconds until Slack tries an event again: minutes for people, and too long for us
_SETTLES = 120.0  # real seconds a bot may work on one moment
_AFTERWARDS, _APART = 20, timedelta(hours=3)  # in which whatever is due falls due, and is done
_PAST_EVERY_WINDOW = timedelta(hours=30)


@dataclass(frozen=True)
class Run:
    """What a run came to."""

    database: str
    seed: int
    seconds: float
    kills: int
    stops: int
    faults: int
    acts: Sequence[Act]
    events: Sequence[Event]
    states: Counter[str]
    verdict: Verdict
    met: Sequence[Met] = field(default=())
    sent: Sequence[Sent] = field(default=())  # of acts that were lost: what bots were told, and answered

    @property
    def clean(self) -> bool:
        """Nothing went wrong, and something was done that could have."""
        return self.verdict.clean and any(act.acked for act in self.acts)


async def run(url: str, zygote: Zygote, folder: Path, *, seed: int, kills: int, size: int | None = None) -> Run:
    """`url` is a migrated database, empty otherwise: SQLite for one bot by Socket Mode, PostgreSQL for two behind a
    balancer."""
    way = way_for(url)
    ledger = folder / "ledger.jsonl"
    async with (
        Playground(
            MANIFEST,
            clock_file=clock_at(folder / "clock", MONDAY),
            ledger=ledger,
            settle_seconds=_SETTLES,
            patience=PATIENCE,
            event_retries=_RETRIES,
        ) as playground,
        opened(url) as database,
        Pack(playground, zygote, database, url, way, size or (2 if way == "http" else 1)) as pack,
    ):
        began = playground.clock.monotonic()
        crowd = Crowd(playground, seed, lambda: pack.up and (way == "http" or playground.connections))
        async with database.begin() as session:
            await session.execute(update(models.Workspace).values(no_tips=True))
        fail(playground, seed)
        await Storm(pack, crowd, seed, kills).blow()
        playground.faults.clear()
        happened = pack.kills
        await pack.calm()
        await _settle(playground)
        await pack.all_end()  # from here on nothing changes any more
        evidence = await gathered(
            database, playground.workspace, playground.clock.now() - _PAST_EVERY_WINDOW, frozenset(pack.late)
        )
        entries = Ledger.read(ledger)
        wrong = await cards.untrue(database, playground.workspace, entries)
        met = [each for each in entries if isinstance(each, Met) and each.what != "chaos"]
        verdict = judged(crowd.acts, evidence, wrong, pack.refused)
        lost = {each.partition(":")[0].rpartition(" ")[2] for each in verdict.found[FIGURES[0]]}
        sent = [each for each in entries if isinstance(each, Sent) and any(word in str(each.payload) for word in lost)]
        return Run(
            url.partition("+")[0],
            seed,
            playground.clock.monotonic() - began,
            happened,
            pack.stops,
            len(met),
            crowd.acts,
            pack.events,
            Counter(row.state for row in evidence.rows),
            verdict,
            met,
            sent,
        )


async def _settle(playground: Playground) -> None:
    """Lets everything that waits be done, and what is due by and by fall due."""
    playground.clock.move_to(playground.clock.now() + PAST_GRACE)
    await playground.move_by(timedelta(minutes=30))
    for _ in range(_AFTERWARDS):
        playground.clock.move_to(playground.clock.now() + _APART)
        await playground.move_by(timedelta(seconds=1))
    await playground.move_by(timedelta(minutes=30))
