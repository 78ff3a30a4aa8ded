"""Values the documentation shows; nobody's data: names and numbers are the samples of the published forms."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

ID: Final = "01936b2e-7f00-7a3c-9d21-5b0c6e4f1a77"
DOSSIER: Final = "000.00.00.G22-261123-0001"
AT: Final = "2026-11-23T09:00:00.000+07:00"
DUE: Final = "2026-12-07T17:00:00.000+07:00"

SAMPLES: Final[dict[type, Any]] = {
    bool: False,
    int: 1,
    float: 1.0,
    datetime: AT,
    date: "2026-11-23",
    UUID: ID,
    object: None,
}
WORDS: Final[dict[str, str]] = {
    "code": DOSSIER,
    "dossier": DOSSIER,
    "status": "processing",
    "public_status": "processing",
    "procedure": "Cấp giấy phép tiến hành công việc bức xạ",
    "procedure_code": "1.012345",
    "procedure_key": "gp-buc-xa",
    "key": "gp-buc-xa",
    "name_vi": "Cấp giấy phép tiến hành công việc bức xạ",
    "name": "Thẩm định hồ sơ",
    "authority": "Cục An toàn bức xạ và hạt nhân",
    "unit": "Phòng Cấp phép",
    "channel": "counter",
    "applicant": "Nguyễn Văn A",
    "applicant_name": "Nguyễn Văn A",
    "applicant_kind": "citizen",
    "result_by": "counter",
    "light": "green",
    "stage": "Thẩm định hồ sơ",
    "officer": "Trần Thị B",
    "purpose": "result",
    "rule": "first_day",
    "source": "BLDS 2015 Đ147",
    "vi": "Ngày bắt đầu không tính vào thời hạn.",
    "en": "The first day is not counted.",
    "secret": "K7M2QX4D",
    "url": f"https://motcua.example.vn/d/{DOSSIER}#s=K7M2QX4D",
    "list_no": "20261123-01",
    "how": "post",
    "their_code": "H12.34-261124-0017",
    "beyond": "",
    "state": "handed",
    "queue": "A",
    "form": "01",
}
