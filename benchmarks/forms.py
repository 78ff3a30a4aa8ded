"""How long a receipt's PDF takes: each with facts of its own, so that nothing set before is found again."""

import statistics
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Final

from benchmarks.table import Line
from displays.forms.facts import Receipt
from displays.forms.parts import Head, Paper, Person
from displays.forms.rendering import pdf

TARGET_MS: Final = 150.0
RECEIPTS: Final = 100
RECEIVED: Final = datetime(2026, 3, 5, 9, 32, tzinfo=timezone(timedelta(hours=7)))
PAPERS: Final = (
    Paper("Đơn đề nghị cấp giấy phép (Mẫu số 05 Phụ lục IV)", originals=1),
    Paper("Phiếu khai báo nhân viên bức xạ và người phụ trách an toàn", originals=1),
    Paper("Bản sao chứng chỉ nhân viên bức xạ của người phụ trách an toàn", certified=1),
    Paper("Báo cáo đánh giá an toàn kèm kết quả kiểm định thiết bị", originals=1, copies=2),
)


def lines() -> Iterator[Line]:
    first, *others = (_took_ms(number) for number in range(RECEIPTS + 1))
    yield Line("a receipt (form 01) as PDF/A, with QR and barcode, p95", "-", _p95(others), "ms", "≤", TARGET_MS)
    yield Line("  median", "-", statistics.median(others), "ms")
    yield Line("  the first of a process", "-", first, "ms")


def _took_ms(number: int) -> float:
    facts = _receipt(number)
    began = time.perf_counter()
    pdf(facts)
    return (time.perf_counter() - began) * 1000


def _p95(figures: list[float]) -> float:
    return statistics.quantiles(figures, n=20)[-1]


def _receipt(number: int) -> Receipt:
    code = f"000.00.00.G06-260305-{number:04}"
    return Receipt(
        head=Head("Bộ Khoa học và Công nghệ", "Bộ phận Một cửa", "Hà Nội", RECEIVED, f"{number}/TNHS-MC"),
        code=code,
        person=Person(
            f"Nguyễn Văn {number}", "Ông", f"Số {number} phố Trần Duy Hưng, thành phố Hà Nội", "0912 345 678"
        ),
        request="Cấp giấy phép tiến hành công việc bức xạ – Sử dụng thiết bị X-quang chẩn đoán trong y tế",
        lookup_url=f"https://motcua.example.vn/d/{code}?k=7F3K9Q2M",
        papers=PAPERS,
        limit="20 ngày làm việc",
        received=RECEIVED,
        due=RECEIVED + timedelta(days=28),
        return_at="Bộ phận Một cửa, số 113 Trần Duy Hưng",
        officer="Trần Văn Minh",
        secret="7F3K",  # noqa: S106 - as printed on paper
    )
