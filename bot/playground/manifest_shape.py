"""What may stand in an app's manifest and of what kind, so that a slip of the pen is named and not overlooked.

The fields are those of https://docs.slack.dev/reference/app-manifest; what this workspace has nothing for may hold
anything.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

Kind = type | list[Any] | dict[str, Any]  # bool, str, int, or object for anything; [what a list holds]; {field: kind}

_MANIFEST: dict[str, Kind] = {
    "$schema": str,
    "_metadata": {"schema_version": int, "min_version": int, "major_version": int, "minor_version": int},
    "display_information": {"name": str, "description": str, "background_color": str, "long_description": str},
    "features": {
        "app_home": {"home_tab_enabled": bool, "messages_tab_enabled": bool, "messages_tab_read_only_enabled": bool},
        "bot_user": {"display_name": str, "always_online": bool},
        "shortcuts": [{"name": str, "type": str, "callback_id": str, "description": str}],
        "slash_commands": [
            {"command": str, "url": str, "description": str, "usage_hint": str, "should_escape": bool},
        ],
        "functions": object,
        "workflow_steps": object,
        "unfurl_domains": [str],
        "assistant_view": object,
        "agent_view": object,
        "rich_previews": object,
        "search": object,
    },
    "oauth_config": {
        "redirect_urls": [str],
        "scopes": {"bot": [str], "user": [str], "bot_optional": [str], "user_optional": [str]},
        "token_management_enabled": bool,
        "pkce_enabled": bool,
    },
    "settings": {
        "allowed_ip_address_ranges": [str],
        "event_subscriptions": {
            "request_url": str,
            "bot_events": [str],
            "user_events": [str],
            "metadata_subscriptions": [{"app_id": str, "event_type": str}],
        },
        "incoming_webhooks": {"incoming_webhooks_enabled": bool},
        "interactivity": {"is_enabled": bool, "request_url": str, "message_menu_options_url": str},
        "org_deploy_enabled": bool,
        "socket_mode_enabled": bool,
        "token_rotation_enabled": bool,
        "is_hosted": bool,
        "is_mcp_enabled": bool,
        "siws_links": object,
        "hermes_app_type": str,
        "function_runtime": str,
    },
    "app_directory": object,
    "compliance": object,
    "datastores": object,
    "external_auth_providers": object,
    "functions": object,
    "mcp_servers": object,
    "outgoing_domains": object,
    "types": object,
    "workflows": object,
}
_WORDS = {bool: "true or false", str: "text", int: "a whole number", list: "a list", dict: "a section with entries"}


def misshapen(document: Mapping[str, Any]) -> list[str]:
    """What is of the wrong kind and which fields there are not, with the one that may have been meant; each in words.
    An empty entry counts as left out."""
    return [*_section(document, _MANIFEST, "")]


def _section(section: Mapping[Any, Any], fields: Mapping[str, Kind], where: str) -> Iterator[str]:
    for name, value in section.items():
        path = f"{where}{name}"
        if name in fields:
            yield from _value(value, fields[name], path)
        else:
            near = get_close_matches(str(name), fields, 1, cutoff=0.5)
            yield f"there is no {path}" + (f", did you mean {near[0]}?" if near else "")


def _value(value: Any, kind: Kind, path: str) -> Iterator[str]:
    if value is None or kind is object:
        return
    wanted = kind if isinstance(kind, type) else type(kind)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield f"{path} should be {_WORDS[wanted]}, and is {value!r}"
    elif isinstance(kind, dict) and isinstance(value, dict):
        yield from _section(value, kind, f"{path}.")
    elif isinstance(kind, list) and isinstance(value, list):
        for number, each in enumerate(value):
            yield from _value(each, kind[0], f"{path}[{number}]")
