"""A complaint from a phone, decided upon by a supervisor, and its answer on the same phone."""

import pytest
from playwright.sync_api import expect

from tests.e2e import hands
from tests.e2e.conftest import Opens

pytestmark = [pytest.mark.e2e, pytest.mark.chromium]
SAID = "Hồ sơ của tôi quá hạn năm ngày, chưa ai báo."


def test_a_complaint_is_sent_accepted_and_answered(opens: Opens) -> None:
    boss = hands.logged_in(opens, "supervisor1", "/feedback-desk")
    expect(boss.locator(".feedback-page .dossiers-tabs")).to_be_visible()
    phone = opens("/feedback", **hands.PHONE)
    phone.locator("#kind").select_option("complaint")
    phone.locator("#told").fill(SAID)
    phone.locator("#name").fill("Nguyễn Văn An")
    phone.locator("button.first").click()
    expect(phone.locator("#phone")).to_be_focused()
    expect(phone.get_by_role("alert")).to_have_text("Xin ghi số điện thoại đúng, hoặc email")
    phone.locator("#phone").fill("0912345678")
    assert hands.grave(phone) == []
    phone.locator("button.first").click()
    number = phone.locator("h1", has_text="PA-").inner_text()
    expect(phone.get_by_text("Đã gửi, chờ xem xét")).to_be_visible()
    expect(phone.get_by_text("Hạn:")).to_be_visible()
    assert "PA-" not in phone.url.partition("#")[0], "no server hears of it"
    card = boss.locator("li", has_text=number)
    expect(card).to_contain_text(SAID, timeout=hands.LIVE_MS)
    assert hands.grave(boss) == []
    card.get_by_role("button", name="Tiếp nhận", exact=True).click()
    boss.locator("dialog[open] [type=submit]").click()
    expect(card).to_contain_text("Đã tiếp nhận, đang giải quyết")
    boss.wait_for_timeout(300)  # nobody answers within a double click
    card.get_by_role("button", name="Trả lời").click()
    boss.locator("#words").fill("Đã xin lỗi và trả kết quả.")
    boss.locator("dialog[open] [type=submit]").click()
    expect(card).to_have_count(0)
    phone.reload()
    expect(phone.get_by_text("Đã trả lời")).to_be_visible()
    expect(phone.get_by_text("Đã xin lỗi và trả kết quả.")).to_be_visible()
    stranger = opens("/feedback#n=" + number + "&s=WRONG", **hands.PHONE)
    expect(stranger.get_by_text("Không tìm thấy ý kiến này")).to_be_visible()
