"""E-mail against a real SMTP server in this process: what arrives, what is refused, what never goes in the clear."""

import ssl
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from onestop.gateways.email import Email, written
from onestop.gateways.message import Message, NotSent
from tests.gateways.mail_peer import REFUSED, SECRET, Mailbox, certificate, free_port, serving, silent

SENDER = "motcua@example.vn"
ID = UUID(int=7)


def message(address: str = "an@example.vn", **more: str) -> Message:
    return Message(ID, address, more.get("subject", "Hồ sơ 000.00.00.G06"), more.get("text", "Kính gửi ông/bà."))


def refusal(email: Email, one: Message) -> NotSent:
    with pytest.raises(NotSent) as refused:
        email.send(one)
    return refused.value


def test_a_message_arrives_as_it_was_written() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        Email(f"smtp://127.0.0.1:{port}", SENDER).send(message())
    (letter,) = mailbox.letters
    assert (letter["From"], letter["To"]) == (SENDER, "an@example.vn")
    assert letter["Subject"] == "Hồ sơ 000.00.00.G06"
    assert letter.get_content().strip() == "Kính gửi ông/bà."
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<{ID.hex}@example.vn>"


def test_the_same_message_twice_can_be_told() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        for one in (message(), message(), Message(uuid4(), "an@example.vn", "", "khác")):
            Email(f"smtp://127.0.0.1:{port}", SENDER).send(one)
    first, again, other = (letter["Message-ID"] for letter in mailbox.letters)
    assert first == again != other


def test_a_server_that_can_is_spoken_to_in_private(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    mailbox = Mailbox()
    with serving(mailbox, server, log_in=True) as port:
        url = f"smtp://motcua:{SECRET.replace(' ', '%20')}@localhost:{port}"
        Email(url, SENDER, context=client).send(message())
        wrong = refusal(Email(f"smtp://motcua:wrong@localhost:{port}", SENDER, context=client), message())
        stranger = refusal(Email(url, SENDER, context=ssl.create_default_context()), message())
    assert mailbox.encrypted == [True]
    assert (wrong.fault, wrong.final) == ("smtp.refused.535", False)
    assert (stranger.fault, stranger.final) == ("smtp.failed", False)


def test_a_password_does_not_leave_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Mailbox()) as port:
        monkeypatch.setattr("onestop.gateways.email._is_here", lambda _host: False)
        refused = refusal(Email(f"smtp://motcua:secret@127.0.0.1:{port}", SENDER), message())
    assert (refused.fault, refused.final) == ("smtp.no_tls", False)


@pytest.mark.parametrize(
    ("says", "fault", "final"),
    [("550 5.1.1 no such mailbox", "smtp.refused.550", True), ("451 later", "smtp.refused.451", False)],
)
def test_a_refused_address_names_a_number_and_nobody(says: str, fault: str, *, final: bool) -> None:
    with serving(Mailbox(says)) as port:
        refused = refusal(Email(f"smtp://127.0.0.1:{port}", SENDER), message(REFUSED))
    assert (refused.fault, refused.final) == (fault, final)
    assert REFUSED not in repr(refused)


def test_nobody_there() -> None:
    refused = refusal(Email(f"smtp://127.0.0.1:{free_port()}", SENDER), message())
    assert (refused.fault, refused.final) == ("smtp.unreachable", False)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_silent_server_is_not_waited_for(scheme: str) -> None:
    with silent() as port:
        begun = time.monotonic()
        refused = refusal(Email(f"{scheme}://127.0.0.1:{port}", SENDER, wait_s=0.3), message())
    assert refused.fault in ("smtp.unreachable", "smtp.failed")
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("address", ["", "none", "a@b\nBcc: c@d.vn", "a b@c.vn", "@", "an@example.vn, bn@example.vn"])
def test_what_is_no_address_is_tried_once(address: str) -> None:
    with pytest.raises(NotSent) as refused:
        written(message(address), SENDER)
    assert (refused.value.fault, refused.value.final) == ("smtp.address", True)


def test_a_subject_of_two_lines_makes_no_second_header() -> None:
    letter = written(message(subject="Hồ sơ\r\nBcc: ai@do.vn"), SENDER)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hồ sơ Bcc: ai@do.vn"


def test_a_user_that_is_an_address_is_the_sender() -> None:
    assert Email("smtp://motcua%40example.vn:x@mail.example.vn").sender == "motcua@example.vn"
    assert Email("smtps://mail.example.vn").sender == "no-reply@mail.example.vn"
