"""One filled form of each kind: made-up people, real kinds of business."""

from datetime import date, datetime, timedelta, timezone

from displays.forms import facts, letters
from displays.forms.base import Form
from displays.forms.parts import (
    Cash,
    Contact,
    Entry,
    Filled,
    Going,
    HandOver,
    Head,
    Lack,
    Need,
    Original,
    Paper,
    Parcel,
    Person,
    Result,
    Signer,
)

HANOI = timezone(timedelta(hours=7))


def at(day: int, month: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HANOI)


NAME = "Nguyễn Thị Hương Giang"
CODE = "000.00.00.G06-260305-0047"
URL = "https://motcua.example.vn/d/000.00.00.G06-260305-0047?k=7F3K9Q2M"
REQUEST = "Cấp giấy phép tiến hành công việc bức xạ – Sử dụng thiết bị X-quang chẩn đoán trong y tế"
HEAD = Head(
    superior="Bộ Khoa học và Công nghệ",
    office="Bộ phận Một cửa",
    place="Hà Nội",
    issued=at(5, 3, 9, 32),
    number="47/TNHS-MC",
)
PERSON = Person(
    name=NAME,
    title="Bà",
    address="Số 12, ngõ 84 phố Trần Duy Hưng, phường Yên Hòa, thành phố Hà Nội",
    phone="0912 345 678",
    email="huonggiang@example.vn",
    identity="001185012345",
)
CONTACT = Contact(officer="Trần Văn Minh", phone="024 3555 0101", website="motcua.example.vn")
HEADMAN = Signer(name="Phạm Quốc Khánh", title="Trưởng Bộ phận Một cửa")
PAPERS = (
    Paper(name="Đơn đề nghị cấp giấy phép (Mẫu số 05 Phụ lục IV)", originals=1),
    Paper(name="Phiếu khai báo nhân viên bức xạ và người phụ trách an toàn", originals=1),
    Paper(name="Bản sao chứng chỉ nhân viên bức xạ của người phụ trách an toàn", certified=1),
    Paper(name="Báo cáo đánh giá an toàn kèm kết quả kiểm định thiết bị", originals=1, copies=2),
)

RECEIPT = facts.Receipt(
    head=HEAD,
    code=CODE,
    person=PERSON,
    request=REQUEST,
    contact=CONTACT,
    lookup_url=URL,
    papers=PAPERS,
    limit="20 ngày làm việc",
    received=at(5, 3, 9, 32),
    due=at(2, 4, 17),
    return_at="Bộ phận Một cửa, số 113 Trần Duy Hưng",
    officer="Trần Văn Minh",
    channel="Trực tiếp tại quầy 3",
    secret="7F3K",
    book="01",
    book_number="0047",
)
FULL_RECEIPT = facts.Receipt(
    head=HEAD,
    code=CODE,
    person=PERSON,
    owner=Person(
        name="Công ty Cổ phần Thiết bị Y tế và Công nghệ Bức xạ Phương Đông",
        address="Lô CN-07, khu công nghiệp Thạch Thất – Quốc Oai, thành phố Hà Nội",
    ),
    request=REQUEST,
    contact=CONTACT,
    lookup_url=URL,
    papers=PAPERS,
    limit="20 ngày làm việc",
    received=at(5, 3, 9, 32),
    due=at(2, 4, 17),
    due_steps=(
        "Nhận lúc 9 giờ 32 phút, ngày 05 tháng 3 năm 2026; ngày nhận không tính",
        "Ngày làm việc thứ 20, không kể thứ Bảy, Chủ nhật: ngày 02 tháng 4 năm 2026",
        "Hết ca làm việc cuối trong ngày: 17 giờ 00 phút",
    ),
    rules="phiên bản thủ tục có hiệu lực từ 01/7/2025",
    return_at="Trả qua bưu chính đến địa chỉ nêu trên",
    officer="Trần Văn Minh",
    channel="Trực tiếp tại quầy 3",
    secret="7F3K",
    book="01",
    book_number="0047",
    demonstration=True,
)
SUPPLEMENT = facts.Supplement(
    head=HEAD,
    code=CODE,
    person=PERSON,
    request=REQUEST,
    contact=CONTACT,
    lookup_url=URL,
    lacks=(
        Lack(
            content="Bản sao có chứng thực chứng chỉ nhân viên bức xạ",
            reason="Bản nộp là bản photo, chưa được chứng thực hoặc đối chiếu với bản chính",
        ),
        Lack(
            content="Kết quả kiểm định thiết bị X-quang",
            reason="Giấy chứng nhận kiểm định đã hết hiệu lực từ ngày 31/12/2025",
        ),
        Lack(content="Đơn đề nghị, mục 4: số sê-ri của thiết bị", reason="Chưa khai"),
    ),
    basis="Điều 17 khoản 1 Nghị định số 61/2018/NĐ-CP",
    stage="khi tiếp nhận hồ sơ",
    guidance="Nộp bổ sung tại quầy bất kỳ, qua Cổng Dịch vụ công quốc gia hoặc bưu chính; giấy tờ đã đủ giữ nguyên",
    officer="Trần Văn Minh",
    until=at(6, 4, 17),
)
REFUSAL = facts.Refusal(
    head=HEAD,
    code="",
    person=PERSON,
    request=REQUEST,
    contact=CONTACT,
    reason="Thiết bị X-quang đặt tại cơ sở khám bệnh, chữa bệnh trên địa bàn thành phố Hà Nội; việc cấp giấy phép "
    "đối với thiết bị này thuộc thẩm quyền của Ủy ban nhân dân thành phố, không thuộc thẩm quyền của Bộ.",
    basis="Quy định về phân cấp thẩm quyền cấp giấy phép trong lĩnh vực năng lượng nguyên tử",
    guidance="Xin ông/bà nộp hồ sơ tại Trung tâm Phục vụ hành chính công thành phố Hà Nội hoặc điểm phục vụ gần nhất",
    officer="Trần Văn Minh",
)
APOLOGY = facts.Apology(
    head=HEAD,
    code=CODE,
    person=PERSON,
    request=REQUEST,
    contact=CONTACT,
    limit="20 ngày làm việc",
    received=at(5, 3, 9, 32),
    due=at(2, 4, 17),
    reason="Hội đồng thẩm định chưa họp đủ thành viên do đợt kiểm tra thực tế tại cơ sở kéo dài hơn dự kiến.",
    unit="Cục An toàn bức xạ và hạt nhân",
    new_due=at(9, 4, 17),
    return_at="Bộ phận Một cửa, số 113 Trần Duy Hưng, Hà Nội",
    signer=HEADMAN,
    copies=("Như trên", "Cục An toàn bức xạ và hạt nhân", "Lưu: VT, MC"),
)
STOP = facts.Stop(
    head=HEAD,
    code=CODE,
    person=PERSON,
    request=REQUEST,
    contact=CONTACT,
    received=at(5, 3, 9, 32),
    asked_by="Người nộp hồ sơ, đơn rút hồ sơ ngày 12 tháng 3 năm 2026",
    stage="Thẩm định hồ sơ tại Cục An toàn bức xạ và hạt nhân",
    decision="Trưởng Bộ phận Một cửa chấp thuận ngày 13 tháng 3 năm 2026",
    reason="Người nộp hồ sơ đề nghị rút hồ sơ do thay đổi thiết bị sử dụng.",
    basis="Điều 19 Nghị định số 61/2018/NĐ-CP",
    money="Phí thẩm định chưa nộp, không phải hoàn trả",
    papers_back="04 giấy tờ đã nộp, trả tại Bộ phận Một cửa trong giờ làm việc",
    signer=HEADMAN,
    copies=("Như trên", "Cục An toàn bức xạ và hạt nhân", "Lưu: VT, MC"),
)
CONTROL = facts.Control(
    head=HEAD,
    code=CODE,
    person=PERSON,
    request=REQUEST,
    papers=PAPERS,
    limit="20 ngày làm việc",
    received=at(5, 3, 9, 32),
    due=at(2, 4, 17),
    hand_overs=(
        HandOver("Bộ phận Một cửa", at(5, 3, 9, 32), NAME, "Trần Văn Minh", at(5, 3, 17), "Đúng hạn", "Hồ sơ đầy đủ"),
        HandOver(
            "Cục An toàn bức xạ và hạt nhân",
            at(5, 3, 14, 5),
            "Trần Văn Minh",
            "Lê Thị Thu Hà",
            at(26, 3, 17),
            "Trước hạn",
            "Đã kiểm tra thực tế",
        ),
        HandOver("Lãnh đạo Bộ", at(27, 3, 8, 15), "Lê Thị Thu Hà", "Đỗ Hoàng Nam", at(31, 3, 17)),
        HandOver("Bộ phận Một cửa", None, "", "", at(2, 4, 17)),
    ),
)
PROCEDURES = (
    (REQUEST, "Cục An toàn bức xạ và hạt nhân"),
    ("Đăng ký chuyển giao công nghệ", "Cục Đổi mới sáng tạo"),
    ("Phê duyệt mẫu phương tiện đo", "Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia"),
)
PEOPLE = ("Nguyễn Thị Hương Giang", "Công ty TNHH Đo lường Bắc Hà", "Võ Đức Trọng", "Đặng Ngọc Quỳnh Như")


def entry(number: int) -> Entry:
    received = at(5, 1, 8) + timedelta(minutes=97 * number)
    procedure, unit = PROCEDURES[number % 3]
    return Entry(
        number=number,
        code=f"000.00.00.G06-{received:%y%m%d}-{number:04}",
        procedure=procedure,
        sets=1,
        name=PEOPLE[number % 4],
        contact="Số 12, ngõ 84 Trần Duy Hưng, Yên Hòa, Hà Nội; 0912 345 678",
        unit=unit,
        received=received,
        due=None if number % 7 == 0 else received + timedelta(days=28),
        returned=received + timedelta(days=20) if number % 2 else None,
        way=("Trực tiếp", "Bưu chính", "Trực tuyến")[number % 3],
    )


def register(rows: int) -> facts.Register:
    return facts.Register(
        head=HEAD,
        year=2026,
        book="01",
        opened=date(2026, 1, 2),
        closed=date(2026, 12, 31),
        entries=tuple(map(entry, range(1, rows + 1))),
    )


VISIT = letters.Visit(
    head=HEAD,
    code=CODE,
    person=PERSON,
    request=REQUEST,
    contact=CONTACT,
    lookup_url=URL,
    at=at(17, 3, 8, 30),
    place="Phòng chụp X-quang, tầng 1, số 12 ngõ 84 phố Trần Duy Hưng, phường Yên Hòa, Hà Nội",
    purpose="Bố trí phòng đặt thiết bị, che chắn bức xạ, biển cảnh báo, liều kế cá nhân",
    team=(
        Signer("Lê Thị Thu Hà", "chuyên viên chính, Cục An toàn bức xạ và hạt nhân"),
        Signer("Bùi Anh Tuấn", "kỹ sư đo liều, Trung tâm Hỗ trợ kỹ thuật an toàn bức xạ"),
    ),
    bring=("Hồ sơ kiểm định thiết bị", "Nhật ký vận hành và sổ theo dõi liều cá nhân"),
    signer=HEADMAN,
)
RESULTS = letters.Results(
    head=HEAD,
    period="Ngày 02 tháng 4 năm 2026",
    results=(
        Result(CODE, "Giấy phép tiến hành công việc bức xạ", NAME, at(2, 4, 10, 5), "112/GP-BKHCN", "tại quầy 12"),
        Result(
            "000.00.00.G06-260309-0012",
            "Giấy chứng nhận đăng ký chuyển giao công nghệ",
            "Công ty TNHH Đo lường Bắc Hà (người nhận: Võ Đức Trọng)",
            at(2, 4, 10, 40),
            "31/GCN",
            "tại quầy 12",
        ),
        Result("000.00.00.G06-260311-0005", "Quyết định phê duyệt mẫu phương tiện đo", "Đặng Ngọc Quỳnh Như", None),
    ),
    officer="Trần Văn Minh",
)
ORIGINALS = letters.Originals(
    head=HEAD,
    code=CODE,
    person=PERSON,
    request=REQUEST,
    originals=(
        Original("Chứng chỉ nhân viên bức xạ số 118/CC", 1, at(5, 3, 9, 32), at(5, 3, 9, 50)),
        Original("Giấy chứng nhận kiểm định thiết bị", 2, at(5, 3, 9, 32), None, "giữ để quét màu"),
    ),
    officer="Trần Văn Minh",
)
CONSULTATION = letters.Consultation(
    head=HEAD,
    person=PERSON,
    at=at(5, 3, 14, 0),
    topic="An toàn bức xạ trong y tế",
    question="Phòng khám thay máy X-quang cùng loại, cùng vị trí thì phải xin cấp mới hay sửa đổi giấy phép?",
    outcome=(
        "Thiết bị là nội dung ghi trên giấy phép. Khi thay, cơ sở đề nghị sửa đổi giấy phép trước khi sử dụng.",
        "Phòng đặt máy không đổi kết cấu thì dùng lại bản đánh giá che chắn, kèm kết quả đo kiểm xạ mới.",
    ),
    next_steps=("Kiểm định thiết bị mới", "Nộp hồ sơ sửa đổi giấy phép tại quầy lĩnh vực An toàn bức xạ"),
    bring=("Đơn đề nghị sửa đổi", "Giấy chứng nhận kiểm định thiết bị mới", "Kết quả đo kiểm xạ"),
    basis=("Luật Năng lượng nguyên tử",),
    specialist=Signer("Lê Thị Thu Hà", "chuyên viên chính, Cục An toàn bức xạ và hạt nhân"),
    contact=CONTACT,
)
APPLICATION = letters.Application(
    head=HEAD,
    demonstration=True,
    name="Đơn đề nghị cấp Giấy phép tiến hành công việc bức xạ",
    number="Mẫu 08",
    addressee="Cục An toàn bức xạ và hạt nhân",
    person=PERSON,
    born="02/09/1984",
    procedure=REQUEST,
    lines=(
        Filled("Tên thiết bị", "Máy X-quang chụp tổng hợp DR-500"),
        Filled("Năm sản xuất", "2024"),
        Filled("Nơi đặt thiết bị", "Phòng X-quang số 2, tầng 1\nsố 12 phố Trần Đại Nghĩa, Hà Nội"),
        Filled("Ngày dự kiến sử dụng", "01/04/2026"),
    ),
)
LABELS = letters.Labels(
    head=HEAD,
    parcels=(
        Parcel("RR473124829VN", CODE, NAME, "Số 12, ngõ 84 phố Trần Duy Hưng, Hà Nội", "0912 345 678"),
        Parcel(
            "EB000717618VN", "000.00.00.G06-260305-0048", "Trần Văn Bách", "Số 5 phố Huế, Hà Nội", "", "52.000 đồng"
        ),
    ),
    sender="Bộ phận Một cửa Bộ Khoa học và Công nghệ",
    sender_address="113 Trần Duy Hưng, Hà Nội",
    sender_phone="1900 1234",
)
MONEY = letters.Money(
    head=HEAD,
    number="0047/2026",
    code=CODE,
    person=PERSON,
    reason="Phí thẩm định: " + REQUEST,
    amount="2.150.000 đồng",
    words="Hai triệu một trăm năm mươi nghìn đồng",
    way="Tiền mặt",
    reference="",
    at=at(5, 3, 9, 40),
    officer="Trần Văn Minh",
    copies=("Lưu", "Giao người nộp tiền", "Kế toán"),
)
TILL = letters.TillList(
    head=HEAD,
    officer="Trần Văn Minh",
    since=at(5, 3, 7, 45),
    closed=at(5, 3, 16, 50),
    lines=(Cash("0047/2026", at(5, 3, 9, 40), CODE, "2.150.000"), Cash("", at(5, 3, 10, 5), CODE, "-150.000")),
    received="2.150.000 đồng",
    back="150.000 đồng",
    expected="2.000.000 đồng",
    counted="1.990.000 đồng",
    words="Một triệu chín trăm chín mươi nghìn đồng",
    differs="-10.000 đồng",
    note="Thiếu một tờ 10.000 đồng, đang kiểm tra lại",
)
CHECKLIST = letters.Checklist(
    head=HEAD,
    procedure=REQUEST,
    procedure_code="1.014393",
    papers=(
        Need("Đơn đề nghị cấp giấy phép", "1 bản chính", "Mẫu có sẵn tại quầy hướng dẫn"),
        Need("Phiếu khai báo nhân viên bức xạ", "1 bản chính"),
        Need("Chứng chỉ nhân viên bức xạ", "1 bản sao có chứng thực", "hoặc mang bản chính để đối chiếu"),
        Need("Báo cáo đánh giá an toàn", "1 bản chính, 2 bản photo"),
    ),
    case="Cơ sở y tế có một thiết bị",
    limit="20 ngày làm việc",
    fee="theo biểu phí hiện hành, hỏi tại quầy",
    where=("tại quầy 3", "qua Cổng Dịch vụ công quốc gia", "qua bưu chính"),
    contact=CONTACT,
    lookup_url="https://motcua.example.vn/p/1.014393",
    demonstration=True,
)
POST = letters.Post(
    head=HEAD,
    parcels=(
        Parcel("EB 000 717 618 VN", CODE, NAME, PERSON.address, PERSON.phone),
        Parcel(
            "EB 000 717 621 VN",
            "000.00.00.G06-260309-0012",
            "Công ty TNHH Đo lường Bắc Hà",
            "Tổ 4, phường Phan Đình Phùng, tỉnh Thái Nguyên",
            "0208 3855 000",
            "31.500 đ",
        ),
    ),
    officer="Trần Văn Minh",
)
ONWARD = letters.Onward(
    head=HEAD,
    authority="Sở Khoa học và Công nghệ tỉnh Thái Nguyên",
    list_no="20260305-PDG01",
    way="qua bưu chính",
    going=(
        Going(CODE, NAME, REQUEST, 5, at(2, 4, 17)),
        Going("H55.06-260305-0012", "Công ty TNHH Đo lường Bắc Hà", "Đăng ký hoạt động đo lường", 12),
    ),
    officer="Trần Văn Minh",
)
FORMS: dict[str, Form] = {
    "01-receipt": RECEIPT,
    "01-receipt-full": FULL_RECEIPT,
    "02-supplement": SUPPLEMENT,
    "03-refusal": REFUSAL,
    "04-apology": APOLOGY,
    "05-stop": STOP,
    "06-control": CONTROL,
    "07-register": register(14),
    "visit": VISIT,
    "results": RESULTS,
    "originals": ORIGINALS,
    "application": APPLICATION,
    "labels": LABELS,
    "money": MONEY,
    "till": TILL,
    "consultation": CONSULTATION,
    "checklist": CHECKLIST,
    "post": POST,
    "onward": ONWARD,
}
