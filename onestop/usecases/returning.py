"""The result reaches the applicant: at the counter against a signature, by post on a list, or online.

Post events arrive in any order and more than once; the newest wins (rules file, 12).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.errors import BadInput, DossierMoved, NotFound
from onestop.domain.formats import s10
from onestop.domain.people import COUNTER, Actor, Role
from onestop.storage import dossiers, hall
from onestop.storage.rows import Delivery, Dossier, Office
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import notices
from onestop.usecases.hands import said
from onestop.usecases.record import Record

DESK: Final = COUNTER | {Role.SUPERVISOR, Role.ADMIN}
"""Who may hand out results; post clerks do."""
STATES: Final = ("ordered", "handed", "accepted", "in_transit", "out", "delivered", "failed", "back")
FINAL: Final = frozenset({"delivered", "back"})
MOST_EVENTS: Final = 200
LONGEST_CODE: Final = 20
POST: Final = Actor.system("post")
NOT_AHEAD: Final = timedelta(0)
AHEAD: Final = timedelta(minutes=10)
"""The post's own clock may be so far ahead of ours."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Who took the result at the counter; somebody else needs the applicant's authorisation (NĐ 61/2018 Đ6.2b)."""

    name: str
    number: str = ""
    authorisation: str = ""


@dataclass(frozen=True, slots=True)
class PostEvent:
    """What the post says of an item."""

    at: datetime
    state: str
    place: str = ""
    note: str = ""
    signed_by: str = ""


def hand_out(work: UnitOfWork, dossier_id: UUID, taker: Taker, *, actor: Actor, now: datetime) -> None:
    """Give the result to the applicant, or to somebody with an authorisation.

    Raises:
        IllegalDossierStep: it is not ready, or was handed out already. BadInput: another name without authorisation.
    """
    name = said(taker.name, "name", 200, least=2)
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(DESK, record.row.office_id)
        take_back(record)
        theirs = name.casefold() == record.row.applicant_name.casefold()
        if not theirs and not taker.authorisation.strip():
            raise BadInput(field="authorisation")
        _returned(
            record, how="counter", taker=name, number=taker.number[:20], authorisation=taker.authorisation[:200]
        )


def hand_out_online(work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The digital result is the result: whoever asked for it online can fetch it from now on.

    Raises:
        BadInput: it was asked for in another way (`result_by`), or no digital result is attached (`result`).
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(DESK, record.row.office_id)
        if record.row.result_by != "online":
            raise BadInput(field="result_by")
        if dossiers.result_file(tx.session, dossier_id) is None:
            raise BadInput(field="result")
        take_back(record)
        _returned(record, how="online")


def take_back(record: Record) -> None:
    """A result is in one place: what was only ordered of the post does not leave any more.

    Raises:
        DossierMoved: the post has it.
    """
    under_way = _under_way(record.session, record.row.id)
    if under_way is None:
        return
    if under_way.state != "ordered":
        raise DossierMoved(dossier=record.row.code or "")
    under_way.state, under_way.state_at = "back", record.now
    record.note(dossier.Noted.DELIVERY, did="taken_back", delivery=under_way.id.hex)


def _returned(record: Record, **data: Any) -> None:
    record.row.returned_at = record.now
    record.step(dossier.Step.RETURN, **data)
    notices.tell(record, "delivered")


def order_post(
    work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime, post_code: str = ""
) -> tuple[UUID, bool]:
    """Ask the post to take a ready result; the id of the order, and whether its code's check digit holds.

    Raises:
        BadInput: no address, or the code is another item's. DossierMoved: it is ordered already.
        IllegalDossierStep: the result is not ready.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(DESK, record.row.office_id)
        row = record.row
        if row.status is not dossier.Status.READY:
            dossier.after(row.status, dossier.Step.RETURN)
        if not row.applicant_address:
            raise BadInput(field="address")
        if _under_way(tx.session, dossier_id) is not None:
            raise DossierMoved(dossier=row.code or "")
        code, holds = _post_code(tx.session, post_code)
        made = Delivery(
            id=new_id(),
            office_id=row.office_id,
            dossier_id=row.id,
            post_code=code,
            recipient=row.applicant_name,
            phone=row.applicant_phone,
            address=row.applicant_address,
            state_at=now,
        )
        tx.session.add(made)
        record.note(dossier.Noted.DELIVERY, did="ordered", delivery=made.id.hex)
        return made.id, holds


def _under_way(session: Session, dossier_id: UUID) -> Delivery | None:
    return session.scalars(
        select(Delivery).where(Delivery.dossier_id == dossier_id, Delivery.state.not_in(("back", "failed")))
    ).first()


def _post_code(session: Session, written: str) -> tuple[str | None, bool]:
    """The code as kept, and whether nothing is odd about it: local numbers need not follow S10."""
    code = "".join(written.split()).upper()
    if not code:
        return None, True
    if len(code) > LONGEST_CODE or not code.isalnum() or not code.isascii():
        raise BadInput(field="post_code")
    if session.scalars(select(Delivery.id).where(Delivery.post_code == code)).first() is not None:
        raise BadInput(field="post_code")
    try:
        return code, not s10.read(code).faults
    except BadInput:
        return code, False


def hand_to_post(
    work: UnitOfWork, office_id: UUID, deliveries: Sequence[tuple[UUID, str]], *, actor: Actor, now: datetime
) -> str:
    """Give ordered items to the post on one list, signed by both sides; the list's number.

    `deliveries` pairs an order with its S10 code, empty where it has one already.

    Raises:
        BadInput: an empty list, or one without a code. DossierMoved: one was handed over already. NotFound.
    """
    with work() as tx:
        actor.must(DESK, office_id)
        if not deliveries:
            raise BadInput(field="deliveries")
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        list_no = _next_list(tx.session, office, now)
        for delivery_id, code in deliveries:
            row = _ours(tx.session, delivery_id, office_id)
            if row.state != "ordered":
                raise DossierMoved(dossier=_code(tx.session, row))
            if code.strip():
                row.post_code = _post_code(tx.session, code)[0]
            if row.post_code is None:
                raise BadInput(field="post_code")
            row.list_no, row.handed_at, row.handed_by, row.state, row.state_at = (
                list_no,
                now,
                str(actor)[:80],
                "handed",
                now,
            )
            record = Record.locked(tx, row.dossier_id, actor, now)
            if record.row.status is not dossier.Status.READY:
                dossier.after(record.row.status, dossier.Step.RETURN)
            record.note(dossier.Noted.DELIVERY, did="handed", delivery=row.id.hex, list=list_no)
        return list_no


def _next_list(session: Session, office: Office, now: datetime) -> str:
    day = now.astimezone(hall.zone_of(office)).date()
    numbers = set(
        session.scalars(
            select(Delivery.list_no).where(
                Delivery.office_id == office.id, Delivery.list_no.startswith(f"{day:%Y%m%d}-")
            )
        )
    )
    return f"{day:%Y%m%d}-{len(numbers) + 1:02d}"


def _ours(session: Session, delivery_id: UUID, office_id: UUID) -> Delivery:
    row = session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.office_id != office_id:
        raise NotFound
    return row


def _code(session: Session, row: Delivery) -> str:
    return session.get_one(Dossier, row.dossier_id).code or ""


def posted(work: UnitOfWork, post_code: str, event: PostEvent, *, now: datetime) -> tuple[UUID, str]:
    """The same from the post's own program, by the item's number; its clock may be a little ahead of ours.

    Raises:
        NotFound: no item of ours has this number. BadInput: an unknown state, an event from the future.
    """
    known_as = "".join(post_code.split()).upper()[:LONGEST_CODE]
    with work.reading() as session:
        found = session.scalars(select(Delivery.id).where(Delivery.post_code == known_as)).one_or_none()
    if found is None:
        raise NotFound(item=known_as)
    return found, post_says(work, found, event, actor=POST, now=now, ahead=AHEAD)


def post_says(
    work: UnitOfWork,
    delivery_id: UUID,
    event: PostEvent,
    *,
    actor: Actor,
    now: datetime,
    ahead: timedelta = NOT_AHEAD,
) -> str:
    """Take one event of the post; a repeated one changes nothing, the newest decides. The item's state after it.

    A delivered item returns its dossier; one that came back waits at the counter again.

    Raises:
        BadInput: an unknown state, an event from the future. NotFound.
    """
    if event.state not in STATES[2:] or event.at > now + ahead:
        raise BadInput(field="state")
    with work() as tx:
        seen = tx.session.get(Delivery, delivery_id)
        if seen is None:
            raise NotFound
        record = Record.locked(tx, seen.dossier_id, actor, now)
        actor.must(DESK, record.row.office_id)
        row = _ours(tx.session, delivery_id, record.row.office_id)
        told = _as_data(event)
        if told in row.events or len(row.events) >= MOST_EVENTS:
            return row.state
        row.events = sorted([*row.events, told], key=lambda e: str(e["at"]))
        if row.state == "delivered" or event.at < row.state_at:
            return row.state
        row.state, row.state_at = event.state, event.at
        _follow(tx, record, row, event)
        return row.state


def _as_data(event: PostEvent) -> dict[str, str]:
    return {
        "at": event.at.isoformat(),
        "state": event.state,
        "place": event.place[:120],
        "note": event.note[:200],
        "signed_by": event.signed_by[:120],
    }


def _follow(tx: Tx, record: Record, row: Delivery, event: PostEvent) -> None:
    record.note(dossier.Noted.DELIVERY, did=event.state, delivery=row.id.hex)
    if event.state == "delivered":
        row.proof = {"at": event.at.isoformat(), "signed_by": event.signed_by[:120]}
        if record.row.status is dossier.Status.READY:
            _returned(record, how="post", delivery=row.id.hex)
    elif event.state == "back":
        record.row.result_by = "counter"
        tx.emit("dossier.came_back", record.row.office_id, record.row.id, record.actor, record.now)


def facts_of(row: Delivery) -> Mapping[str, Any]:
    """What a list or a label says of an item."""
    return {"code": row.post_code, "recipient": row.recipient, "phone": row.phone, "address": row.address}
