"""Probes of scheduled messages: their times, their number, and taking one back."""

from datetime import timedelta
from typing import Any

from tests.playground.strict.scene import Scene, probe

DAY = 86_400.0


def later(scene: Scene, seconds: float) -> dict[str, Any]:
    post_at = int(scene.playground.clock.timestamp() + seconds)
    return {"channel": "U0RITA", "text": "later", "post_at": post_at}


async def taking_back(scene: Scene, code: str, seconds: float, **other: str) -> None:
    """A message scheduled so far ahead is not taken back, or not by this other name."""
    planned = await scene.ok("chat.scheduleMessage", **later(scene, seconds))
    named = {"channel": planned["channel"], "scheduled_message_id": planned["scheduled_message_id"]}
    await scene.refused(code, "chat.deleteScheduledMessage", **named | other)


@probe("schedule.past")
async def _(scene: Scene) -> None:
    await scene.refused("time_in_past", "chat.scheduleMessage", **later(scene, -60))


@probe("schedule.furthest")
async def _(scene: Scene) -> None:
    await scene.ok("chat.scheduleMessage", **later(scene, 120 * DAY - 5))
    await scene.refused("time_too_far", "chat.scheduleMessage", **later(scene, 120 * DAY + 5))


@probe("schedule.window")
async def _(scene: Scene) -> None:
    scene.playground.limits.on = False
    one = later(scene, DAY)
    for _ in range(30):
        await scene.ok("chat.scheduleMessage", **one)
    await scene.refused("restricted_too_many", "chat.scheduleMessage", **one)


@probe("schedule.metadata")
async def _(scene: Scene) -> None:
    metadata = {"event_type": "reminder", "event_payload": {}}
    await scene.ok("chat.scheduleMessage", **later(scene, 600), metadata=metadata)
    await scene.playground.move_by(timedelta(hours=1))
    assert scene.playground.visible_messages("Rita") == []


@probe("schedule.known")
async def _(scene: Scene) -> None:
    await taking_back(scene, "invalid_scheduled_message_id", 600, scheduled_message_id="Q0NOWHERE")


@probe("schedule.too_late")
async def _(scene: Scene) -> None:
    await taking_back(scene, "invalid_scheduled_message_id", 50)
