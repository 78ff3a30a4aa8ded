"""Envelope and payloads of every topic (`docs/mqtt/asyncapi.yaml` is generated from these models).

Unknown fields are ignored, an unknown type is answered `unsupported`. Nothing names a person but `PERSONAL_EVENTS`,
the `print` of a receipt or result slip and `sms.send`, which neither end keeps once it has ended.
"""

import base64
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from hardware.contract.documents import PrintDocument, SignFace, Utterance

MAX_PAYLOAD = 65_536
"""Largest payload either end reads [bytes]."""
MAX_SCAN = 2_048
"""Longest scanned line; a longer one is no code of any office [bytes]."""


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Envelope(Wire):
    """What every message travels in. `sig` is computed over topic and body, see `signing`."""

    v: Literal[1] = 1
    id: UUID
    ts: AwareDatetime
    mono: float | None = Field(default=None, description="sender's monotonic clock [s]")
    synced: bool = True
    ep: str | None = Field(default=None, max_length=32, description="epoch: random, lives beside the sender's outbox")
    seq: int | None = Field(default=None, ge=1, description="events only: grows by one within an epoch")
    type: str = Field(max_length=40)
    data: dict[str, Any] = Field(default_factory=dict, repr=False)
    sig: str | None = Field(default=None, max_length=64)


class Presence(StrEnum):
    INIT, READY, DISCONNECTED, LOST = "init", "ready", "disconnected", "lost"


class Status(Wire):
    """Retained, and the will (`lost`). A will whose `conn` is not the current one is ignored."""

    state: Presence
    conn: str = Field(max_length=32)
    ep: str = Field(max_length=32)


class Hello(Wire):
    model: str = Field(max_length=80)
    sw: str = Field(default="", max_length=40)
    caps: tuple[str, ...] = Field(
        default=(), max_length=32, description="e.g. `printer:escpos:576`, `buttons:6`, `sign:8x1`"
    )
    conn: str = Field(max_length=32)
    outbox: int = Field(default=0, ge=0)
    boot: str = Field(default="", max_length=40)


class Telemetry(Wire):
    """Health, every 30 s; a device silent for 90 s is offline whatever its status says."""

    up_s: float = Field(ge=0)
    outbox: int = Field(default=0, ge=0)
    mqtt_reconnects: int = Field(default=0, ge=0)
    io_errors: dict[str, int] = Field(default_factory=dict)


# --- events: what a device saw happen -------------------------------------------------------------------


class TicketRequest(Wire):
    """A button of a dispenser was pressed. The button's queue is the server's business."""

    button: int = Field(ge=1, le=64)
    lang: str = Field(default="vi", max_length=5)
    press_ms: int = Field(default=0, ge=0)


class RatingKey(Wire):
    """A key of a rating keypad: 1–4 (4 is best), or 0 for criticism. `armed_rev` says which visit it saw."""

    value: int = Field(ge=0, le=4)
    armed_rev: int = Field(default=0, ge=0)
    ticket: str | None = Field(default=None, max_length=64)
    press_ms: int = Field(default=0, ge=0)


class CallerKey(Wire):
    """An officer's own keypad."""

    key: Literal["next", "recall", "start", "finish", "miss"]


class PrinterStatus(Wire):
    online: bool
    paper: Literal["ok", "near_end", "out", "unknown"]
    cover: Literal["closed", "open", "unknown"]
    raw: str = Field(default="", max_length=40)


class StuckButton(Wire):
    button: int = Field(ge=0, le=64)
    stuck: bool


class TextFate(StrEnum):
    """What became of a part, as the network says. `UNCONFIRMED`: passed on, nobody will know more."""

    DELIVERED, FAILED, EXPIRED, UNCONFIRMED = "delivered", "failed", "expired", "unconfirmed"


class TextReport(Wire):
    """What became of one part of an `sms.send`, once for each part at most; it names no number and no word."""

    command: UUID = Field(description="id of the `sms.send`")
    part: int = Field(ge=1, le=255)
    parts: int = Field(ge=1, le=255)
    fate: TextFate
    at: AwareDatetime = Field(description="when it ended, by the clock of the network's message centre")
    status: int = Field(ge=0, le=255, description="TP-Status as received (3GPP TS 23.040, 9.2.3.15)")


EVENTS: dict[str, type[Wire]] = {
    "ticket.request": TicketRequest,
    "rating": RatingKey,
    "caller.key": CallerKey,
    "printer.status": PrinterStatus,
    "button.stuck": StuckButton,
    "sms.report": TextReport,
}


class Scanned(Wire):
    """A line a scanner read: a citizen card, a receipt, a ticket. Personal data: no reader keeps or logs it."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    payload: str = Field(
        repr=False,
        max_length=4 * -(-MAX_SCAN // 3),
        description="base64 of the bytes as the scanner sent them, in whatever encoding, without the end of line; "
        "empty: the device erased it, for it was not acknowledged before `expires_at`",
        json_schema_extra={"contentEncoding": "base64"},
    )
    expires_at: AwareDatetime = Field(description="60 s after the scan; from then on it is to be dropped unread")

    @classmethod
    def of(cls, scan: bytes, expires_at: datetime) -> Self:
        return cls(payload=base64.b64encode(scan).decode(), expires_at=expires_at)

    @field_validator("payload")
    @classmethod
    def _is_base64(cls, payload: str) -> str:
        base64.b64decode(payload, validate=True)
        return payload

    @property
    def scan(self) -> bytes:
        return base64.b64decode(self.payload)


PERSONAL_EVENTS: dict[str, type[Wire]] = {"scanned": Scanned}
"""Events whose data no end keeps longer than it must: never noted with the others, never in a log."""


# --- commands: done once, answered by a result ----------------------------------------------------------


class Command(Wire):
    id: UUID = Field(description="the server's command id: a device that sees it twice acts once")
    expires_at: AwareDatetime = Field(description="after this instant the device drops it and reports `expired`")


class Print(Command):
    type: Literal["print"] = "print"
    document: PrintDocument
    reprint_of: UUID | None = None


class Say(Command):
    type: Literal["announce"] = "announce"
    utterance: Utterance


class SendText(Command):
    """A text to one phone. Number and words are personal data: in no topic, log or `repr`, on no disk of a device.

    `done`: the network took every part; whether they arrived is told by `sms.report`. `failed`: part `parts_sent` + 1
    was refused and the rest was not tried. `unknown`: that part may have left; nothing is ever sent again by itself.
    `expires_at`: when it is too late to begin. A mark as in "đã" makes a text of 160 signs one of 70 (TS 23.038).
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    type: Literal["sms.send"] = "sms.send"
    to: str = Field(repr=False, pattern=r"^\+?[0-9]{3,15}$", description="`+84…`, or a number as dialled at home")
    text: str = Field(repr=False, min_length=1, max_length=1_530)
    unaccented: bool = Field(default=False, description="the device takes the marks of Vietnamese off")
    validity_min: int = Field(
        default=1_440, ge=5, le=635_040, description="so long the network tries to deliver what it took [min]"
    )


class Replay(Command):
    """Send events again from `from_seq`: the server found a gap."""

    type: Literal["replay"] = "replay"
    from_seq: int = Field(ge=1)


AnyCommand = Annotated[Print | Say | SendText | Replay, Field(discriminator="type")]
COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)


class ResultState(StrEnum):
    """How a command ended. `HELD`: the printer keeps it and prints when paper is back: do not resend."""

    ACCEPTED, HELD = "accepted", "held"
    PRINTED, SPOKEN, DONE = "printed", "spoken", "done"
    SENT_UNVERIFIED, UNKNOWN, FAILED, EXPIRED = "sent_unverified", "unknown", "failed", "expired"


class Result(Wire):
    id: UUID
    ok: bool
    state: ResultState
    code: str | None = Field(default=None, max_length=60, description="stable reason, e.g. `printer.paper_out`")
    ms: int = Field(default=0, ge=0)
    parts: int | None = Field(default=None, ge=0, le=255, description="of an `sms.send`: parts it was cut into")
    parts_sent: int | None = Field(default=None, ge=0, le=255, description="of these, the first so many left")


# --- desired and reported state: whole small documents, `rev` grows --------------------------------------


class SignDesired(Wire):
    kind: Literal["sign"] = "sign"
    rev: int = Field(ge=1)
    face: SignFace
    valid_until: AwareDatetime = Field(description="after this the sign shows dashes: never a stale number")


class Armed(Wire):
    ticket: str = Field(max_length=64, description="an opaque reference, not the number on the slip")
    until: AwareDatetime


class KeypadDesired(Wire):
    kind: Literal["keypad"] = "keypad"
    rev: int = Field(ge=1)
    armed: Armed | None = None


class DispenserDesired(Wire):
    kind: Literal["dispenser"] = "dispenser"
    rev: int = Field(ge=1)
    open: bool = True
    buttons: dict[int, bool] = Field(default_factory=dict, description="button → enabled")


class IdleDesired(Wire):
    """For devices without a state of their own (printer, voice): keeps `rev` alive."""

    kind: Literal["idle"] = "idle"
    rev: int = Field(ge=1)


AnyDesired = Annotated[SignDesired | KeypadDesired | DispenserDesired | IdleDesired, Field(discriminator="kind")]
DESIRED: TypeAdapter[AnyDesired] = TypeAdapter(AnyDesired)


class Reported(Wire):
    """What a device really shows."""

    rev: int = Field(ge=0)
    ok: bool = True
    shows: str = Field(default="", max_length=80)
    detail: dict[str, Any] = Field(default_factory=dict)


class ModemHealth(Wire):
    """A modem's `Reported.detail`, beside `code`, which is there when it is not ready."""

    answers: bool = Field(description="it answers commands")
    sim: Literal["ready", "pin", "puk", "absent", "faulty", "unknown"] = "unknown"
    network: Literal["home", "roaming", "searching", "denied", "none", "unknown"] = "unknown"
    signal: int | None = Field(default=None, ge=0, le=31, description="-113 dBm + 2 dB each (TS 27.007, 8.5)")


class Ack(Wire):
    """The server has committed every event of `ep` up to `seq`."""

    ep: str = Field(max_length=32)
    seq: int = Field(ge=0)
    srv_ts: AwareDatetime


class ServerState(Wire):
    state: Literal["online", "offline"]
    srv_ts: AwareDatetime
