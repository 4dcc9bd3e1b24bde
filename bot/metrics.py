"""Figures for Prometheus: what one bot did, how long it took, and what waits. Labels name kinds, methods, rounds and
errors, never a person, a workspace or a channel, so that their number is bounded by the code."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import PackageNotFoundError, version
from types import SimpleNamespace

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from yarl import URL

from handlers.faults import ENDING
from storage.database import Transaction
from storage.gauges import Waiting

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
CURRENT: ContextVar[Metrics | None] = ContextVar("metrics", default=None)  # of the bot whose task this is
_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0)  # Slack waits for three
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,60}")
_METHOD = re.compile(r"[a-z]+(\.[A-Za-z]+)+")
_OK = re.compile(rb'"ok"\s*:\s*(true|false)')
_MOST = 200  # different errors told apart; the rest are `other`


class Metrics:
    """One bot's figures, in a registry of their own. `monotonic` gives seconds that only ever grow."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.monotonic = monotonic
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)

        def counter(name: str, says: str, *labels: str) -> Counter:
            return Counter(f"samepage_{name}", says, labels, registry=registry)

        def seconds(name: str, says: str, *labels: str) -> Histogram:
            return Histogram(f"samepage_{name}_seconds", says, labels, registry=registry, buckets=_QUICK)

        def gauge(name: str, says: str, *labels: str) -> Gauge:
            return Gauge(f"samepage_{name}", says, labels, registry=registry)

        self._requests = counter("requests", "What Slack asked, by kind and how it ended", "kind", "outcome")
        self._ack = seconds("ack", "From a request's arrival to the answer that acknowledges it", "kind")
        self._under_way = gauge("requests_under_way", "Requests being answered")
        self._turned_away = counter("turned_away", "What came by HTTP and was not from Slack or not sound", "status")
        self._transactions = counter("transactions", "Transactions, by kind and end", "kind", "outcome")
        self._transaction = seconds("transaction", "From asking for a connection to the commit", "kind")
        self._pool = seconds("pool_wait", "How long a transaction waited for its connection", "kind")
        self._calls = counter("slack_calls", "Calls to Slack, by method and end", "method", "outcome")
        self._call = seconds("slack_call", "How long Slack took to answer", "method")
        self._deliveries = counter("deliveries", "Tries of the postman, by how they ended", "outcome")
        self._outbox = gauge("outbox_rows", "Outbox rows that are not done", "state")
        self._lag = gauge("outbox_lag_seconds", "How long the oldest due lane of the outbox has been waiting")
        self._asks = gauge("asks", "Asks that wait for somebody", "state")
        self._rounds = counter("rounds", "Runs of the rounds, by end", "round", "outcome")
        self._round = seconds("round", "How long a round ran", "round")
        self._looked = gauge("scheduler_look_age_seconds", "Since the timetable last looked for what is due")
        self._errors = counter("errors", "Errors logged, by event and name", "event", "error")
        self._not_opened = gauge("tokens_not_opened", "Installations whose token none of the keys opens")
        self._database = gauge("database_up", "Whether the database answered just now")
        self._connected = gauge("connected", "Whether the way in is open", "way")
        gauge("build_info", "Which version runs", "version", "python").labels(
            _version(), platform.python_version()
        ).set(1)
        self._told_apart: set[tuple[str, str]] = set()

    @contextmanager
    def request(self, kind: str) -> Iterator[SimpleNamespace]:
        """Counts and times one request. The block sets `outcome` on what it is given; a conversation's own ending, a
        refusal or trouble, goes before it."""
        began, found = self.monotonic(), SimpleNamespace(outcome="failed", seconds=0.0)
        ending = ENDING.set(None)
        self._under_way.inc()
        try:
            yield found
            found.outcome = ENDING.get() or found.outcome
        finally:
            ENDING.reset(ending)
            found.seconds = self.monotonic() - began
            self._under_way.dec()
            self._requests.labels(kind, found.outcome).inc()
            self._ack.labels(kind).observe(found.seconds)

    def turned_away(self, status: int) -> None:
        self._turned_away.labels(str(status)).inc()

    @contextmanager
    def transaction(self, kind: str) -> Iterator[Transaction]:
        """Times one transaction for `Database`: `kind` is `read` or `save`."""
        began, found = self.monotonic(), Transaction()
        outcome = "rolled_back"

        def connected() -> None:
            self._pool.labels(kind).observe(self.monotonic() - began)

        found.connected = connected
        try:
            yield found
            outcome = "committed"
        finally:
            self._transactions.labels(kind, outcome).inc()
            self._transaction.labels(kind).observe(self.monotonic() - began)

    def delivered(self, outcome: str) -> None:
        self._deliveries.labels(outcome).inc()

    @contextmanager
    def round(self, name: str) -> Iterator[None]:
        """Times one run of a round; one that raises has failed."""
        began, outcome = self.monotonic(), "failed"
        try:
            yield
            outcome = "done"
        finally:
            self._rounds.labels(name, outcome).inc()
            self._round.labels(name).observe(self.monotonic() - began)

    def error(self, event: str, error: str) -> None:
        """One line of the log at `error` or above."""
        named = tuple(each if _NAME.fullmatch(each) else "other" if each else "" for each in (event, error))
        event, error = named
        if (event, error) not in self._told_apart and len(self._told_apart) >= _MOST:
            event = error = "other"
        self._told_apart.add((event, error))
        self._errors.labels(event, error).inc()

    def page(self, waiting: Waiting | None, *, way: str, connected: bool, looked: float, not_opened: int = 0) -> bytes:
        """All of it as Prometheus reads it; `waiting` is None where the database did not answer."""
        self._database.set(waiting is not None)
        self._connected.labels(way).set(connected)
        self._looked.set(looked)
        if waiting is not None:
            for state, number in waiting.outbox.items():
                self._outbox.labels(state).set(number)
            self._lag.set(waiting.lag)
            self._not_opened.set(not_opened)
            self._asks.labels("open").set(waiting.asks_open)
            self._asks.labels("overdue").set(waiting.asks_overdue)
        return generate_latest(self.registry)

    def trace(self, api: str) -> aiohttp.TraceConfig:
        """For the session all calls to Slack go through: Bolt makes a client of its own for each request. `api` is the
        address of the Web API; what stands after it is the method, and whatever goes elsewhere is `other`."""
        config = aiohttp.TraceConfig()

        def method(url: URL) -> str:
            found = str(url.with_query(None)).removeprefix(api)
            return found if _METHOD.fullmatch(found) else "other"

        def called(url: URL, began: float, outcome: str) -> None:
            name = method(url)
            self._calls.labels(name, outcome).inc()
            self._call.labels(name).observe(self.monotonic() - began)

        async def _start(_session: object, context: SimpleNamespace, _found: object) -> None:
            context.began = self.monotonic()

        async def _end(_session: object, context: SimpleNamespace, found: aiohttp.TraceRequestEndParams) -> None:
            context.status = found.response.status
            if context.status != 200 or method(found.url) == "other":
                called(found.url, context.began, _by_status(context.status))

        async def _chunk(
            _session: object, context: SimpleNamespace, found: aiohttp.TraceResponseChunkReceivedParams
        ) -> None:
            if getattr(context, "status", 200) == 200 and method(found.url) != "other":
                said = _OK.search(found.chunk[:2000])
                called(found.url, context.began, "ok" if said and said[1] == b"true" else "refused")

        async def _lost(_session: object, context: SimpleNamespace, found: aiohttp.TraceRequestExceptionParams) -> None:
            called(found.url, context.began, "lost")

        config.on_request_start.append(_start)
        config.on_request_end.append(_end)
        config.on_response_chunk_received.append(_chunk)
        config.on_request_exception.append(_lost)
        return config


def _by_status(status: int) -> str:
    if status < 300:
        return "ok"
    return "ratelimited" if status == 429 else "failed" if status >= 500 else "refused"


def _version() -> str:
    try:
        return version("samepage")
    except PackageNotFoundError:
        return "unknown"
