"""The national catalogue's procedures: read as they come, every gap and oddity told, nothing invented."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.clock import Limit, Unit
from onestop.domain.errors import ProcedureFaulty
from onestop.domain.formats import national_procedure
from onestop.domain.formats.national_procedure import UNITS, Imported
from onestop.domain.formats.national_reading import Finding
from onestop.domain.formats.rules_json import as_json, from_json
from onestop.domain.procedure import Case, Channel, Component, LegalBasis, ResultRule, Terms
from onestop.words import LOCALES, say

WHOLE: dict[str, Any] = {
    "MATTHC": "1.009846",
    "TENTTHC": " Cấp Chứng chỉ nhân viên bức xạ ",
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "G06-XX", "TENLINHVUC": "An toàn bức xạ và hạt nhân"}],
    "TRINHTUTHUCHIEN": [{"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Nộp hồ sơ"}, {"TENTRINHTU": "Thẩm định"}]}],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "1",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "10",
                    "DONVITINH": "Ngày làm việc",
                    "MOTA": "Từ khi nộp phí",
                    "PHILEPHI": [{"SOTIEN": "200.000", "DONVI": "Đồng", "MOTA": "Lệ phí"}],
                }
            ],
        },
        {"KENH": 2, "THOIGIAN": [{"THOIGIANGIAIQUYET": 8, "DONVITINH": "Giờ làm việc", "PHILEPHI": []}]},
    ],
    "THANHPHANHOSO": [
        {"TRUONGHOP": "", "GIAYTO": [{"MAGIAYTO": "A", "TENGIAYTO": "Đơn", "SOBANCHINH": 1, "TENMAUDON": "Mẫu 5"}]},
        {"TRUONGHOP": "Cấp lại", "GIAYTO": [{"MAGIAYTO": "", "TENGIAYTO": "Bản gốc", "SOBANSAO": "2"}]},
    ],
    "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.G06.000001", "TENKETQUA": "Chứng chỉ"}],
    "CANCUPHAPLY": [{"SOVANBAN": "142/2020/NĐ-CP", "TENVANBAN": "Nghị định"}],
    "COQUANTHUCHIEN": [{"TENDONVI": "Cục An toàn bức xạ và hạt nhân"}],
    "YEUCAU": "Không",
}  # fmt: skip


def read(**changed: Any) -> Imported:
    whole = {key: value for key, value in (WHOLE | changed).items() if value is not ...}
    return national_procedure.read(json.dumps(whole).encode())


def time(**changed: Any) -> Imported:
    one = WHOLE["CACHTHUCTHUCHIEN"][0]["THOIGIAN"][0] | changed
    return read(CACHTHUCTHUCHIEN=[{"KENH": "1", "THOIGIAN": [one]}])


def test_a_whole_procedure() -> None:
    found = read()
    assert (found.code, found.name) == ("1.009846", "Cấp Chứng chỉ nhân viên bức xạ")
    assert (found.field_code, found.field_name) == ("G06-XX", "An toàn bức xạ và hạt nhân")
    assert found.agency == "Cục An toàn bức xạ và hạt nhân"
    assert found.order == "Nộp hồ sơ\nThẩm định"
    assert found.rules.terms == (
        Terms(Channel.COUNTER, Limit(10, Unit.WORKING_DAYS), 200_000, "200000 Đồng Lệ phí", note="Từ khi nộp phí"),
        Terms(Channel.ONLINE, Limit(8, Unit.HOURS)),
    )
    assert found.rules.cases == (Case("TH1", "Cấp lại"),)
    assert found.rules.components == (
        Component("A", "Đơn", originals=1, form="Mẫu 5"),
        Component("ours-1", "Bản gốc", copies=2, cases=("TH1",)),
    )
    assert found.rules.results == (ResultRule("KQ.G06.000001", "Chứng chỉ"),)
    assert found.rules.legal_basis == (LegalBasis("142/2020/NĐ-CP", name="Nghị định"),)
    assert found.rules.requirements == "Không"
    assert found.rules.stages == ()
    assert found.findings == (Finding("own_code", "THANHPHANHOSO.1.GIAYTO.0.MAGIAYTO"),)


@pytest.mark.parametrize("word", [*UNITS, "NGÀY LÀM VIỆC", " Giờ  làm việc ", "Tháng"])
def test_units_in_words(word: str) -> None:
    found = time(DONVITINH=word)
    assert found.rules.terms[0].limit == Limit(10, UNITS[" ".join(word.lower().split())])


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"DONVITINH": "tuần"}, "unknown_unit", "DONVITINH"),
        ({"DONVITINH": ""}, "missing", "DONVITINH"),
        ({"DONVITINH": None}, "missing", "DONVITINH"),
        ({"DONVITINH": ["ngày"]}, "wrong_type", "DONVITINH"),
        ({"THOIGIANGIAIQUYET": "mười"}, "not_a_number", "THOIGIANGIAIQUYET"),
        ({"THOIGIANGIAIQUYET": 2.5}, "not_a_number", "THOIGIANGIAIQUYET"),
        ({"THOIGIANGIAIQUYET": ""}, "missing", "THOIGIANGIAIQUYET"),
        ({"THOIGIANGIAIQUYET": 0}, "strange_amount", "THOIGIANGIAIQUYET"),
        ({"THOIGIANGIAIQUYET": 99999}, "strange_amount", "THOIGIANGIAIQUYET"),
        ({"THOIGIANGIAIQUYET": True}, "not_a_number", "THOIGIANGIAIQUYET"),
    ],
)
def test_a_limit_that_cannot_be_read_is_none_and_a_finding(changed: dict[str, Any], code: str, field: str) -> None:
    found = time(**changed)
    assert found.rules.terms[0].limit is None
    assert Finding(code, f"CACHTHUCTHUCHIEN.0.THOIGIAN.0.{field}") in found.findings


@pytest.mark.parametrize(
    ("fees", "fee", "code"),
    [
        ([{"SOTIEN": 0, "DONVI": "VND"}], 0, None),
        ([{"SOTIEN": "1,200,000"}], 1_200_000, None),
        ([{"SOTIEN": 50_000_000}, {"SOTIEN": 20_000_000}], None, "several_fees"),
        ([{"SOTIEN": 5, "DONVI": "USD"}], None, "unknown_currency"),
        ([{"SOTIEN": "theo quy định"}], None, "not_a_number"),
        ([{"SOTIEN": -5}], None, "strange_amount"),
        ({"SOTIEN": "7"}, 7, None),
    ],
)
def test_fees(fees: Any, fee: int | None, code: str | None) -> None:
    found = time(PHILEPHI=fees)
    assert found.rules.terms[0].fee_vnd == fee
    assert {one.code for one in found.findings} - {"own_code"} == ({code} if code else set())


@pytest.mark.parametrize("key", sorted(set(WHOLE) - {"MATTHC", "YEUCAU"}))
def test_what_is_missing_is_told(key: str) -> None:
    assert any(one.code == "missing" and one.path.startswith(key) for one in read(**{key: ...}).findings)


def test_a_code_of_ours_is_nobody_elses() -> None:
    papers = [{"MAGIAYTO": code, "TENGIAYTO": "x"} for code in ("ours-2", "", "ours-2", "A")]
    found = read(THANHPHANHOSO=[{"GIAYTO": papers}])
    assert [one.code for one in found.rules.components] == ["ours-2", "ours-1", "ours-3", "A"]


def test_what_is_strange_is_told() -> None:
    found = read(
        CACHTHUCTHUCHIEN=[{"KENH": "9"}, *WHOLE["CACHTHUCTHUCHIEN"], WHOLE["CACHTHUCTHUCHIEN"][0]],
        KETQUATHUCHIEN="Chứng chỉ", CANCUPHAPLY=["142/2020"], GIMMICK=1, YEUCAU="x" * 20_000,
    )  # fmt: skip
    assert set(found.findings) == {
        Finding("unknown_channel", "CACHTHUCTHUCHIEN.0.KENH"),
        Finding("another_time", "CACHTHUCTHUCHIEN.3.THOIGIAN.0"),
        Finding("wrong_type", "KETQUATHUCHIEN"),
        Finding("wrong_type", "CANCUPHAPLY.0"),
        Finding("unknown_key", "GIMMICK"),
        Finding("too_long", "YEUCAU"),
        Finding("own_code", "THANHPHANHOSO.1.GIAYTO.0.MAGIAYTO"),
    }
    assert len(found.rules.terms) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe{", b"[1]", b"3", b"{", b'{"TENTTHC": NaN}', b"[" * 100_000, b'{"a":' * 50_000,
        b'{"a":' + b"9" * 5000 + b"}", b" " * (10 * 2**20),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_file_that_is_no_procedure_is_refused(content: bytes) -> None:
    with pytest.raises(ProcedureFaulty) as refused:
        national_procedure.read(content)
    assert refused.value.facts["field"] == "file"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_finding_has_words(locale: str) -> None:
    folder = Path(national_procedure.__file__).parent
    text = "".join((folder / name).read_text() for name in ("national_procedure.py", "national_reading.py"))
    codes = set(re.findall(r"note\(\"([a-z_]+)\"", text))
    assert len(codes) == 13
    assert [code for code in codes if say(locale, f"national.{code}").startswith("national.")] == []


def test_a_byte_order_mark_is_no_fault() -> None:
    assert national_procedure.read(b"\xef\xbb\xbf" + json.dumps(WHOLE).encode()).name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["TENTTHC", "KENH", "THOIGIAN", "PHILEPHI", "GIAYTO", "SOTIEN", "MAGIAYTO", "TENGIAYTO", "DONVITINH", "x"]
    ), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), JSON))
def test_whatever_stands_in_a_file_the_rules_can_be_kept(whole: dict[str, Any]) -> None:
    found = national_procedure.of(WHOLE | whole)
    assert from_json(as_json(found.rules)) == found.rules
    f"{found.name}{found.code}{found.order}{found.agency}".encode()
