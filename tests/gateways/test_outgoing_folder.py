"""Messages as files: whole, private, the same one once."""

import stat
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

import pytest

from onestop.gateways.message import Message, NotSent
from onestop.gateways.outgoing_folder import LetterFolder, TextFolder

TEXT = Message(UUID(int=7), "+84912345678", "", "Ho so 000.00.00.G06 da co ket qua.")


def test_a_text_message_is_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    folder = tmp_path / "sms"
    for _ in range(2):
        TextFolder(folder).send(TEXT)
    (file,) = folder.iterdir()
    assert file.name == f"{TEXT.id.hex}.txt"
    assert file.read_text(encoding="utf-8") == "+84912345678\n\nHo so 000.00.00.G06 da co ket qua.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_letter_can_be_read_by_any_server(tmp_path: Path) -> None:
    LetterFolder(tmp_path, "motcua@example.vn").send(Message(UUID(int=8), "an@example.vn", "Hồ sơ", "Kính gửi"))
    (file,) = tmp_path.iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (letter["To"], letter["Subject"]) == ("an@example.vn", "Hồ sơ")
    assert letter["Message-ID"] == f"<{UUID(int=8).hex}@example.vn>"


def test_a_folder_that_cannot_be_written_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("in the way")
    with pytest.raises(NotSent) as refused:
        TextFolder(tmp_path / "sms").send(TEXT)
    assert (refused.value.fault, refused.value.final) == ("folder.failed", False)
