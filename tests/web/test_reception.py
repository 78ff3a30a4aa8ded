"""The desk gives, finds, prints again, prefers and cancels for people with a role for it, and for nobody else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from onestop.live.feed import live
from onestop.queries import days, desk
from onestop.queries.facts import HallView
from onestop.storage.rows import Ticket
from onestop.usecases import alerts, serving, ticketing
from onestop.usecases import days as closing
from onestop.web import routes
from onestop.web.reception import view
from onestop.web.reception.page import reception as page
from onestop.web.reception.paper import paper_list
from onestop.web.reception.state import PaperList, Reception
from onestop.wiring import Shop
from tests.conftest import Clock
from tests.factories import Hall
from tests.web.browser import signed_in

EVENTS: dict[str, tuple[Any, ...]] = {
    "look_for": ({"search": "A"},),
    "show_not_out": (),
    "issue": ({"queue": "A", "form_key": "k"},),
    "forget_given": (),
    "choose": (uuid4().hex, "reprint"),
    "reprint": ({"reprint_place": uuid4().hex},),
    "grant": ({"grant_preference": "elderly"},),
    "cancel": (),
    "see": (uuid4().hex,),
    "helped": (uuid4().hex,),
    "show_unfinished": (),
    "watch": (),
}
PAPER_EVENTS = ("draw", "print_it")


def event(name: str, state: type[Any] = Reception) -> Callable[..., Any]:
    found: Callable[..., Any] = state.event_handlers[name].fn
    return found


@pytest.fixture
def hall(lite_hall: Hall, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(lite, "now", clock)

    async def current(_: UUID) -> HallView:
        return lite_hall.view()

    monkeypatch.setattr(live(), "current", current)
    return lite_hall


def reception(hall: Hall, username: str = "floor1") -> Reception:
    state = Reception()
    signed_in(state, hall.token(username) if username else "")
    state.desk = view.desk(hall.view())
    return state


def own(state: type[Any]) -> set[str]:
    inherited = {name for base in state.__mro__[1:] for name in getattr(base, "event_handlers", {})}
    return set(state.event_handlers) - inherited


async def chosen(hall: Hall, ticket_id: UUID, dialog: str) -> Reception:
    state = reception(hall)
    await event("look_for")(state, {"search": ""})
    assert dialog in str(await event("choose")(state, ticket_id.hex, dialog))
    return state


def test_every_handler_is_known_to_this_test() -> None:
    assert own(Reception) == set(EVENTS)
    assert own(PaperList) == set(PAPER_EVENTS)


@pytest.mark.parametrize("name", EVENTS)
async def test_nobody_is_sent_to_the_log_in(name: str, hall: Hall) -> None:
    assert routes.LOGIN in str(await event(name)(reception(hall, ""), *EVENTS[name]))


@pytest.mark.parametrize("name", EVENTS)
async def test_a_wrong_role_is_refused(name: str, hall: Hall) -> None:
    state = reception(hall, "unit1")
    assert "onestop.toast" in str(await event(name)(state, *EVENTS[name]))
    assert hall.view().waiting == ()
    assert state.results == ()


@pytest.mark.parametrize("name", PAPER_EVENTS)
async def test_the_paper_list_is_for_the_desk_too(name: str, hall: Hall) -> None:
    state = PaperList()
    assert routes.LOGIN in str(await event(name, PaperList)(state))
    signed_in(state, hall.token("unit1"))
    assert "onestop.toast" in str(await event(name, PaperList)(state))
    assert state.sheets == ()


async def test_a_number_with_priority_a_slip_and_a_further_queue(hall: Hall) -> None:
    state = reception(hall)
    form = {
        "queue": "A",
        "preference": "elderly",
        "proof": "age",
        "place": hall.place_id("reception-1").hex,
        "then_1": "B",
        "then_2": "",
        "lang": "en",
        "form_key": "k1",
    }
    assert "given" in str(await event("issue")(state, form))
    waits = hall.view().waiting[0]
    row = hall.ticket(waits.id)
    assert (waits.number, waits.priority, waits.further, waits.slip) == ("A001", "elderly", ("B",), "pending")
    assert (row.lang, row.channel, row.proof) == ("en", "desk", "age")
    assert (state.given.number, state.given.printing) == ("A001", True)
    assert state.given.qr.startswith("data:image/svg+xml;base64,")
    assert row.track_token not in repr(state.given)
    await event("forget_given")(state)
    assert state.given == view.Given()


async def test_the_same_form_sent_twice_is_one_number(hall: Hall) -> None:
    state = reception(hall)
    for _ in range(2):
        await event("issue")(state, {"queue": "A", "form_key": "k1"})
    assert len(hall.view().waiting) == 1
    await event("issue")(state, {"queue": "A", "form_key": state.form_key})
    assert len(hall.view().waiting) == 2


@pytest.mark.parametrize(
    "form",
    [
        {"queue": "?"},
        {},
        {"queue": "A", "place": "x"},
        {"queue": "A", "preference": "nobility", "proof": "age"},
        {"queue": "A", "then_1": "?"},
    ],
)
async def test_a_form_that_makes_no_sense_is_refused(form: dict[str, str], hall: Hall) -> None:
    assert "onestop.toast" in str(await event("issue")(reception(hall), form))
    assert hall.view().waiting == ()


async def test_tickets_are_found_by_a_part_of_their_number(hall: Hall, clock: Clock) -> None:
    for queue in ("A", "B", "A"):
        hall.take(queue)
        clock.forward(seconds=1)
    state = reception(hall)
    await event("look_for")(state, {"search": "a0"})
    assert [one.number for one in state.results] == ["A002", "A001"]
    await event("look_for")(state, {"search": "%"})
    assert state.results == ()
    await event("look_for")(state, {"search": ""})
    assert len(state.results) == 3
    assert state.printers[0].name == "Bàn đón tiếp"


async def test_who_waits_without_a_slip_is_counted_and_listed(hall: Hall) -> None:
    out, lost, gone = hall.take(), hall.take(), hall.take()
    with hall.work() as tx:
        for taken, slip in ((out, "printed"), (lost, "failed"), (gone, "unknown")):
            tx.session.execute(update(Ticket).where(Ticket.id == taken.id).values(slip=slip))
    ticketing.cancel(hall.work, gone.id, actor=hall.officer("floor1"), now=hall.clock())
    state = reception(hall)
    assert state.desk.not_out == 1
    await event("show_not_out")(state)
    assert [one.number for one in state.results] == [lost.number]
    await event("look_for")(state, {"search": ""})
    assert len(state.results) == 3


async def test_a_slip_is_printed_again(hall: Hall) -> None:
    taken = hall.take("A")
    state = await chosen(hall, taken.id, "reprint")
    await event("reprint")(state, {"reprint_place": hall.place_id("reception-1").hex})
    assert hall.ticket(taken.id).slip == "pending"
    assert "onestop.toast" in str(await event("reprint")(state, {"reprint_place": hall.place_id("tablet-1").hex}))


async def test_priority_is_granted_with_the_kind_of_paper(hall: Hall) -> None:
    taken = hall.take("A")
    state = await chosen(hall, taken.id, "grant")
    await event("grant")(state, {"grant_preference": "disabled", "grant_proof": "disability"})
    row = hall.ticket(taken.id)
    assert (row.priority, row.proof) == ("disabled", "disability")
    assert row.granted_by is not None


async def test_a_number_is_cancelled_once(hall: Hall) -> None:
    taken = hall.take("A")
    state = await chosen(hall, taken.id, "cancel")
    await event("cancel")(state)
    assert hall.ticket(taken.id).status == "cancelled"
    assert "onestop.toast" in str(await event("cancel")(state))


async def test_only_what_is_on_the_list_can_be_chosen(hall: Hall) -> None:
    state = reception(hall)
    assert await event("choose")(state, uuid4().hex, "cancel") is None
    assert "onestop.toast" in str(await event("cancel")(state))


async def test_calls_for_help_are_seen_and_closed(hall: Hall, clock: Clock) -> None:
    actor = hall.sit(4)
    alerts.call_for_help(hall.work, hall.office_id, "most-4", actor=actor, now=clock(), counter=4)
    kiosk = hall.place("kiosk-1")
    clock.forward(seconds=1)
    alerts.call_for_help(hall.work, hall.office_id, "kiosk-1", actor=kiosk, now=clock(), place="Kiosk sảnh")
    helps = view.desk(hall.view()).helps
    assert "4" in helps[0].text.vi
    assert "Kiosk sảnh" in helps[1].text.vi
    state = reception(hall)
    await event("see")(state, helps[0].id)
    assert view.desk(hall.view()).helps[0].seen
    await event("helped")(state, helps[0].id)
    assert [help.id for help in view.desk(hall.view()).helps] == [helps[1].id]
    assert "onestop.toast" in str(await event("helped")(state, "not-an-id"))


async def test_the_sheets_hold_the_line_and_the_next_numbers(hall: Hall) -> None:
    taken = hall.take("A")
    state = PaperList()
    signed_in(state, hall.token("officer1"))
    await event("draw", PaperList)(state)
    first = state.sheets[0]
    assert (first.code, first.rows[0][:2]) == ("A", (taken.number, "09:00"))
    assert first.upcoming[0] == "A002"
    assert state.sheets[1].upcoming[0] == "B001"
    assert len(first.upcoming) == view.BLANK_ROWS
    assert "window.print" in str(await event("print_it", PaperList)(state))


async def test_what_was_carried_over_is_listed(hall: Hall, clock: Clock) -> None:
    hall.take("A")
    today = hall.view().day
    supervisor = hall.officer("supervisor1")
    closing.close_day(hall.work, hall.office_id, today, actor=supervisor, now=clock())
    state = reception(hall)
    await event("show_unfinished")(state)
    assert [one.number for one in state.unfinished] == ["A001"]
    assert state.unfinished == view.unfinished(days.carried_over(hall.work, hall.office_id))


def test_a_served_ticket_may_be_neither_preferred_nor_cancelled(hall: Hall, clock: Clock) -> None:
    hall.take("A")
    actor = hall.sit(1)
    called = hall.call(1, actor)
    assert called is not None
    serving.start(hall.work, called.id, actor=actor, now=clock())
    serving.finish(hall.work, called.id, actor=actor, now=clock())
    with hall.work.reading() as session:
        found = desk.find(session, hall.office_id, hall.view().day, "")
    one = view.results(hall.view(), found)[0]
    assert (one.status, one.counter, one.may_prefer, one.may_cancel) == ("served", 1, False, False)


def test_the_pages_compile() -> None:
    assert "reception-queues" in str(page().render())
    assert "sheets" in str(paper_list().render())
