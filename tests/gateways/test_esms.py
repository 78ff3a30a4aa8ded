"""The eSMS gateway against a stand-in that judges every field by the rules file."""

from uuid import UUID, uuid4

import pytest

from onestop.gateways.esms import Esms
from onestop.gateways.message import Message, NotSent
from tests.gateways.esms_peer import Gateway, address, serving
from tests.gateways.mail_peer import free_port, silent

ID = UUID(int=9)
TEXT = "Ho so 000.00.00.G06-251219-0001 da co ket qua."


def message(text: str = TEXT, phone: str = "+84912345678", known: UUID = ID) -> Message:
    return Message(known, phone, "", text)


def refusal(way: Esms, one: Message | None = None) -> tuple[str, bool, bool]:
    with pytest.raises(NotSent) as refused:
        way.send(one or message())
    return refused.value.fault, refused.value.final, refused.value.unsure


def test_a_message_is_taken_as_written_and_its_number_comes_back() -> None:
    gateway = Gateway()
    with serving(gateway) as port:
        assert Esms(address(port)).send(message()) == "sms-1"
        assert Esms(address(port)).send(message("Hồ sơ đã có kết quả.", known=uuid4())) == "sms-2"
    plain, wide = gateway.taken.values()
    assert (plain["Phone"], plain["Content"], plain["IsUnicode"]) == ("84912345678", TEXT, "0")
    assert (wide["Content"], wide["IsUnicode"]) == ("Hồ sơ đã có kết quả.", "1")
    assert gateway.faults == []


def test_a_lost_answer_and_the_repeat_are_one_message() -> None:
    gateway = Gateway(answers=["lost"])
    with serving(gateway) as port:
        way = Esms(address(port))
        assert refusal(way) == ("esms.no_answer", False, True)
        assert way.send(message()) == ""
    assert (len(gateway.taken), gateway.asked) == (1, 2)


def test_who_surely_took_nothing_and_who_may_have() -> None:
    gateway = Gateway(answers=["html", "empty", "busy", "no_money"])
    with serving(gateway) as port:
        way = Esms(address(port))
        assert refusal(way) == ("esms.garbled", False, True)
        assert refusal(way) == ("esms.garbled", False, True)
        assert refusal(way) == ("esms.refused.429", False, False)
        assert refusal(way) == ("esms.refused.103", False, False)
        assert refusal(Esms(address(port, key="other"))) == ("esms.refused.101", False, False)
        assert refusal(way, message(phone="+84112345678")) == ("esms.refused.99", True, False)
    assert gateway.taken == {}
    assert refusal(Esms(address(free_port()))) == ("esms.unreachable", False, False)
    with silent() as port:
        assert refusal(Esms(address(port), wait_s=0.3)) == ("esms.no_answer", False, True)
