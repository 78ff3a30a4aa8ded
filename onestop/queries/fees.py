"""What is still to be paid for a dossier, and how a transfer names it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from onestop.domain.formats import vietqr
from onestop.domain.formats.vietqr import Transfer
from onestop.storage.rows import Authority, Dossier


@dataclass(frozen=True, slots=True)
class FeeDue:
    """What nobody has paid yet of a fee; the account is empty where it is paid at the counter only."""

    amount_vnd: int
    bank: str = ""
    """BIN, six digits."""
    account: str = ""
    holder: str = ""
    purpose: str = ""
    """What the transfer must say, so that it is known again."""
    vietqr: str = ""
    """What a bank's application reads."""


def due(session: Session, row: Dossier) -> FeeDue | None:
    """The fee of a received dossier, as long as it is neither paid nor over."""
    rest = row.fee_due_vnd
    if row.code is None or not rest:
        return None
    authority = session.get_one(Authority, row.authority_id)
    if not authority.account:
        return FeeDue(rest)
    bill = vietqr.bill_of(row.code)
    transfer = Transfer(authority.bank, authority.account, rest, bill, bill)
    return FeeDue(rest, authority.bank, authority.account, authority.account_holder, bill, vietqr.encode(transfer))
