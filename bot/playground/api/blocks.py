"""blocks.validate: says what is wrong with blocks, a message or a view without showing them to anybody."""

from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.method import Call, Method
from bot.playground.blockkit import check_message, check_view
from bot.playground.blockkit.schema import Fault
from bot.playground.errors import SlackError, bad_arguments
from bot.playground.parsing import parsed
from bot.playground.workspace import Json

WHAT = ("blocks", "message", "view")


def validate(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/blocks.validate; blocks alone are judged as those of a message.

    Pointers begin at what was given: `/0/text` in blocks, `/blocks/0/text` in a message or view.
    """
    given = [name for name in WHAT if call.arguments.has(name)]
    if len(given) != 1:
        raise bad_arguments("must provide exactly one of `blocks`, `view`, or `message`")
    (what,) = given
    faults = [each for each in _faults(what, _read(call.arguments, what)) if call.checks.on(each.check)]
    if faults:
        raise SlackError(f"invalid_{what}", errors=[_error(each) for each in faults])
    return {}


def _read(arguments: Arguments, what: str) -> Any:
    value = arguments.values[what]
    if not isinstance(value, str):
        return value
    try:
        return parsed(value)
    except ValueError:
        raise bad_arguments(f"must be valid JSON [json-pointer:/{what}]") from None


def _faults(what: str, value: Any) -> list[Fault]:
    if what == "blocks":
        return check_message(value, "")
    if what == "view":
        return check_view(value, "")
    if not isinstance(value, dict):
        return [Fault("blocks.value_type", "must provide an object", "")]
    faults = check_message(value.get("blocks", []), "/blocks")
    attachments = value.get("attachments")
    for index, each in enumerate(attachments if isinstance(attachments, list) else []):
        blocks = each.get("blocks") if isinstance(each, dict) else None
        faults += check_message(blocks or [], f"/attachments/{index}/blocks")
    return faults


def _error(fault: Fault) -> Json:
    error: Json = {"code": "failed_constraint", "message": fault.words, "pointer": fault.pointer}
    if fault.expected:
        error["constraint"] = {"type": "enum", "expected": [*fault.expected]}
    return error


METHODS = {"blocks.validate": Method(validate)}
