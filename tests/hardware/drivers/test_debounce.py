"""What counts as a press: bounces, held keys, impatient fingers, stuck buttons."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.debounce import Debounce
from hardware.drivers.protocols import KeyPress, KeySignal, KeyStuck


def after(*levels: tuple[float, bool], until: float, key: str = "1") -> list[KeySignal]:
    debounce, signals = Debounce(), list[KeySignal]()
    for now, down in levels:
        signals += debounce.level(key, down=down, now=now)
    return signals + debounce.tick(until)


def test_a_level_counts_when_it_was_stable() -> None:
    assert after((1.0, True), until=1.029) == []
    assert after((1.0, True), until=1.031) == [KeyPress("1", 31)]


def test_bouncing_is_one_press() -> None:
    bounces = [(1 + at / 1000, at % 2 == 0) for at in range(21)]
    assert after(*bounces, until=1.06) == [KeyPress("1", 40)]


def test_a_spike_from_a_long_wire_is_none() -> None:
    assert after((1.0, True), (1.01, False), until=2) == []


def test_lockout_and_release() -> None:
    again = after((1, True), (1.2, False), (1.5, True), (1.8, False), (3, True), until=3.1)
    assert [signal for signal in again if isinstance(signal, KeyPress)] == [KeyPress("1", 200), KeyPress("1", 100)]


def test_held_is_one_press_then_stuck_then_free() -> None:
    debounce = Debounce()
    debounce.level("2", down=True, now=0)
    assert debounce.tick(5) == [KeyPress("2", 5000)]
    assert debounce.tick(9.9) == []
    assert debounce.tick(10.1) == [KeyStuck("2", stuck=True)]
    assert debounce.tick(60) == []
    assert debounce.level("2", down=False, now=61) == []
    assert debounce.tick(61.1) == [KeyStuck("2", stuck=False)]
    debounce.level("2", down=True, now=62)
    assert debounce.tick(62.05) == [KeyPress("2", 50)]


def test_waiting_is_never_longer_than_what_time_brings() -> None:
    debounce = Debounce()
    assert debounce.wait_s(0) > 1e9
    debounce.level("1", down=True, now=0)
    assert 0.029 < debounce.wait_s(0) <= 0.03
    debounce.tick(0.04)
    assert 9 < debounce.wait_s(0.04) < 10


@given(st.lists(st.tuples(st.floats(0, 0.5), st.booleans()), max_size=80))
def test_two_presses_of_a_key_are_never_within_the_lockout(steps: list[tuple[float, bool]]) -> None:
    debounce, now, presses = Debounce(), 0.0, list[float]()
    for pause, down in steps:
        now += pause
        signals = debounce.level("1", down=down, now=now)
        assert len(signals) <= 2
        presses += [now for signal in signals if isinstance(signal, KeyPress)]
    assert all(later - earlier >= 1.5 for earlier, later in pairwise(presses))
