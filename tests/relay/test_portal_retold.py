"""The portal's side beside ours, and a dossier told again as a whole: no progress is told twice."""

from dataclasses import replace
from uuid import UUID

import pytest

from onestop.domain.errors import BadInput, Forbidden
from onestop.queries import portal_lines
from onestop.usecases import portal_queue, processing
from tests.conftest import Clock
from tests.factories import Hall
from tests.peers.portal import Book, serving
from tests.relay.portal_bureau import TellingBureau, adapter, telling


@pytest.fixture
def bureau(hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> TellingBureau:
    monkeypatch.setattr(hall.shop, "now", clock)
    return TellingBureau(hall, clock)


def differs(bureau: TellingBureau, url: str, made: UUID) -> dict[str, tuple[str, str]] | None:
    """What differs by field; `None`: the portal has none."""
    with bureau.work.reading() as session:
        facts = portal_lines.ours(session, bureau.hall.office_id, [made])[made]
    there = adapter(url)
    held = there.find(facts.code)
    found = {one.field: (one.ours, one.theirs) for one in there.compare(facts, held)} if held else None
    there.close()
    return found


@pytest.mark.parametrize("events", [1, 2])
def test_what_the_portal_has_otherwise_is_seen_and_told_again(bureau: TellingBureau, events: int) -> None:
    made, receipt = bureau.received("told")
    if events > 1:
        processing.take(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=bureau.clock())
    book = Book()
    bureau.relay()
    with serving(book) as url, telling(bureau, url) as desk:
        assert differs(bureau, url, made) is None
        desk.turn()
        assert differs(bureau, url, made) == {}
        entries = list(book.progress[receipt.code])
        theirs = book.dossiers[receipt.code]
        theirs["ChuHoSo"], theirs["NgayHenTra"], theirs["TaiLieuNop"] = "Người khác", "20300101000000", [{"x": "y"}]
        theirs["SoCuaCong"] = "of its own"
        found = differs(bureau, url, made)
        assert found is not None
        assert set(found) == {"ChuHoSo", "NgayHenTra", "TaiLieuNop"}
        assert found["ChuHoSo"] == ("Nguyễn Văn An", "Người khác")
        portal_queue.retell(bureau.work, made, actor=bureau.boss, now=bureau.clock())
        with pytest.raises(BadInput):
            portal_queue.retell(bureau.work, made, actor=bureau.boss, now=bureau.clock())
        assert desk.turn() == 1
        assert differs(bureau, url, made) == {}
        assert book.progress[receipt.code] == entries
        portal_queue.retell(bureau.work, made, actor=bureau.boss, now=bureau.clock.forward(minutes=1))
        assert desk.turn() == 1, "as often as somebody asks"
    assert bureau.states() == {"sent"}
    assert book.refusals == []


def test_told_again_while_the_portal_fails_nothing_is_doubled(bureau: TellingBureau) -> None:
    made, receipt = bureau.received("told")
    book = Book()
    bureau.relay()
    with serving(book) as url, telling(bureau, url) as desk:
        desk.turn()
        portal_queue.retell(bureau.work, made, actor=bureau.boss, now=bureau.clock())
        for fault in ("lost", "html", "drop"):
            book.fail(fault)
            desk.turn()
            bureau.clock.forward(minutes=20)
        desk.turn()
    assert bureau.states() == {"sent"}
    assert len(book.progress[receipt.code]) == 1
    assert book.doubled() == []


def test_only_a_supervisor_and_only_what_was_told(bureau: TellingBureau) -> None:
    made, _ = bureau.received("told")
    bureau.relay()
    for actor, refusal in (
        (bureau.boss, BadInput),
        (bureau.desk, Forbidden),
        (replace(bureau.boss, roles=frozenset()), Forbidden),
    ):
        with pytest.raises(refusal):
            portal_queue.retell(bureau.work, made, actor=actor, now=bureau.clock())
    with pytest.raises(BadInput):
        portal_queue.retell(bureau.work, UUID(int=1), actor=bureau.boss, now=bureau.clock())


def test_the_queue_is_seen_with_its_age(bureau: TellingBureau) -> None:
    made = [bureau.received("told")[0] for _ in range(3)]
    first = bureau.clock()
    bureau.relay()
    office, book = bureau.hall.office_id, Book()
    with bureau.work.reading() as session:
        queue = portal_lines.queue(session, office)
        assert (queue.on, queue.pending, queue.oldest, queue.refused, queue.stuck) == (True, 3, first, 0, 0)
        assert [row.dossier_id for row in portal_lines.lines(session, office, "pending")] == made
        assert portal_lines.lines(session, office, "left") == ()
        assert portal_lines.ours(session, UUID(int=1), made) == {}
    with bureau.work() as tx:
        tx.session.get_one(type(bureau.row(made[0])), made[0]).applicant_phone = "người nhà"
    with serving(book) as url, telling(bureau, url) as desk:
        desk.turn()
    with bureau.work.reading() as session:
        queue = portal_lines.queue(session, office)
        assert (queue.pending, queue.oldest, queue.refused) == (0, None, 1)
        (left,) = portal_lines.lines(session, office, "left")
        assert (left.dossier_id, left.state, left.fault, left.answer) == (made[0], "refused", "portal.refused", "-1")
        assert {row.dossier_id for row in portal_lines.lines(session, office, "sent")} == set(made[1:])
