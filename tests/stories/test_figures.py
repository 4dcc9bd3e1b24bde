"""What Prometheus reads after a played story: every figure, and none names a person, a workspace or a channel."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

import handlers
from bot.demo.stage import Stage
from bot.scheduler import TIMETABLE
from tests import leaks
from tests.stories.acting import APPROVE, HERE, all_sent, open_role, post_candidate, rest

KINDS = {"command", "action", "submission", "shortcut", "event", "other"}
OUTCOMES = {"done", "refused", "trouble", "nobody", "not_done", "failed"}
LABELS: dict[str, Any] = {
    "kind": KINDS | {"read", "save"},
    "outcome": OUTCOMES
    | {"committed", "rolled_back", "ok", "ratelimited", "lost", "dropped", "parked", "unknown", "later"},
    "state": {"waiting", "parked", "unknown", "open", "overdue"},
    "way": {"socket", "http"},
    "round": set(TIMETABLE),
    "status": {"400", "401", "408", "413", "415", "503"},
    "method": re.compile(r"[a-z]+(\.[A-Za-z]+)+|other"),
    "event": re.compile(r"[a-z_]+"),
    "error": re.compile(r"[A-Za-z_]+|"),
    "version": re.compile(r"[0-9a-z.+]+|unknown"),
    "python": re.compile(r"[0-9a-z.+]+"),
    "le": re.compile(r"[0-9.]+|\+Inf"),
}


async def figures(stage: Stage) -> dict[str, Metric]:
    async with aiohttp.ClientSession() as http, http.get(f"{stage.bot.url}/metrics") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return {each.name: each for each in text_string_to_metric_families(await answer.text())}


def value(found: dict[str, Metric], name: str, **labels: str) -> float:
    return sum(
        sample.value
        for family in found.values()
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


@pytest.mark.alone  # each process counts for itself
async def test_after_a_story_every_figure_is_told_and_none_names_anybody(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground, backup="Bo")
    card = await post_candidate(playground, role)
    playground.faults.add("chat.postMessage", "rate_limited", retry_after=1)
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    assert (await playground.person("Bo").click(APPROVE, message=card)).ok  # decided already: words
    playground.faults.add("views.open", "error", code="fatal_error")
    assert (await playground.person("Rita").command("/req open")).ok
    await post_candidate(playground, role, "Bea Odum")
    await all_sent(on_stage.bot.database)
    found = await figures(on_stage)
    for family in found.values():
        for sample in family.samples:
            for label, said in sample.labels.items():
                known = LABELS[label]
                assert said in known if isinstance(known, set) else known.fullmatch(said), (sample.name, label, said)
    assert value(found, "samepage_requests_total", kind="action", outcome="done") == 1
    assert value(found, "samepage_requests_total", kind="action", outcome="refused") == 1
    assert value(found, "samepage_requests_total", kind="submission", outcome="done") >= 2
    assert value(found, "samepage_ack_seconds_count", kind="command") == 4
    assert value(found, "samepage_requests_under_way") == 0
    assert value(found, "samepage_transactions_total", kind="save", outcome="committed") > 0
    assert value(found, "samepage_pool_wait_seconds_count", kind="read") > 0
    assert value(found, "samepage_slack_calls_total", method="chat.postMessage", outcome="ratelimited") == 1
    assert value(found, "samepage_slack_calls_total", method="chat.postMessage", outcome="ok") >= 3
    assert value(found, "samepage_slack_calls_total", method="views.open", outcome="refused") == 1
    assert value(found, "samepage_deliveries_total", outcome="done") >= 5
    assert value(found, "samepage_deliveries_total", outcome="later") == 1
    assert value(found, "samepage_outbox_rows") == 0
    assert value(found, "samepage_outbox_lag_seconds") == 0
    assert value(found, "samepage_asks", state="open") == 1
    assert value(found, "samepage_connected", way=playground.way) == 1
    assert value(found, "samepage_database_up") == 1
    assert value(found, "samepage_scheduler_look_age_seconds") < 60
    assert value(found, "samepage_build_info") == 1
    assert value(found, "process_resident_memory_bytes") > 0


async def test_one_press_can_be_followed_through_the_log_to_the_messages_it_left(on_stage: Stage) -> None:
    playground = on_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    before = leaks.count()
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(playground)
    lines: list[dict[str, Any]] = [json.loads(line) for line in leaks.so_far(before).splitlines()]
    (press,) = [line for line in lines if line["event"] == "request"]
    assert (press["kind"], press["name"], press["outcome"]) == ("action", handlers.ids.APPROVE, "done")
    assert press["workspace"] == on_stage.bot.workspace
    assert 0 < press["seconds"] < 60
    (saved,) = [line for line in lines if line["event"] == "saved" and line.get("request") == press["request"]]
    delivered = {line["row"]: line for line in lines if line["event"] == "delivery"}
    assert len(saved["rows"]) >= 2
    assert set(saved["rows"]) <= set(delivered)
    assert {delivered[row]["outcome"] for row in saved["rows"]} <= {"done", "dropped"}


def test_the_readme_explains_every_figure() -> None:
    source = (HERE / "bot" / "metrics.py").read_text(encoding="utf-8")
    names = re.findall(r'(counter|seconds|gauge)\(\s*"(\w+)"', source)
    endings = {"counter": "_total", "seconds": "_seconds", "gauge": ""}
    told = Path(HERE / "README.md").read_text(encoding="utf-8")
    assert len(names) >= 17
    for kind, name in names:
        assert f"| `samepage_{name}{endings[kind]}`" in told, name
