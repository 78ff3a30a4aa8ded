"""Suggestions and complaints: by the law's limits, by every legal step and no other, told once when late."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from onestop.domain import feedback as rules
from onestop.domain.errors import BadInput, Forbidden, IllegalFeedbackStep, NotFound
from onestop.domain.feedback import LIFE, Kind, Status, Step
from onestop.domain.people import Actor
from onestop.queries import feedback as looked
from onestop.queries.feedback import FeedbackRow
from onestop.usecases import feedback
from onestop.usecases.feedback import Said, Taken
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau

HOLDER = Actor("anyone", "phone")
WORDS = Said(Kind.SUGGESTION, "Nguyễn Văn An", "Bảng chờ khó đọc từ xa, xin chữ to hơn.", phone="0912 345 678")


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def send(bureau: Bureau, words: Said = WORDS) -> Taken:
    return feedback.send(bureau.work, bureau.hall.office_id, words, actor=HOLDER, now=bureau.clock())


def rows(bureau: Bureau, *, ended: bool = False) -> tuple[FeedbackRow, ...]:
    with bureau.work.reading() as session:
        return looked.listed(session, bureau.hall.office_id, bureau.clock(), ended=ended)


def decide(
    bureau: Bureau, of: UUID, step: Step, words: str = "Xin cảm ơn ông/bà", *, involved: bool = False
) -> Status:
    return feedback.decide(bureau.work, of, step, words, actor=bureau.boss, now=bureau.clock(), involved=involved)


def day(bureau: Bureau, at: datetime | None) -> str:
    assert at is not None
    return f"{at.astimezone(bureau.zone):%d/%m/%Y}"


def test_the_laws_limits(bureau: Bureau) -> None:
    assert day(bureau, send(bureau).due) == "30/11/2026"  # five working days after Monday the 23rd
    taken = send(bureau, replace(WORDS, kind=Kind.COMPLAINT))
    assert day(bureau, taken.due) == "03/12/2026"  # ten days
    complaint = next(row for row in rows(bureau) if row.kind == "complaint")
    bureau.clock.forward(days=2)
    decide(bureau, complaint.id, Step.ACCEPT, "")
    assert day(bureau, next(r for r in rows(bureau) if r.id == complaint.id).due) == "25/12/2026"  # thirty
    other = send(bureau, replace(WORDS, kind=Kind.COMPLAINT))
    of = next(row.id for row in rows(bureau) if row.number == other.number)
    decide(bureau, of, Step.ACCEPT, "", involved=True)
    assert day(bureau, next(r for r in rows(bureau) if r.id == of).due) == "11/01/2027"  # 45 days end on a Saturday


def test_its_sender_follows_it_with_the_secret_only(bureau: Bureau) -> None:
    first, second = send(bureau), send(bureau)
    assert (first.number, second.number) == ("PA-2026-00001", "PA-2026-00002")
    with bureau.work.reading() as session:
        office, seen = looked.followed(session, first.number.lower(), f" {first.secret.lower()} ")
        assert (office, seen.status, seen.answer) == (bureau.hall.office_id, "sent", "")
        for number, secret in ((first.number, second.secret), (first.number, ""), ("PA-2026-00009", first.secret)):
            with pytest.raises(NotFound):
                looked.followed(session, number, secret)
    (row, _) = rows(bureau)
    decide(bureau, row.id, Step.ACCEPT, "")
    decide(bureau, row.id, Step.ANSWER, "Đã chỉnh cỡ chữ.")
    with bureau.work.reading() as session:
        _, seen = looked.followed(session, row.number, first.secret if row.number == first.number else second.secret)
    assert (seen.status, seen.answer, seen.due) == ("answered", "Đã chỉnh cỡ chữ.", None)
    assert [each.number for each in rows(bureau, ended=True)] == [row.number]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Step)
def test_every_legal_step_and_no_other(status: Status, step: Step) -> None:
    if step in LIFE[status]:
        assert rules.after(status, step) is LIFE[status][step]
    else:
        with pytest.raises(IllegalFeedbackStep):
            rules.after(status, step)


def test_a_step_taken_twice_is_refused(bureau: Bureau) -> None:
    send(bureau)
    (row,) = rows(bureau)
    decide(bureau, row.id, Step.FORWARD, "Chuyển Sở Xây dựng")
    with pytest.raises(IllegalFeedbackStep):
        decide(bureau, row.id, Step.FORWARD)
    assert rows(bureau) == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"told": "ngắn"}, "told"),
        ({"told": "x" * 4001}, "told"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"phone": "", "email": "khong-phai-thu"}, "email"),
        ({"name": "A\x00B"}, "name"),
    ],
)
def test_what_cannot_be_answered_is_not_taken(bureau: Bureau, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        send(bureau, replace(WORDS, **wrong))  # type: ignore[arg-type]
    assert refused.value.facts["field"] == field
    assert rows(bureau) == ()


def test_words_are_due_to_the_sender_and_only_a_supervisor_decides(bureau: Bureau) -> None:
    send(bureau)
    (row,) = rows(bureau)
    for step in (Step.FORWARD, Step.DECLINE):
        with pytest.raises(BadInput):
            decide(bureau, row.id, step, " ")
    for actor in (bureau.desk, bureau.hall.place("kiosk-1"), replace(bureau.boss, office_id=UUID(int=1))):
        with pytest.raises(Forbidden):
            feedback.decide(bureau.work, row.id, Step.ACCEPT, actor=actor, now=bureau.clock())
    with pytest.raises(NotFound):
        decide(bureau, UUID(int=1), Step.ACCEPT)


def test_the_late_one_is_told_once_and_settles_with_the_next_step(bureau: Bureau, clock: Clock) -> None:
    taken = send(bureau)
    assert feedback.tell_late(bureau.work, now=clock()) == 0
    assert taken.due is not None
    clock.now = taken.due + timedelta(seconds=1)
    assert feedback.tell_late(bureau.work, now=clock()) == 1
    assert feedback.tell_late(bureau.work, now=clock()) == 0
    (alert,) = (one for one in bureau.hall.view().alerts if one.kind == "feedback.late")
    assert alert.facts["feedback"] == taken.number
    assert [row.late for row in rows(bureau)] == [True]
    decide(bureau, rows(bureau)[0].id, Step.ACCEPT, "")
    assert not [one for one in bureau.hall.view().alerts if one.kind == "feedback.late"]
    clock.forward(days=60)
    assert feedback.tell_late(bureau.work, now=clock()) == 1


def test_numbers_are_given_once_however_many_send_at_once(bureau: Bureau) -> None:
    with ThreadPoolExecutor(8) as crowd:
        numbers = [taken.number for taken in crowd.map(lambda _: send(bureau), range(12))]
    assert sorted(numbers) == [f"PA-2026-{n:05d}" for n in range(1, 13)]
