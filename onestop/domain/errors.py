"""Refusals: a rule of the shop said no. They carry a code and facts; words are made where a person reads them.

`status` is the HTTP status the REST edge answers with (RFC 9457).
"""

from typing import ClassVar


class DomainError(Exception):
    """Base of every refusal."""

    code: ClassVar[str] = "domain_error"
    status: ClassVar[int] = 409

    def __init__(self, **facts: str | int) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class NotFound(DomainError):
    code, status = "not_found", 404


class BadInput(DomainError):
    code, status = "input.invalid", 422


class Forbidden(DomainError):
    code, status = "forbidden", 403


class NotSignedIn(DomainError):
    code, status = "session.required", 401


class BadCredentials(DomainError):
    code, status = "session.bad_credentials", 401


class AccountLocked(DomainError):
    code, status = "session.locked", 429


class TooManyRequests(DomainError):
    code, status = "rate.limited", 429


class KeyReused(DomainError):
    code, status = "idempotency.key_reused", 422


class QueueUnknown(DomainError):
    code, status = "queue.unknown", 404


class QueueClosed(DomainError):
    code = "queue.closed"


class QueueLimitReached(DomainError):
    code = "queue.limit_reached"


class QueueRangeExhausted(DomainError):
    code = "queue.range_exhausted"


class QueueCutOff(DomainError):
    """The last number before closing has been given: those who wait will fill the time left."""

    code = "queue.cut_off"


class DayClosed(DomainError):
    code = "day.closed"


class DayOpen(DomainError):
    code = "day.open"


class PriorityUnknown(DomainError):
    code, status = "priority.unknown", 422


class ProofNeeded(DomainError):
    code, status = "priority.proof_needed", 422


class TicketUnknown(DomainError):
    code, status = "ticket.unknown", 404


class IllegalStep(DomainError):
    code = "ticket.illegal_step"


class TooEarlyToMiss(DomainError):
    """The no-show policy wants more recalls, or more time since the last one."""

    code = "ticket.too_early_to_miss"


class UndoTooLate(DomainError):
    code = "ticket.undo_too_late"


class TicketTaken(DomainError):
    """Another officer was quicker."""

    code = "ticket.taken"


class CounterUnknown(DomainError):
    code, status = "counter.unknown", 404


class CounterTaken(DomainError):
    """Another officer sits there."""

    code = "counter.taken"


class CounterNotOpen(DomainError):
    code = "counter.not_open"


class CounterBusy(DomainError):
    """The counter still has a called or serving ticket."""

    code = "counter.busy"


class IllegalCounterStep(DomainError):
    code = "counter.illegal_step"


class NotAtCounter(DomainError):
    """The officer sits at no counter, or not at this one."""

    code, status = "counter.not_yours", 403


class AlreadySeated(DomainError):
    """An officer sits at one counter at a time."""

    code = "officer.seated_elsewhere"


class AlreadyRated(DomainError):
    code = "rating.already"


class RatingClosed(DomainError):
    code = "rating.window_closed"


class AlertUnknown(DomainError):
    code, status = "alert.unknown", 404


class OutcomeNeeded(DomainError):
    code, status = "alert.outcome_needed", 422


class PlaceUnknown(DomainError):
    code, status = "place.unknown", 401


class PlaceHasNoPrinter(DomainError):
    code = "place.no_printer"


class DeviceUnknown(DomainError):
    code, status = "device.unknown", 404


class NameTaken(DomainError):
    code = "setup.name_taken"


class CalendarMissing(DomainError):
    """A due date would lie in a year whose days off nobody entered: it is said, not guessed."""

    code = "calendar.missing"


class ProcedureUnknown(DomainError):
    code, status = "procedure.unknown", 404


class ProcedureRefused(DomainError):
    """The procedure is not offered that way: not through this channel, or not in force on this day."""

    code = "procedure.not_offered"


class ProcedureFaulty(DomainError):
    """A version that contradicts itself; `field` and `value` say where."""

    code, status = "procedure.faulty", 422


class DossierUnknown(DomainError):
    code, status = "dossier.unknown", 404


class IllegalDossierStep(DomainError):
    code = "dossier.illegal_step"


class DossierMoved(DomainError):
    """Somebody else was quicker: the dossier is not where the caller saw it."""

    code = "dossier.moved"


class NotYourStage(DomainError):
    code, status = "stage.not_yours", 403


class IllegalStageStep(DomainError):
    code = "stage.illegal_step"


class IllegalFeedbackStep(DomainError):
    code = "feedback.illegal_step"


class NotElsewhere(DomainError):
    """The dossier's authority decides in this hall: nothing of it is handed on."""

    code = "dossier.not_elsewhere"


class HandedOn(DomainError):
    """It is with the authority elsewhere already."""

    code = "dossier.handed_on"


class NotHandedOn(DomainError):
    """The authority elsewhere has not got it yet."""

    code = "dossier.not_handed_on"


class CorrectionUnderWay(DomainError):
    """The result is being put right already, by the dossier named."""

    code = "dossier.correction_under_way"


class SupplementAsked(DomainError):
    """The guidance was given already; it is given once, in full, in writing."""

    code = "dossier.supplement_asked"


class ReappointedAlready(DomainError):
    """A new date was named once already, or less than a day is left to name one."""

    code = "dossier.reappointed"


class PapersMissing(DomainError):
    code = "dossier.papers_missing"


class PaperUnknown(DomainError):
    code, status = "paper.unknown", 404


class PaperRefused(DomainError):
    """What was handed in is no paper: an empty, encrypted, broken, infected or foreign file."""

    code, status = "paper.refused", 422


class CardUnreadable(DomainError):
    code, status = "card.unreadable", 422


class SigningKeyUnusable(DomainError):
    """The office's key cannot sign: a wrong file or password, or its certificate has ended."""

    code = "signing.key_unusable"


class PdfUnsignable(DomainError):
    """A damaged or encrypted file, or one whose signers allow no further signature."""

    code, status = "signing.pdf_unsignable", 422


class DossierEnded(DomainError):
    """Nothing follows for it: it was returned, withdrawn, stopped or refused."""

    code = "dossier.ended"


class BankAccountUnknown(DomainError):
    """A bank tells of an account that is none of ours."""

    code, status = "bank.account_unknown", 404


class BankNoticeChanged(DomainError):
    """The same reference came before with another sum, time or purpose."""

    code = "bank.notice_changed"


class BankNoticeSettled(DomainError):
    """Nobody needs to look at it any more."""

    code = "bank.notice_settled"


class WebhookUnsigned(DomainError):
    """The call bears no signature of ours that is fresh."""

    code, status = "webhook.unsigned", 401


class RegisterClosed(DomainError):
    """The register of that year takes no further line."""

    code = "register.closed"


class RegisterRuns(DomainError):
    """A register is closed when its year is over, not before."""

    code = "register.runs"


class TillEmpty(DomainError):
    """No cash moved since the till was closed."""

    code = "till.empty"


class VisitInLine(DomainError):
    """Its holder stands in line for this dossier already."""

    code = "dossier.in_line"


class ScanUnusable(DomainError):
    """Neither a receipt nor a dossier's code: at a kiosk's scanner nothing follows from it."""

    code, status = "scan.unusable", 422


class HandOverOver(DomainError):
    """A phone's code is none, its time is over, or it was used up."""

    code, status = "hand_over.over", 404


class FormLacks(DomainError):
    """A form whose facts are not complete is not printed."""

    code, status = "form.incomplete", 422


class FormTemplateFaulty(DomainError):
    """The office's own template of a form cannot be set."""

    code = "form.template_faulty"


class BookingsOff(DomainError):
    """The office, or this queue of it, takes no bookings."""

    code = "booking.off"


class SlotUnknown(DomainError):
    """No such slot, or it cannot be booked now: too soon, too far, a day off."""

    code, status = "booking.no_slot", 422


class SlotFull(DomainError):
    code = "booking.full"


class BookingQuota(DomainError):
    """One person has as many bookings for that day as there may be; `queue` where it is this queue's share."""

    code = "booking.quota"


class BookingUnknown(DomainError):
    code, status = "booking.unknown", 404


class BookingOver(DomainError):
    """It was used, given up, or nobody came in time."""

    code = "booking.over"


class BookingEarly(DomainError):
    """Its holder is here before they may arrive."""

    code = "booking.early"


class CodeWrong(DomainError):
    code, status = "code.wrong", 422


class CodeEnded(DomainError):
    """The one-time code, or what was proved with it, is too old, used up, or none was asked for."""

    code, status = "code.ended", 422


class CodeTooSoon(DomainError):
    """Another code only after `seconds`."""

    code, status = "code.too_soon", 429
