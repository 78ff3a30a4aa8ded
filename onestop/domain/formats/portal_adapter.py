"""The portal's old adapter (VXP / LGSP, rules file 3.2): `HoSo` and `TienDo`, every value a text.

Seen in OpenCPS 2020 and two provinces, the real portal was not. Not seen anywhere and chosen here: "1" and "0" for
yes and no, the kinds of identity (`1` personal number, `2` tax code), the states of a supplement (`0` asked, `1`
answered), and that a file's id is the SHA-256 of its bytes, for the format has no other place for a hash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from onestop.domain.dossier import NATIONAL, Status
from onestop.domain.formats.portal_facts import SentDossier, SentFile, SentProgress, SentSupplement
from onestop.domain.procedure import Channel

Record: TypeAlias = dict[str, Any]
"""Texts, and lists of such records."""

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_SUBJECT: Final = 1000
KINDS: Final[Mapping[str, str]] = {"citizen": "1", "business": "2", "agency": "3", "organisation": "4"}
CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.COUNTER: "1",
    Channel.ASSISTED: "2",
    Channel.ONLINE: "2",
    Channel.POST: "3",
}
FEES: Final[Mapping[str, str]] = {"intake": "1", "supplement": "2", "return": "4"}
NEEDED: Final = (
    "MaHoSo",
    "MaTTHC",
    "TenTTHC",
    "MaLinhVuc",
    "KenhThucHien",
    "ChuHoSo",
    "LoaiDoiTuong",
    "TrangThaiHoSo",
    "HinhThuc",
    "DonViXuLy",
)
NEEDED_OF_PROGRESS: Final = ("MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai")
_TAKEN_IN: Final = frozenset({Status.RECEIVED, Status.PROCESSING, Status.PAYING, Status.READY, Status.RETURNED})


def stamp(at: datetime | None) -> str:
    """`yyyyMMddHHmmss` in Asia/Ho_Chi_Minh; empty where there is no instant."""
    return at.astimezone(ZONE).strftime("%Y%m%d%H%M%S") if at is not None else ""


def dossier(facts: SentDossier) -> Record:
    """One `HoSo`."""
    trimmed: Record = _trimmed(_dossier(facts))
    return trimmed


def _dossier(facts: SentDossier) -> Record:
    return {
        "MaHoSo": facts.code,
        "MaTTHC": facts.procedure_code,
        "TenTTHC": facts.procedure,
        "MaLinhVuc": facts.field_code,
        "TenLinhVuc": facts.field,
        "KenhThucHien": CHANNELS[facts.channel],
        "SoBienNhan": facts.register,
        "ChuHoSo": facts.applicant_name,
        "LoaiDoiTuong": KINDS.get(facts.applicant_kind, "4"),
        "MaDoiTuong": "",
        "ThongTinKhac": "",
        "Email": facts.applicant_email,
        "Fax": "",
        "SoDienThoai": _national(facts.applicant_phone),
        "TrichYeuHoSo": facts.subject[:LONGEST_SUBJECT],
        "NgayNopHoSo": stamp(facts.submitted_at),
        "NgayTiepNhan": stamp(facts.received_at),
        "NgayHenTra": stamp(facts.due),
        "NgayKetThucXuLy": stamp(facts.ready_at),
        "NgayTra": stamp(facts.returned_at),
        "NgayTuChoi": stamp(facts.refused_at),
        "TrangThaiHoSo": str(NATIONAL[facts.status]),
        "ThongTinTra": facts.returned_how,
        "HinhThuc": "1" if facts.by_post else "0",
        "DonViXuLy": facts.unit,
        "GhiChu": facts.reason,
        "NoiNopHoSo": facts.place,
        "HoSoCoThanhPhanSoHoa": _flag(bool(facts.files)),
        "TaiKhoanDuocXacThucVoiVNeID": "0",
        "DuocThanhToanTrucTuyen": "0",
        "DinhDanhCHS": _identity(facts),
        "DSKetNoiCSDL": [],
        "TaiLieuNop": [_file(each) for each in facts.files],
        "DanhSachLePhi": _fees(facts),
        "DanhSachTepDinhKemKhac": [
            {"TenGiayTo": each.name, "SoLuong": str(each.count), "LoaiGiayTo": "0" if each.original else "1"}
            for each in facts.papers
        ],
        "DanhSachHoSoBoSung": [_supplement(facts, each) for each in facts.supplements],
        "DanhSachGiayToKetQua": [_result(each) for each in facts.results],
    }


def progress(facts: SentProgress) -> Record:
    """One `TienDo`."""
    record: Record = {
        "MaHoSo": facts.code,
        "NguoiXuLy": facts.by,
        "ChucDanh": facts.title,
        "ThoiDiemXuLy": stamp(facts.at),
        "PhongBanXuLy": facts.unit,
        "NoiDungXuLy": facts.did[:LONGEST_SUBJECT],
        "TrangThai": str(NATIONAL[facts.status]),
        "NgayBatDau": stamp(facts.begun_at),
        "NgayKetThucTheoQuyDinh": stamp(facts.due),
    }
    trimmed: Record = _trimmed(record)
    return trimmed


def _trimmed(value: Any) -> Any:
    """Without blanks around any text, at any depth."""
    if isinstance(value, dict):
        return {name: _trimmed(each) for name, each in value.items()}
    return [_trimmed(each) for each in value] if isinstance(value, list) else value.strip()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field the two sides have differently, both as text; a list has a line for each of its records."""

    field: str
    ours: str
    theirs: str


def differences(ours: Mapping[str, object], theirs: Mapping[str, object]) -> tuple[Difference, ...]:
    """What differs in the fields we tell, in their order; what the portal adds of its own is no difference."""
    pairs = ((name, _told(value), _told(theirs.get(name))) for name, value in ours.items())
    return tuple(Difference(name, mine, its) for name, mine, its in pairs if mine != its)


def _told(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(sorted(filter(None, map(_told, value))))
    if isinstance(value, Mapping):
        return " · ".join(text for _, each in sorted(value.items()) if (text := _told(each)))
    return "" if value is None else str(value).strip()


def lacking(record: Mapping[str, object], needed: Sequence[str] = NEEDED) -> list[str]:
    """Names of fields the portal will not do without and that are empty."""
    found = [name for name in needed if not str(record.get(name, "")).strip()]
    taken_in = {str(NATIONAL[status]) for status in _TAKEN_IN}
    if record.get("TrangThaiHoSo") in taken_in and not record.get("NgayTiepNhan"):
        found.append("NgayTiepNhan")
    return found


def mark(record: Mapping[str, object]) -> str:
    """What tells one progress entry of a dossier from another, ours or as the portal keeps it."""
    return "|".join(str(record.get(name, "")) for name in ("ThoiDiemXuLy", "TrangThai", "NoiDungXuLy"))


def _national(phone: str) -> str:
    """`0912345678` of `+84912345678`."""
    return f"0{phone[3:]}" if phone.startswith("+84") else phone


def _flag(yes: bool) -> str:
    return "1" if yes else "0"


def _identity(facts: SentDossier) -> list[Record]:
    if not facts.applicant_number:
        return []
    kind = "1" if facts.applicant_kind == "citizen" else "2"
    return [{"LoaiDinhDanh": kind, "SoDinhDanh": facts.applicant_number}]


def _file(each: SentFile) -> Record:
    return {
        "TepDinhKemId": each.sha256,
        "TenTepDinhKem": each.name,
        "IsDeleted": "0",
        "MaThanhPhanHoSo": each.component,
        "DuongDanTaiTepTin": "",
        "DuocSoHoa": "1",
        "DuocTaiSuDung": _flag(each.reused),
        "DuocLayTuKhoDMQG": "0",
        "MaKetQuaThayThe": "",
    }


def _fees(facts: SentDossier) -> list[Record]:
    if not facts.fee_vnd:
        return []
    return [
        {
            "TenPhiLePhi": facts.procedure,
            "MaPhiLePhi": facts.procedure_code,
            "HinhThucThu": FEES[facts.fee_stage],
            "Gia": str(facts.fee_vnd),
            "LoaiPhiLePhi": "1",
        }
    ]


def _supplement(facts: SentDossier, each: SentSupplement) -> Record:
    answered = each.answered_at is not None
    return {
        "HoSoBoSungId": f"{facts.code}-BS{each.number}",
        "NguoiYeuCauBoSung": each.asked_by,
        "NoiDungBoSung": "; ".join((*each.lines, each.reason) if each.reason else each.lines)[:LONGEST_SUBJECT],
        "NgayBoSung": stamp(each.asked_at),
        "NguoiTiepNhanBoSung": each.answered_by,
        "ThongTinTiepNhan": each.note,
        "NgayTiepNhanBoSung": stamp(each.answered_at),
        "TrangThaiBoSung": _flag(answered),
        "DanhSachGiayToBoSung": [{"TenGiayTo": line} for line in each.lines],
        "DanhSachLePhiBoSung": [],
        "NgayHenTraTruoc": stamp(facts.original_due),
        "NgayHenTraMoi": stamp(facts.due) if answered else "",
    }


def _result(each: SentFile) -> Record:
    return {
        "TenGiayTo": each.name,
        "MaThanhPhanHoSo": "",
        "GiayToId": each.sha256,
        "DuongDanTepTinKetQua": "",
        "MaGiayToKetQua": "",
    }
