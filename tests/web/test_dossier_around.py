"""What a dossier's page tells of the hall: what was printed for it and how, and the marks its viewer may see."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from hardware.contract.messages import ResultState
from onestop.domain.rating import BEST, WORST, Reason
from onestop.domain.visit import Purpose
from onestop.live import feed
from onestop.queries.dossier_around import Around, PrintSeen, RatingSeen
from onestop.queries.money import PaymentRow
from onestop.relay import relay
from onestop.storage.rows import DeviceCommand
from onestop.usecases import devices, rating, results, slips
from onestop.web.dossiers.around import TONES, paid, prints, ratings
from onestop.web.dossiers.facts import Times
from onestop.web.dossiers.one import OneDossier
from onestop.web.dossiers.pieces import FACES
from onestop.words import LOCALES, say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau
from tests.usecases.test_business import marked
from tests.web.browser import signed_in
from tests.web.dossier_desk import page


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


def ordered(bureau: Bureau) -> list[UUID]:
    while relay.step(bureau.work, "http://here", bureau.clock()).facts:
        pass
    with bureau.work.reading() as session:
        return list(session.scalars(select(DeviceCommand.id).order_by(DeviceCommand.created_at)))


def report(bureau: Bureau, command: UUID, state: str) -> None:
    printer = devices.known(bureau.work, "most", "printer-1")
    results.result(bureau.work, printer, command, state, None, now=bureau.clock())


def test_every_print_is_told_with_its_printer_its_state_and_whether_it_is_a_reprint(bureau: Bureau) -> None:
    made, _ = bureau.received()
    assert page(bureau, made, "officer2").prints == []
    (first,) = ordered(bureau)
    report(bureau, first, ResultState.PRINTED)
    slips.reprint_receipt(bureau.work, made, actor=bureau.desk, now=bureau.clock.forward(minutes=1))
    _, again = ordered(bureau)
    report(bureau, again, ResultState.FAILED)
    told = page(bureau, made, "officer2").prints
    assert [(one.state.vi, one.tone) for one in told] == [
        (say("vi", "dossiers.printed_failed"), "bad"),
        (say("vi", "dossiers.printed_printed"), "good"),
    ]
    reprint, receipt = (one.what.vi.split(" · ") for one in told)
    assert receipt[0] == reprint[0] == say("vi", "dossiers.print_receipt")
    assert receipt[1] == reprint[1] != ""
    assert (receipt[2:], reprint[2:]) == ([], [say("vi", "dossiers.reprint")])


def test_a_low_mark_says_why_and_only_to_whom_it_concerns(bureau: Bureau) -> None:
    made = marked(bureau, rating.Mark(1, ("late_result", "attitude"), "Chị Lan, quầy 1, nói to"))
    (told,) = page(bureau, made, "supervisor1").ratings
    why = [say("vi", f"phone.reason_{reason}") for reason in ("late_result", "attitude")]
    assert (told.mark, told.reasons.vi) == (1, " · ".join(why))
    assert told.visit.vi == f"R001 · {say('vi', 'dossiers.purpose_result')}"
    assert page(bureau, made, "officer1").ratings == [told]
    assert page(bureau, made, "officer2").ratings == []
    assert "Lan" not in repr(page(bureau, made, "supervisor1"))


async def test_without_being_signed_in_nothing_is_read(bureau: Bureau) -> None:
    made = marked(bureau, rating.Mark(1))
    state = OneDossier()
    signed_in(state, "")
    await OneDossier.press.fn(state, "take", str(made))  # type: ignore[attr-defined]
    assert (state.page.ratings, state.page.prints) == ([], [])


def test_every_state_purpose_reason_and_mark_has_its_words(bureau: Bureau) -> None:
    times, now = Times(bureau.zone, bureau.clock()), bureau.clock()
    states = [*TONES, ResultState.DONE]
    found = Around(
        tuple(RatingSeen("A001", purpose, BEST, tuple(Reason), now) for purpose in Purpose),
        tuple(PrintSeen(form, "Máy in", state, False, now) for form in ("receipt", "result") for state in states),
        tuple(
            PaymentRow(UUID(int=1), amount, way, "", now, "") for amount, way in ((1000, "cash"), (-5, "transfer"))
        ),
    )
    told = [*(one.visit for one in ratings(found, times)), *(one.reasons for one in ratings(found, times))]
    told += [one.way for one in paid(found, times)]
    told += [words for one in prints(found, times) for words in (one.what, one.state)]
    assert not [
        words
        for words in told
        if "dossiers." in words.vi + words.en or "money." in words.vi or "phone." in words.vi + words.en
    ]
    assert set(FACES) == set(range(WORST, BEST + 1))
    assert not [
        f"{locale} {mark}" for locale in LOCALES for mark in FACES if "." in say(locale, f"phone.mark_{mark}")
    ]
