"""Every rule on which this workspace refuses what a bot does, by name, with its source; each can be switched off.

A rule switched off shows what a laxer stand-in would let pass. Where nothing sensible can follow, as with a channel
that does not exist, the call is answered as if it had gone well and nothing is done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from bot.playground.errors import Overlooked, SlackError

DOCS = "https://docs.slack.dev/"
WEB_API = DOCS + "apis/web-api/"
METHODS = DOCS + "reference/methods/"
KIT = DOCS + "reference/block-kit/"
ELEMENTS = KIT + "block-elements/"
BLOCKS = KIT + "blocks/"
TEXT = KIT + "composition-objects/text-object"
VIEWS = DOCS + "reference/views/"
MODALS = DOCS + "surfaces/modals"
INTERACTIVITY = DOCS + "interactivity/handling-user-interaction"
SOCKETS = DOCS + "apis/events-api/using-socket-mode"
EVENTS = DOCS + "apis/events-api/"
COMMANDS = DOCS + "interactivity/implementing-slash-commands"
METADATA = DOCS + "messaging/message-metadata/"
FILES = DOCS + "messaging/working-with-files"
BY_HTTP = EVENTS + "using-http-request-urls"


@dataclass(frozen=True)
class Check:
    """`says`: what Slack insists on, in a sentence. `source`: where that is documented."""

    name: str
    says: str
    source: str


_ROWS = (
    # How a call is made
    ("calls.encodings", "Arguments count wherever they stand: query, form, multipart or JSON.", WEB_API),
    ("calls.booleans", "A boolean may be sent as 1 or as the word true.", WEB_API),
    ("calls.json_body", "A JSON body is an object: invalid_json, json_not_object.", WEB_API),
    ("calls.token_given", "A call needs a token: not_authed.", METHODS + "auth.test"),
    ("calls.token_in_json", "A token inside a JSON body is not read.", WEB_API),
    ("calls.token_known", "A token must be one of this workspace's: invalid_auth.", METHODS + "auth.test"),
    ("calls.token_type", "Methods take one kind of token: not_allowed_token_type.", METHODS + "apps.connections.open"),
    ("calls.scope", "A method needs its scope: missing_scope, with needed and provided.", DOCS + "reference/scopes"),
    ("calls.method", "A method that does not exist: unknown_method.", WEB_API),
    ("calls.required", "What a method requires must be there: invalid_arguments.", METHODS + "chat.postMessage"),
    ("calls.tier", "A method may be called so often a minute: 429, Retry-After.", WEB_API + "rate-limits"),
    ("calls.cursor", "A cursor must be one that was given out: invalid_cursor.", WEB_API + "pagination"),
    ("calls.limit", "A limit is a number: invalid_limit.", METHODS + "conversations.list"),
    ("calls.json_text", "A list sent as JSON text is valid JSON: invalid_arguments.", WEB_API),
    ("calls.types", "Types of conversations are four: invalid_types.", METHODS + "conversations.list"),
    ("calls.bounds", "oldest and latest are timestamps: invalid_ts_oldest.", METHODS + "conversations.history"),
    # What a message holds
    ("messages.content", "A message has text, blocks or attachments: no_text.", METHODS + "chat.postMessage"),
    ("messages.text_length", "Text ends at 40,000 characters: msg_too_long.", METHODS + "chat.postMessage"),
    ("messages.markdown_alone", "markdown_text goes without text and blocks.", METHODS + "chat.postMessage"),
    ("messages.markdown_length", "markdown_text ends at 12,000 characters.", METHODS + "chat.postMessage"),
    ("messages.blocks_format", "blocks is an array: invalid_blocks_format.", METHODS + "chat.postMessage"),
    ("messages.attachments_format", "attachments is an array of objects.", METHODS + "chat.postMessage"),
    ("messages.attachment_count", "At most 100 attachments: too_many_attachments.", METHODS + "chat.postMessage"),
    ("messages.metadata_format", "Metadata is event_type and event_payload, no more.", METADATA),
    ("messages.metadata_size", "Metadata has a size: metadata_too_large.", METHODS + "chat.postMessage"),
    ("messages.metadata_on_request", "Metadata is told only to those who ask for it.", METADATA),
    ("messages.thread", "thread_ts is a message that is there.", METHODS + "chat.postMessage"),
    ("messages.known", "The message must be there: message_not_found.", METHODS + "chat.update"),
    ("messages.own", "A bot changes and deletes its own messages only.", METHODS + "chat.update"),
    ("messages.rate", "About one message a second in each channel: 429.", WEB_API + "rate-limits"),
    ("messages.pinned_once", "A message is pinned once: already_pinned.", METHODS + "pins.add"),
    ("messages.unpinned_once", "Only what is pinned is unpinned: no_pin.", METHODS + "pins.remove"),
    ("messages.reacted_once", "One reaction of a kind: already_reacted.", METHODS + "reactions.add"),
    ("messages.unreacted_once", "Only one's own reaction goes: no_reaction.", METHODS + "reactions.remove"),
    ("messages.reaction_name", "A reaction is the name of an emoji: invalid_name.", METHODS + "reactions.add"),
    ("messages.bookmark_link", "A bookmark leads somewhere: invalid_link.", METHODS + "bookmarks.add"),
    ("ephemerals.no_history", "Ephemeral messages are in no history.", METHODS + "chat.postEphemeral"),
    ("ephemerals.response_url_only", "chat.update does not find an ephemeral message.", METHODS + "chat.update"),
    ("ephemerals.members", "Only members see one: user_not_in_channel.", METHODS + "chat.postEphemeral"),
    # response_urls
    ("responses.known", "A response_url is one that was given out.", INTERACTIVITY),
    ("responses.uses", "A response_url takes five answers: used_url.", INTERACTIVITY),
    ("responses.expire", "A response_url lives thirty minutes: expired_url.", INTERACTIVITY),
    ("responses.type", "response_type is ephemeral or in_channel.", COMMANDS),
    # Conversations
    ("rooms.known", "The conversation must be there: channel_not_found.", METHODS + "conversations.info"),
    ("rooms.hidden", "What is private does not exist for a bot outside.", METHODS + "conversations.info"),
    ("rooms.hidden_from_people", "People outside do not see a private channel.", METHODS + "conversations.members"),
    ("rooms.member", "A bot speaks and reads where it is a member: not_in_channel.", METHODS + "chat.postMessage"),
    ("rooms.archived", "An archived channel takes nothing more: is_archived.", METHODS + "chat.postMessage"),
    ("rooms.archived_once", "A channel is archived once: already_archived.", METHODS + "conversations.archive"),
    ("rooms.unarchive", "No bot takes a channel out of the archive.", METHODS + "conversations.unarchive"),
    ("rooms.general", "Nobody leaves #general, and it is never archived.", METHODS + "conversations.leave"),
    ("rooms.last_member", "The last member cannot leave: last_member.", METHODS + "conversations.leave"),
    ("rooms.own", "A bot renames only what it made: not_authorized.", METHODS + "conversations.rename"),
    ("rooms.kind", "Direct messages have no topic and no invitations.", METHODS + "conversations.setTopic"),
    ("rooms.name_required", "A channel has a name: invalid_name_required.", METHODS + "conversations.create"),
    ("rooms.name_length", "Names end at 80 characters: invalid_name_maxlength.", METHODS + "conversations.create"),
    ("rooms.name_letters", "Small letters, digits, - and _ only.", METHODS + "conversations.create"),
    ("rooms.name_free", "Names are taken, by archived channels too: name_taken.", METHODS + "conversations.create"),
    ("rooms.topic_length", "A topic ends at 250 characters: too_long.", METHODS + "conversations.setTopic"),
    ("rooms.invited", "Guests, the bot, members and those gone cannot be invited.", METHODS + "conversations.invite"),
    ("rooms.person", "A person must exist: user_not_found.", METHODS + "users.info"),
    ("rooms.deactivated", "Nobody opens a talk with who has left: user_disabled.", METHODS + "conversations.open"),
    # Files
    ("files.alt_length", "alt_txt ends at 1000 characters.", METHODS + "files.getUploadURLExternal"),
    ("files.bytes_announced", "As many bytes come as were announced.", METHODS + "files.getUploadURLExternal"),
    ("files.upload_once", "An upload_url takes bytes once.", FILES),
    ("files.bytes_first", "Bytes come before an upload is completed.", METHODS + "files.completeUploadExternal"),
    ("files.completed_once", "An upload is completed once.", METHODS + "files.completeUploadExternal"),
    ("files.finished_later", "An upload just completed has no type and no shares yet.", FILES),
    ("files.channel_count", "At most 100 channels: channels_limit_exceeded.", METHODS + "files.completeUploadExternal"),
    ("files.known", "The file must be there: file_not_found.", METHODS + "files.info"),
    ("files.hidden", "A file the app may not see does not exist for it.", METHODS + "files.info"),
    ("files.deleted", "What was deleted is gone: file_deleted.", METHODS + "files.info"),
    ("files.own", "A bot completes and deletes its own files only.", METHODS + "files.delete"),
    ("files.download_token", "url_private wants the token in the header, else it is a page to sign in.", FILES),
    ("files.retired", "files.upload is no more: method_deprecated.", METHODS + "files.upload"),
    # Scheduled messages
    ("schedule.past", "post_at is yet to come: time_in_past.", METHODS + "chat.scheduleMessage"),
    ("schedule.furthest", "post_at is at most 120 days ahead: time_too_far.", METHODS + "chat.scheduleMessage"),
    ("schedule.window", "30 messages a channel in five minutes.", METHODS + "chat.scheduleMessage"),
    ("schedule.metadata", "A scheduled message with metadata is never posted.", METHODS + "chat.scheduleMessage"),
    ("schedule.known", "A message to take back is scheduled.", METHODS + "chat.deleteScheduledMessage"),
    ("schedule.too_late", "In its last minute it is not taken back.", METHODS + "chat.deleteScheduledMessage"),
    # Triggers and views
    ("views.trigger_known", "A trigger_id is one that was given out.", METHODS + "views.open"),
    ("views.trigger_once", "A trigger_id works once: exchanged_trigger_id.", METHODS + "views.open"),
    ("views.trigger_expires", "A trigger_id lives three seconds: expired_trigger_id.", METHODS + "views.open"),
    ("views.push_from_modal", "Only a click in a modal can push a view.", METHODS + "views.push"),
    ("views.stack", "At most three views lie on each other: push_limit_reached.", METHODS + "views.push"),
    ("views.format", "A view is an object, or JSON of one: invalid_arguments.", METHODS + "views.open"),
    ("views.size", "A view has a size: view_too_large.", METHODS + "views.open"),
    ("views.kind", "views.open takes modals, views.publish Home tabs.", METHODS + "views.publish"),
    ("views.known", "The view must be open: not_found.", METHODS + "views.update"),
    ("views.hash", "A view changed since is not overwritten: hash_conflict.", METHODS + "views.update"),
    ("views.external_id", "An external_id is unique: duplicate_external_id.", METHODS + "views.open"),
    ("views.home_enabled", "Home is published only where the manifest has it.", METHODS + "views.publish"),
    ("views.home_person", "Home is published to a person who is there.", METHODS + "views.publish"),
    ("views.submit_for_inputs", "A modal with inputs has a submit button.", VIEWS + "modal-views"),
    ("views.private_metadata", "private_metadata ends at 3000 characters.", VIEWS + "modal-views"),
    ("views.block_count", "A view has at most 100 blocks.", VIEWS + "modal-views"),
    ("views.ack_action", "An ack of a submission clears, updates, pushes or shows errors.", MODALS),
    ("views.ack_errors", "Errors in an ack stand at input blocks of the view.", MODALS),
    # Block Kit
    ("blocks.value_type", "A field holds a string, number, boolean, array or object; null is none.", KIT),
    ("blocks.required_field", "What is required is there.", KIT),
    ("blocks.unknown_type", "Blocks, elements and texts are of a known type.", KIT),
    ("blocks.wrong_place", "Blocks stand on their surfaces, elements in their blocks.", ELEMENTS),
    ("blocks.plain_text_only", "Headers, labels, titles and buttons are plain_text.", TEXT),
    ("blocks.unknown_property", "No field is there that Slack does not know.", KIT),
    ("blocks.text_too_short", "Text is not empty.", TEXT),
    ("blocks.text_too_long", "Texts and ids have their lengths.", TEXT),
    ("blocks.too_few_items", "An array that is there holds something.", KIT),
    ("blocks.too_many_items", "At most 10 fields, 25 actions, 100 options, 5 overflow entries, 100 rows.", BLOCKS),
    ("blocks.message_count", "A message has at most 50 blocks.", BLOCKS),
    ("blocks.enum", "Styles, alignments and filters are of a few words.", KIT),
    ("blocks.number_range", "Numbers have their range.", KIT),
    ("blocks.format", "Ids, numbers and addresses look like such.", ELEMENTS),
    ("blocks.date_format", "Dates are 2026-11-30 and times 09:00.", ELEMENTS + "date-picker-element"),
    ("blocks.url", "Addresses are addresses of at most 3000 characters.", ELEMENTS + "button-element"),
    ("blocks.least_over_most", "The least is not over the most.", ELEMENTS + "plain-text-input-element"),
    ("blocks.initial_value", "The initial value keeps the limits of its input.", ELEMENTS + "number-input-element"),
    ("blocks.options_or_groups", "A menu has options or groups.", ELEMENTS + "select-menu-element"),
    ("blocks.initial_option", "What is chosen at first is offered.", ELEMENTS + "select-menu-element"),
    ("blocks.image_source", "An image has one source.", BLOCKS + "image-block"),
    ("blocks.slack_file", "A picture names a file that is there, is one, and the app may see.", BLOCKS + "image-block"),
    ("blocks.duplicate_block_id", "A block_id is unique on its surface.", BLOCKS),
    ("blocks.duplicate_action_id", "An action_id is unique in its block.", ELEMENTS),
    ("blocks.one_focus", "One element at most has focus_on_load.", ELEMENTS),
    ("blocks.one_table", "A message has one table.", BLOCKS + "table-block"),
    ("blocks.table_size", "A table has at most 10,000 characters.", BLOCKS + "table-block"),
    ("blocks.response_url_in_modal", "response_url_enabled is for modals.", ELEMENTS + "select-menu-element"),
    ("blocks.markdown_size", "All markdown blocks together end at 12,000 characters.", BLOCKS + "markdown-block"),
    ("blocks.file_input_dispatch", "A file_input dispatches nothing.", BLOCKS + "input-block"),
    # Where blocks are judged
    ("surfaces.messages", "Blocks are judged in messages: invalid_blocks.", METHODS + "chat.postMessage"),
    ("surfaces.updates", "Blocks are judged when a message changes.", METHODS + "chat.update"),
    ("surfaces.ephemerals", "Blocks are judged in ephemeral messages.", METHODS + "chat.postEphemeral"),
    ("surfaces.attachments", "Blocks are judged in attachments.", METHODS + "chat.postMessage"),
    ("surfaces.response_urls", "Blocks are judged in what a response_url is sent.", INTERACTIVITY),
    ("surfaces.command_acks", "Blocks are judged in what comes with an ack.", COMMANDS),
    ("surfaces.modals", "Blocks are judged in modals: invalid_arguments.", METHODS + "views.open"),
    ("surfaces.view_acks", "Blocks are judged in the ack of a submission.", MODALS),
    ("surfaces.homes", "Blocks are judged in Home tabs.", METHODS + "views.publish"),
    ("surfaces.options", "Options are judged in what a menu is answered.", ELEMENTS + "select-menu-element"),
    # Deliveries
    ("delivery.one_connection", "Each envelope goes to one connection.", SOCKETS),
    ("delivery.ack_in_time", "An ack comes within three seconds.", INTERACTIVITY),
    ("delivery.event_retries", "An event nobody takes comes again, with attempt and reason.", EVENTS),
    ("delivery.url_verified", "A request URL answers a challenge before it is taken.", BY_HTTP),
    ("delivery.status", "By HTTP an answer has status 200, and 2xx for an event.", BY_HTTP),
    ("delivery.no_other_retries", "Commands and interactions never come again.", INTERACTIVITY),
    ("delivery.ticket_once", "A ticket opens one connection.", METHODS + "apps.connections.open"),
    ("delivery.ticket_expires", "A ticket is to be used soon.", SOCKETS),
    ("delivery.closing", "A socket that is told of its end is closed soon after.", SOCKETS),
    ("delivery.connections", "At most ten connections.", SOCKETS),
    ("delivery.subscriptions", "Only events in the manifest are sent.", EVENTS),
    ("delivery.membership", "Messages are heard only where the bot is.", EVENTS),
)

CHECKS: Mapping[str, Check] = {row[0]: Check(*row) for row in _ROWS}


def nearest(name: str) -> list[str]:
    """Names somebody may have meant who wrote this one: those that hold it, else those spelt most like it."""
    wanted = name.lower().replace("-", "_")
    return [each for each in CHECKS if wanted and wanted in each][:5] or get_close_matches(wanted, CHECKS, cutoff=0.7)


class Checks:
    """Which checks hold; `off` are those that do not. A ValueError lists the names where one is not known."""

    def __init__(self, off: Iterable[str] = ()) -> None:
        self.off = frozenset(off)
        unknown = sorted(self.off - CHECKS.keys())
        if unknown:
            raise ValueError(f"no check is called {', '.join(unknown)}; there are {', '.join(CHECKS)}")

    def on(self, name: str) -> bool:
        """Whether it holds; a KeyError where no check has that name."""
        return CHECKS[name].name not in self.off

    def refuse(self, name: str, refusal: str | SlackError) -> None:
        """Raise the refusal, or Slack's error code, where the check holds; return where the work may go on."""
        if self.on(name):
            raise SlackError(refusal) if isinstance(refusal, str) else refusal

    def stop(self, name: str, refusal: str | SlackError) -> NoReturn:
        """Raise the refusal; where the check is off, Overlooked, for there is nothing to go on with."""
        self.refuse(name, refusal)
        raise Overlooked(name)
