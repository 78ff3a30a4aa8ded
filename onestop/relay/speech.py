"""The voice of each zone: one call at a time, in order, as a command to its device."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from displays.announcement import Call, Manner, announce, together
from hardware.contract.documents import Utterance
from onestop.domain import announcement
from onestop.domain.policy import Policy
from onestop.storage import hall
from onestop.storage.rows import Device, DeviceCommand, Office
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import announcing
from onestop.words import say

SPEAKS = frozenset({"ticket.called", "ticket.recalled", "announcement.spoken"})


def utterance(call: announcing.ToSpeak, policy: Policy) -> Utterance:
    """A call as clips and a sentence, in the ticket's language after Vietnamese where that differs."""
    manner = Manner(zero_tens=policy.linh)
    spoken = announce(Call(call.number, call.counter, call.nth), partial(say, "vi"), "vi", manner)
    if call.lang == "en" or policy.voice_english:
        return together(spoken, announce(Call(call.number, call.counter, call.nth), partial(say, "en"), "en", manner))
    return spoken


def speak(work: UnitOfWork, now: datetime) -> int:
    """Give every voice that is there and silent its next call; return how many were given."""
    with work.reading() as session:
        voices = session.scalars(
            select(Device).where(Device.kind == "voice", Device.active, Device.presence == "ready")
        ).all()
        policies: dict[UUID, Policy] = {o.id: hall.policy_of(o) for o in session.scalars(select(Office))}
    return sum(_give(work, voice, policies[voice.office_id], now) for voice in voices)


def _give(work: UnitOfWork, voice: Device, policy: Policy, now: datetime) -> int:
    with work() as tx:
        call = announcing.next_in(tx, voice.office_id, voice.zone_id, f"device:{voice.code}", now)
        if call is None:
            return 0
        left = timedelta(seconds=announcement.SPEAK_WITHIN_S) - (now - call.called_at)
        tx.session.add(
            DeviceCommand(
                id=new_id(),
                device_id=voice.id,
                announcement_id=call.id,
                kind="announce",
                body={"utterance": utterance(call, policy).model_dump(mode="json")},
                created_at=now,
                expires_at=now + min(max(left, timedelta(seconds=5)), announcing.SPEAKING_TAKES),
            )
        )
        return 1
