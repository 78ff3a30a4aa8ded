"""The hands of a virtual hall: what is seen, pressed and broken over HTTP, and who is turned away."""

import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.agent.config import load as load_agent
from hardware.contract.documents import PrintDocument, SignFace, Text, Utterance
from hardware.drivers import registry
from hardware.simulator.control import Control
from hardware.simulator.hall import VirtualHall
from hardware.simulator.hall_config import BadHallConfig, load, parse, toml
from tests.hardware.simulator.hall_scenes import TOKEN, Hands, eventually, settings


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[VirtualHall]:
    made = VirtualHall(parse(settings(tmp_path, agent="none")))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def hands(hall: VirtualHall) -> Iterator[Hands]:
    control = Control(hall)
    yield Hands(control.url)
    control.close()


def test_the_hall_is_told(hands: Hands) -> None:
    state = hands.state()
    assert state["office"] == "demo"
    assert state["counters"][0] == {"sign": "sign-1", "keypad": "keypad-1", "scanner": "scanner-1"}
    assert state["counters"][1] == {"sign": "sign-2", "keypad": "keypad-2", "scanner": None}
    assert state["counters"][2] == {"sign": "pole-3", "keypad": None, "scanner": None}
    assert state["dispensers"] == [{"buttons": "dispenser-1", "printer": "printer-1"}]
    assert state["voice"] == "voice-1"
    assert set(state["devices"]) == {
        "sign-1", "sign-2", "pole-3", "keypad-1", "keypad-2", "scanner-1", "dispenser-1", "printer-1",
        "voice-1",
    }  # fmt: skip
    assert state["faults"]["printer"] == ["cable_cut", "cover_open", "near_end", "offline", "paper_out"]
    assert state["devices"]["dispenser-1"]["keys"] == ["1", "2", "3"]


def test_drivers_are_seen_at_work(hall: VirtualHall, hands: Hands) -> None:
    drivers = {one["id"]: one["driver"] for one in hall.agent_settings["devices"]}
    sign = registry.sign(drivers["sign-2"])
    sign.show(SignFace(text="A012", blink_s=60, brightness=6))
    pole = registry.sign(drivers["pole-3"])
    pole.show(SignFace(text="A013", second="Quầy 3"))
    eventually(lambda: hands.device("pole-3")["second"] == "Quay 3")
    printer = registry.printer(drivers["printer-1"])
    printer.print(PrintDocument(elements=(Text(text="Số A012", size=96),)))
    voice = registry.voice(drivers["voice-1"])
    voice.speak(Utterance(clips=("vi/chin",), sentence="Xin mời số A012", repeat=1))
    keypad = registry.keys(drivers["keypad-1"])
    assert keypad.next(0.01) is None
    keypad.lamp(lit=True)
    eventually(lambda: hands.device("keypad-1")["armed"])
    seen = hands.device("sign-2")
    assert (seen["text"], seen["brightness"], seen["blinking"]) == ("A012", 6, True)
    assert hands.device("sign-1")["text"] == ""
    (slip,) = hands.device("printer-1")["slips"]
    status, picture = hands.ask("GET", f"/slips/{slip['id']}.png")
    assert (status, picture[:4]) == (200, b"\x89PNG")
    assert hands.device("voice-1")["sentences"] == [{"id": 1, "sentence": "Xin mời số A012", "length_s": 0.5}]
    assert hands.ask("GET", "/voices/voice-1/1.wav")[1][:4] == b"RIFF"
    for driver in (sign, pole, printer, voice, keypad):
        driver.close()


def test_presses_and_faults(hall: VirtualHall, hands: Hands) -> None:
    drivers = {one["id"]: one["driver"] for one in hall.agent_settings["devices"]}
    keypad = registry.keys(drivers["keypad-1"])
    assert keypad.next(0.01) is None
    assert hands.post("/press", device="keypad-1", key="4", ms=80) == (200, {})
    heard = keypad.next(5)
    assert heard is not None
    assert heard.key == "4"
    assert hands.post("/fault", device="printer-1", fault="paper_out", on=True) == (200, {})
    assert hands.device("printer-1")["faults"] == ["paper_out"]
    assert registry.printer(drivers["printer-1"]).status().paper == "out"
    assert hands.post("/fault", device="printer-1", fault="paper_out", on=False) == (200, {})
    for device in ("voice-1", "printer-1", "keypad-2", "scanner-1", "sign-1", "pole-3"):
        for on in (True, True, False, False):
            assert hands.post("/fault", device=device, fault="cable_cut", on=on) == (200, {})
        assert hands.device(device)["faults"] == []
    keypad.close()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "utf-16-le"])
def test_a_card_under_the_scanner(hall: VirtualHall, hands: Hands, encoding: str) -> None:
    drivers = {one["id"]: one["driver"] for one in hall.agent_settings["devices"]}
    scanner = registry.scanner(drivers["scanner-1"])
    assert scanner.next(0.01) is None
    assert hands.post("/scan", device="scanner-1", text="Nguyễn Văn A|Nữ", encoding=encoding) == (200, {})
    assert scanner.next(5) == "Nguyễn Văn A|Nữ".encode(encoding)
    seen = hands.device("scanner-1")
    assert (seen["kind"], seen["scans"]) == ("scanner", 1)
    assert "Nguyễn" not in json.dumps(hands.state(), ensure_ascii=False)
    scanner.close()


@pytest.mark.parametrize(
    ("path", "said", "status", "code"),
    [
        ("/press", {"device": "keypad-9", "key": "4"}, 404, "hall.unknown_device"),
        ("/press", {"device": "sign-1", "key": "4"}, 404, "hall.unknown_device"),
        ("/press", {"device": "keypad-1", "key": "9"}, 404, "hall.unknown_key"),
        ("/press", {"device": "keypad-1", "key": "4", "ms": -1}, 400, "hall.bad_request"),
        ("/press", {"device": "keypad-1"}, 400, "hall.bad_request"),
        ("/fault", {"device": "sign-1", "fault": "paper_out", "on": True}, 404, "hall.unknown_fault"),
        ("/fault", {"device": "nobody", "fault": "paper_out", "on": True}, 404, "hall.unknown_device"),
        ("/fault", {"device": "sign-1", "fault": "noise", "on": "yes"}, 400, "hall.bad_request"),
        ("/scan", {"device": "keypad-1", "text": "G06-260609-0001"}, 404, "hall.unknown_device"),
        ("/scan", {"device": "scanner-1", "text": ""}, 400, "hall.bad_request"),
        ("/scan", {"device": "scanner-1", "text": "A", "encoding": "latin-1"}, 400, "hall.bad_request"),
        ("/scan", {"device": "scanner-1"}, 400, "hall.bad_request"),
        ("/elsewhere", {}, 404, "hall.not_found"),
    ],
)
def test_what_is_refused(hands: Hands, path: str, said: dict[str, object], status: int, code: str) -> None:
    assert hands.post(path, **said) == (status, {"code": code})


def test_who_is_turned_away(hands: Hands) -> None:
    assert Hands(hands._host, token="guessed").ask("GET", "/state")[0] == 401
    assert hands.ask("GET", "/state", Host="evil.example:80")[0] == 401
    assert hands.ask("POST", "/press", b"not json")[0] == 400
    assert hands.ask("POST", "/press", b"x" * 5000)[0] == 413
    for path in ("/slips/none-1.png", "/slips/../../etc/passwd.png", "/voices/sign-1/1.wav", "/"):
        assert hands.ask("GET", path)[0] == 404


def test_the_agents_file_is_one_it_takes(hall: VirtualHall) -> None:
    path = hall.folder / "agent.toml"
    assert path.stat().st_mode & 0o077 == 0
    assert [device.id for device in load_agent(path).devices] == [one["id"] for one in hall.agent_settings["devices"]]


def test_configurations_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(BadHallConfig) as refusal:
        parse({**settings(tmp_path), "token": "short", "colour": "red"})
    assert refusal.value.facts == {"settings": ["token", "colour"]}
    twins = [{"sign": {"id": f"sign-{at}", "key": "00"}} for at in (1, 2)]
    with pytest.raises(BadHallConfig):
        parse(settings(tmp_path) | {"counters": twins})
    with pytest.raises(BadHallConfig):
        load(tmp_path / "none.toml")


def test_the_program(tmp_path: Path) -> None:
    path = tmp_path / "hall.toml"
    path.write_text(_toml({**settings(tmp_path, agent="none"), "folder": "hall"}), encoding="utf-8")
    assert load(path).folder == tmp_path / "hall"
    call = [sys.executable, "-m", "hardware.simulator", "--config", str(path)]
    with subprocess.Popen(call, stderr=subprocess.PIPE, text=True, cwd=Path.cwd()) as process:
        assert process.stderr is not None
        url = process.stderr.readline().split()[-1]
        assert Hands(url).device("sign-1")["kind"] == "sign"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    path.write_text("nonsense =", encoding="utf-8")
    assert subprocess.run(call, capture_output=True, check=False).returncode == 2


def _toml(told: dict[str, object]) -> str:
    """The hall's own nested settings: inline tables throughout."""
    text = toml(told)
    assert tomllib.loads(text) == json.loads(json.dumps(told))
    assert TOKEN in text
    return text
