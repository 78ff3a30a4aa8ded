"""Money as the page shows it: sums with dots, moments in the office's zone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from onestop.queries.cash import CashRow, OpenTill, TillRow
from onestop.queries.money import NoticeRow


@dataclass(frozen=True)
class Waiting:
    """A transfer a person must look at."""

    key: str = ""
    at: str = ""
    reference: str = ""
    amount: str = ""
    surplus: str = ""
    """What no fee took; empty: the whole of it waits."""
    purpose: str = ""
    fit: str = "unknown"
    dossier: str = ""


@dataclass(frozen=True)
class CashLine:
    key: str = ""
    at: str = ""
    receipt: str = ""
    dossier: str = ""
    amount: str = ""


@dataclass(frozen=True)
class Holder:
    """Somebody whose cash waits to be counted."""

    officer: str = ""
    since: str = ""
    payments: int = 0
    expected: str = ""


@dataclass(frozen=True)
class Closing:
    key: str = ""
    at: str = ""
    officer: str = ""
    payments: int = 0
    counted: str = ""
    differs: str = ""
    """With its sign; empty: it was right."""
    note: str = ""


def dong(amount_vnd: int) -> str:
    return f"{amount_vnd:,} đ".replace(",", ".")


def moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}"


def waiting(row: NoticeRow, zone: ZoneInfo) -> Waiting:
    surplus = dong(row.surplus_vnd) if 0 < row.surplus_vnd < row.amount_vnd else ""
    return Waiting(
        key=str(row.id),
        at=moment(row.at, zone),
        reference=row.reference,
        amount=dong(row.amount_vnd),
        surplus=surplus,
        purpose=row.purpose,
        fit=row.fit,
        dossier=row.dossier,
    )


def line(row: CashRow, zone: ZoneInfo) -> CashLine:
    return CashLine(str(row.id), moment(row.at, zone), row.receipt, row.dossier, dong(row.amount_vnd))


def holder(row: OpenTill, zone: ZoneInfo) -> Holder:
    return Holder(row.officer, moment(row.since, zone), row.payments, dong(row.expected_vnd))


def closing(row: TillRow, zone: ZoneInfo) -> Closing:
    differs = f"{'+' if row.differs_vnd > 0 else ''}{dong(row.differs_vnd)}" if row.differs_vnd else ""
    return Closing(
        key=str(row.id),
        at=moment(row.closed_at, zone),
        officer=row.officer,
        payments=row.payments,
        counted=dong(row.counted_vnd),
        differs=differs,
        note=row.note,
    )
