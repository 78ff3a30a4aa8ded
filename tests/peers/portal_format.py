"""What the portal's stand-in takes for a dossier and its progress, from the rules file and from nothing of ours."""

import re
from datetime import datetime
from typing import Any

TEXTS = {
    "MaHoSo": (1, 60),
    "MaTTHC": (8, 30),
    "TenTTHC": (1, 500),
    "MaLinhVuc": (1, 30),
    "TenLinhVuc": (0, 200),
    "KenhThucHien": (1, 1),
    "SoBienNhan": (0, 50),
    "ChuHoSo": (1, 250),
    "LoaiDoiTuong": (1, 1),
    "MaDoiTuong": (0, 50),
    "ThongTinKhac": (0, 1000),
    "Email": (0, 200),
    "Fax": (0, 50),
    "SoDienThoai": (0, 20),
    "TrichYeuHoSo": (0, 1000),
    "NgayNopHoSo": (0, 14),
    "NgayTiepNhan": (0, 14),
    "NgayHenTra": (0, 14),
    "NgayKetThucXuLy": (0, 14),
    "NgayTra": (0, 14),
    "NgayTuChoi": (0, 14),
    "TrangThaiHoSo": (1, 2),
    "ThongTinTra": (0, 1000),
    "HinhThuc": (1, 1),
    "DonViXuLy": (1, 250),
    "GhiChu": (0, 2000),
    "NoiNopHoSo": (0, 250),
    "HoSoCoThanhPhanSoHoa": (1, 1),
    "TaiKhoanDuocXacThucVoiVNeID": (1, 1),
    "DuocThanhToanTrucTuyen": (1, 1),
}
CHOICES = {
    "KenhThucHien": "123",
    "LoaiDoiTuong": "1234",
    "HinhThuc": "01",
    "HoSoCoThanhPhanSoHoa": "01",
    "TaiKhoanDuocXacThucVoiVNeID": "01",
    "DuocThanhToanTrucTuyen": "01",
    "IsDeleted": "01",
    "DuocSoHoa": "01",
    "DuocTaiSuDung": "01",
    "DuocLayTuKhoDMQG": "01",
    "TrangThaiBoSung": "01",
    "LoaiDinhDanh": "12",
}
LISTS: dict[str, dict[str, tuple[int, int]]] = {
    "DinhDanhCHS": {"LoaiDinhDanh": (1, 1), "SoDinhDanh": (1, 20)},
    "DSKetNoiCSDL": {"MaCSDL": (1, 20)},
    "TaiLieuNop": {
        "TepDinhKemId": (64, 64),
        "TenTepDinhKem": (1, 250),
        "IsDeleted": (1, 1),
        "MaThanhPhanHoSo": (1, 50),
        "DuongDanTaiTepTin": (0, 500),
        "DuocSoHoa": (1, 1),
        "DuocTaiSuDung": (1, 1),
        "DuocLayTuKhoDMQG": (1, 1),
        "MaKetQuaThayThe": (0, 50),
    },
    "DanhSachLePhi": {
        "TenPhiLePhi": (1, 500),
        "MaPhiLePhi": (1, 50),
        "HinhThucThu": (1, 1),
        "Gia": (1, 15),
        "LoaiPhiLePhi": (1, 1),
    },
    "DanhSachTepDinhKemKhac": {"TenGiayTo": (1, 1000), "SoLuong": (1, 4), "LoaiGiayTo": (1, 1)},
    "DanhSachHoSoBoSung": {
        "HoSoBoSungId": (1, 80),
        "NguoiYeuCauBoSung": (0, 250),
        "NoiDungBoSung": (1, 1000),
        "NgayBoSung": (14, 14),
        "NguoiTiepNhanBoSung": (0, 250),
        "ThongTinTiepNhan": (0, 1000),
        "NgayTiepNhanBoSung": (0, 14),
        "TrangThaiBoSung": (1, 1),
        "NgayHenTraTruoc": (0, 14),
        "NgayHenTraMoi": (0, 14),
    },
    "DanhSachGiayToKetQua": {
        "TenGiayTo": (1, 1000),
        "MaThanhPhanHoSo": (0, 50),
        "GiayToId": (1, 64),
        "DuongDanTepTinKetQua": (0, 500),
        "MaGiayToKetQua": (0, 50),
    },
}
NESTED = {"DanhSachHoSoBoSung": ("DanhSachGiayToBoSung", "DanhSachLePhiBoSung")}
PROGRESS = {
    "MaHoSo": (1, 60),
    "NguoiXuLy": (1, 250),
    "ChucDanh": (0, 250),
    "ThoiDiemXuLy": (14, 14),
    "PhongBanXuLy": (0, 250),
    "NoiDungXuLy": (1, 1000),
    "TrangThai": (1, 2),
    "NgayBatDau": (0, 14),
    "NgayKetThucTheoQuyDinh": (0, 14),
}
MOVES = {
    "1": "1 2 3 5 7",
    "2": "2 4 5 6 7 8 9",
    "3": "3",
    "4": "4 5 6 7 8 9",
    "5": "5 2 4 7 8",
    "6": "6 4 7 8 9",
    "7": "7",
    "8": "8",
    "9": "9 10 6",
    "10": "10",
}
CODE_OLD = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4,}")
CODE_NEW = re.compile(r"[A-Z]\d{2}(\.\d{2,3}){0,3}-(\d{8}|\d{6})-\d{4,7}")
PROCEDURE = re.compile(r"[123]\.\d{6}(\.(\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2})?")
RECEIVED = {"2", "4", "6", "9", "10"}


class Wrong(Exception):
    """A record the portal does not take; `field` is the one that is wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def check_dossier(record: Any) -> None:
    """Raises: Wrong."""
    if not isinstance(record, dict) or set(record) != set(TEXTS) | set(LISTS):
        raise Wrong("HoSo")
    _texts(record, TEXTS)
    for name, fields in LISTS.items():
        _list(name, record[name], fields)
    if not (CODE_OLD.fullmatch(record["MaHoSo"]) or CODE_NEW.fullmatch(record["MaHoSo"])):
        raise Wrong("MaHoSo")
    if not PROCEDURE.fullmatch(record["MaTTHC"]):
        raise Wrong("MaTTHC")
    if record["TrangThaiHoSo"] not in MOVES:
        raise Wrong("TrangThaiHoSo")
    _dates_fit_the_status(record, record["TrangThaiHoSo"])
    if (record["HoSoCoThanhPhanSoHoa"] == "1") is not bool(record["TaiLieuNop"]):
        raise Wrong("HoSoCoThanhPhanSoHoa")


def _dates_fit_the_status(record: dict[str, str], status: str) -> None:
    if status in RECEIVED and not record["NgayTiepNhan"]:
        raise Wrong("NgayTiepNhan")
    if record["NgayHenTra"] and record["NgayHenTra"] < record["NgayTiepNhan"]:
        raise Wrong("NgayHenTra")
    if (status in ("9", "10")) is not bool(record["NgayKetThucXuLy"]):
        raise Wrong("NgayKetThucXuLy")
    if (status == "10") is not bool(record["NgayTra"]):
        raise Wrong("NgayTra")
    if (status == "3") is not bool(record["NgayTuChoi"]):
        raise Wrong("NgayTuChoi")
    if status == "5" and not record["DanhSachHoSoBoSung"]:
        raise Wrong("DanhSachHoSoBoSung")
    if record["DanhSachGiayToKetQua"] and status not in ("9", "10"):
        raise Wrong("DanhSachGiayToKetQua")


def check_progress(entry: Any) -> None:
    """Raises: Wrong."""
    if not isinstance(entry, dict) or set(entry) != set(PROGRESS):
        raise Wrong("TienDo")
    _texts(entry, PROGRESS)
    if entry["TrangThai"] not in MOVES:
        raise Wrong("TrangThai")


def may_follow(before: str, after: str) -> bool:
    return after in MOVES[before].split()


def _list(name: str, items: Any, fields: dict[str, tuple[int, int]]) -> None:
    if not isinstance(items, list):
        raise Wrong(name)
    more = NESTED.get(name, ())
    for item in items:
        if not isinstance(item, dict) or set(item) != set(fields) | set(more):
            raise Wrong(name)
        if not all(isinstance(item[each], list) for each in more):
            raise Wrong(name)
        _texts(item, fields)


def _texts(record: dict[str, Any], fields: dict[str, tuple[int, int]]) -> None:
    for name, (least, most) in fields.items():
        value = record[name]
        if not isinstance(value, str) or not least <= len(value) <= most or value != value.strip():
            raise Wrong(name)
        if name in CHOICES and value not in CHOICES[name]:
            raise Wrong(name)
        if name.startswith(("Ngay", "ThoiDiem")) and value:
            _date(name, value)
    if record.get("Gia") and not record["Gia"].isdigit():
        raise Wrong("Gia")
    if record.get("SoDienThoai") and not re.fullmatch(r"0\d{8,10}", record["SoDienThoai"]):
        raise Wrong("SoDienThoai")


def _date(name: str, value: str) -> None:
    try:
        found = datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the format has no zone
    except ValueError:
        raise Wrong(name) from None
    if not re.fullmatch(r"\d{14}", value) or not 2000 <= found.year <= 2100:
        raise Wrong(name)
