"""The ledger: everything on disk, the newest in memory, and each entry with its number."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground import ledger
from bot.playground.ledger import Call, Complaint, Ledger, Met, Sent

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def call(text: str) -> Call:
    return Call("chat.postMessage", {"text": text}, {"ok": True}, NOW, "127.0.0.1:1")


def quiet(kind: str) -> None:
    """Nobody watches."""


def test_what_is_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ledger.jsonl"
    with Ledger(path, quiet) as book:
        book.call(call("grüße"))
        book.sent(Sent("interactive", {"type": "block_actions"}, 1, 0, None, "operation_timeout", 3.0, NOW))
        book.complain("not an ack", NOW)
        book.fault(Met("chat.update", "slow", {"seconds": 1.0}, NOW, seed=7, nth=3))
        kept = [*book.calls, *book.deliveries, *book.met]
    found = Ledger.read(path)
    assert [each.number for each in found] == [1, 2, 3, 4]
    assert [each for each in found if not isinstance(each, Complaint)] == kept
    assert found[2] == Complaint("not an ack", NOW, 3)


def test_a_ledger_never_used_leaves_no_file(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.jsonl", quiet) as book:
        assert book.entries() == []
    assert not (tmp_path / "ledger.jsonl").exists()


@pytest.mark.parametrize("named", [True, False])
def test_entries_are_those_after_a_number_oldest_first(tmp_path: Path, named: bool) -> None:
    with Ledger(tmp_path / "ledger.jsonl" if named else None, quiet) as book:
        for number in range(1, 6):
            book.call(call(str(number)))
        assert [each["arguments"]["text"] for each in book.entries(2, 2)] == ["3", "4"]
        assert [each["number"] for each in book.entries(3)] == [4, 5]
        assert book.entries(5) == book.entries(99) == []
        (last,) = book.entries(4)
        assert (last["entry"], last["when"], last["method"]) == ("call", "2026-06-01T08:00:00Z", "chat.postMessage")


def test_memory_holds_the_newest_and_the_disk_everything(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    with Ledger(path, quiet) as book:
        for number in range(ledger.KEPT * 2):
            book.call(call(str(number)))
            book.complain(str(number), NOW)
        assert ledger.KEPT <= len(book.calls) <= ledger.KEPT * 1.1
        assert ledger.KEPT <= len(book.complaints) <= ledger.KEPT * 1.1
        assert book.calls[-1].arguments["text"] == str(ledger.KEPT * 2 - 1)
        assert book.entries(0, 1)[0]["arguments"]["text"] == "0"
    assert len(Ledger.read(path)) == ledger.KEPT * 4


def test_beginning_anew_shows_nothing_old_and_counts_on(tmp_path: Path) -> None:
    with Ledger(None, quiet) as book:
        book.call(call("old"))
        book.clear()
        assert (book.calls, book.entries()) == ([], [])
        book.call(call("new"))
        assert [(each["number"], each["arguments"]["text"]) for each in book.entries()] == [(2, "new")]


def test_half_a_character_is_kept_and_half_a_line_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    with Ledger(path, quiet) as book:
        book.call(call("half \ud83d and \\ud83d"))
    with path.open("ab") as file:
        file.write(b'{"entry": "call", "meth')
    (found,) = Ledger.read(path)
    assert isinstance(found, Call)
    assert found.arguments["text"] == "half \ud83d and \\ud83d"
