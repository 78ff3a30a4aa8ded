"""A dispenser cannot speak: why its button gave no number comes out on paper, beside it, in both languages."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from displays import refusal_slip
from displays.refusal_slip import RefusalSlip
from onestop.relay.papers import KEEP_FOR, width_of
from onestop.storage import hall
from onestop.storage.rows import Device, DeviceCommand, Fact, Office, Queue
from onestop.storage.rows.base import new_id
from onestop.words import say

FORM: Final = "refused"
ONCE_IN: Final = timedelta(seconds=20)
"""Whoever presses again at once gets no second slip [s]."""
REASONS: Final = {
    "queue.closed": "closed",
    "queue.limit_reached": "full",
    "queue.range_exhausted": "full",
    "queue.cut_off": "cut_off",
    "day.closed": "day_closed",
}
"""What a person can do something with; the rest is "not just now". One pressed too long ago has gone: no slip."""


def asks(fact: Fact) -> bool:
    return (
        fact.kind == "device.refused"
        and fact.data.get("event") == "ticket.request"
        and fact.data.get("code") != "event.too_late"
    )


def order(session: Session, fact: Fact, now: datetime) -> DeviceCommand | None:
    """The slip a refused press asks for; `None` without a printer, or when one has just come out."""
    pressed = session.scalars(
        select(Device).where(Device.office_id == fact.office_id, Device.code == fact.subject)
    ).one_or_none()
    printer = session.get(Device, pressed.printer_id) if pressed is not None and pressed.printer_id else None
    if pressed is None or printer is None or _just_said(session, printer, now):
        return None
    office = session.get_one(Office, fact.office_id)
    queue = _queue(session, pressed, fact)
    slip = RefusalSlip(
        office=office.name_vi,
        queue_vi=queue.name_vi if queue else "",
        queue_en=queue.name_en if queue else "",
        reason=REASONS.get(str(fact.data.get("code")), "other"),
        at=fact.at.astimezone(hall.zone_of(office)),
    )
    paper = refusal_slip.render(slip, partial(say, "vi"), partial(say, "en"), width_of(printer))
    command = DeviceCommand(
        id=new_id(),
        device_id=printer.id,
        form=FORM,
        fact_id=fact.id,
        kind="print",
        body={"document": paper.model_dump(mode="json", exclude_defaults=False)},
        created_at=now,
        expires_at=now + KEEP_FOR,
    )
    session.add(command)
    session.flush()  # the next refusal of the same turn looks for it
    return command


def _just_said(session: Session, printer: Device, now: datetime) -> bool:
    last = select(DeviceCommand.id).where(
        DeviceCommand.device_id == printer.id, DeviceCommand.form == FORM, DeviceCommand.created_at > now - ONCE_IN
    )
    return session.scalars(last.limit(1)).first() is not None


def _queue(session: Session, dispenser: Device, fact: Fact) -> Queue | None:
    code = dispenser.config.get("buttons", {}).get(str(fact.data.get("button")))
    return session.scalars(
        select(Queue).where(Queue.office_id == dispenser.office_id, Queue.code == str(code))
    ).one_or_none()
