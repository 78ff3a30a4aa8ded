"""The national portal's old adapter (VXP / LGSP, rules file 3.2): a session, and three services.

How a session ends, and what `TraCuuHoSo` returns beside the dossier, was not seen: a code or an HTTP
status of 401 or 403, or a word about the session, means it is over; progress is looked for in `DanhSachTienDo`.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from onestop.config import Settings
from onestop.domain.formats import portal_adapter
from onestop.domain.formats.portal_adapter import Difference
from onestop.domain.formats.portal_facts import SentDossier, SentProgress
from onestop.gateways.portal_wire import PortalFault, PortalRefused, Wire

GOOD: Final = frozenset({"0", "00"})
_EXISTS: Final = frozenset({"3", "-3"})
_OVER: Final = frozenset({"401", "403"})


@dataclass(frozen=True, slots=True)
class Held:
    """What the portal has of a dossier."""

    status: str
    """National code."""
    progress: frozenset[str]
    """Marks of its progress entries; empty where it does not show them."""
    record: dict[str, Any]


class Portal(Protocol):
    """How the national portal is spoken to, whichever interface it offers.

    Each raises `PortalFault` or `PortalRefused`; a batch is taken whole or refused whole.
    """

    def find(self, code: str) -> Held | None: ...
    def tell(self, dossiers: Sequence[SentDossier], *, known: bool) -> None: ...
    def progress(self, entries: Sequence[SentProgress]) -> None: ...
    def mark(self, entry: SentProgress) -> str: ...
    def lacking(self, facts: SentDossier) -> list[str]: ...
    def compare(self, facts: SentDossier, held: Held) -> tuple[Difference, ...]: ...
    def close(self) -> None: ...


def portal_of(settings: Settings) -> Portal | None:
    """The portal this installation tells; `None`: none."""
    if not settings.portal_url:
        return None
    password = settings.portal_password.get_secret_value() if settings.portal_password else ""
    wire = Wire(settings.portal_url)
    return Adapter(wire, settings.portal_user, password, settings.portal_agency, settings.portal_path)


class Adapter:
    """One log-in, shared by all threads, renewed when the portal says it is over."""

    def __init__(self, wire: Wire, user: str, password: str, agency: str, path: str = "/integrate") -> None:
        """`agency` is both the header `dstcode` and `madonvi`."""
        self._wire, self._user, self._password, self._agency, self._path = wire, user, password, agency, path
        self._session = ""
        self._turn = threading.Lock()

    def close(self) -> None:
        self._wire.close()

    def find(self, code: str) -> Held | None:
        """Raises: PortalFault, PortalRefused."""
        found = self._ask("TraCuuHoSo", {"MaHoSo": code}).get("result") or []
        record = next((each for each in found if isinstance(each, dict)), None) if isinstance(found, list) else None
        if record is None:
            return None
        entries = record.get("DanhSachTienDo") or []
        marks = frozenset(portal_adapter.mark(entry) for entry in entries if isinstance(entry, dict))
        return Held(str(record.get("TrangThaiHoSo", "")), marks, record)

    def tell(self, dossiers: Sequence[SentDossier], *, known: bool) -> None:
        """Raises: PortalFault, PortalRefused."""
        data = [portal_adapter.dossier(each) for each in dossiers]
        self._ask("DongBoHoSoMC", {"isUpdating": str(known), "data": data})

    def progress(self, entries: Sequence[SentProgress]) -> None:
        """Raises: PortalFault, PortalRefused."""
        self._ask("CapNhatTienDoHoSoMC", {"data": [portal_adapter.progress(each) for each in entries]})

    def mark(self, entry: SentProgress) -> str:
        return portal_adapter.mark(portal_adapter.progress(entry))

    def lacking(self, facts: SentDossier) -> list[str]:
        return portal_adapter.lacking(portal_adapter.dossier(facts))

    def compare(self, facts: SentDossier, held: Held) -> tuple[Difference, ...]:
        """Ours beside theirs; nothing: they agree."""
        return portal_adapter.differences(portal_adapter.dossier(facts), held.record)

    def _ask(self, service: str, more: dict[str, Any]) -> dict[str, Any]:
        session = self._session or self._log_in("")
        try:
            return self._once(session, service, more)
        except _SessionOver:
            pass
        try:
            return self._once(self._log_in(session), service, more)
        except _SessionOver:
            raise PortalFault("portal.login") from None

    def _once(self, session: str, service: str, more: dict[str, Any]) -> dict[str, Any]:
        body = {"session": session, "madonvi": self._agency, "service": service, **more}
        try:
            answer = self._wire.post(self._path, body, {"dstcode": self._agency})
        except PortalFault as fault:
            if fault.fault.removeprefix("portal.http.") in _OVER:
                raise _SessionOver from None
            raise
        code, words = str(answer.get("error_code", "")), str(answer.get("message", "")).casefold()
        if code in GOOD:
            return answer
        if code in _OVER or "session" in words or "phiên" in words:
            raise _SessionOver
        if not code:
            raise PortalFault("portal.not_json")
        raise PortalRefused(code, exists=code in _EXISTS or "đã tồn tại" in words)

    def _log_in(self, spent: str) -> str:
        """A session that is not `spent`; one thread logs in, the others have what it got.

        Raises:
            PortalFault: nothing was sent, whatever went wrong.
        """
        with self._turn:
            if self._session and self._session != spent:
                return self._session
            self._session = ""
            login = {"username": self._user, "password": self._password}
            try:
                answer = self._wire.post("/login", login, {"dstcode": self._agency})
            except PortalFault as fault:
                raise PortalFault("portal.unreachable" if fault.fault in _NOBODY else "portal.login") from None
            session = answer.get("session")
            if str(answer.get("error_code", "")) not in GOOD or not isinstance(session, str) or not session:
                raise PortalFault("portal.login")
            self._session = session
            return session


_NOBODY: Final = frozenset({"portal.unreachable", "portal.slow", "portal.no_answer"})


class _SessionOver(Exception):
    """The portal has forgotten who we are."""
