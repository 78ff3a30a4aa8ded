"""The expected wait: nothing is said rather than guessed, and more people never mean a shorter wait."""

import math
import statistics

from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.waiting import MIN_SAMPLES, Capacity, ServiceTimes, Wait, expected_wait

times_of_a_day = st.lists(st.floats(1, 3600), min_size=MIN_SAMPLES, max_size=40)
capacities = st.tuples(st.integers(1, 12), st.floats(0.05, 1)).map(lambda c: Capacity(c[0], c[0] * c[1]))


def of(seconds: list[float]) -> ServiceTimes:
    return ServiceTimes(len(seconds), math.fsum(seconds), math.fsum(s * s for s in seconds))


def told(ahead: int, capacity: Capacity, times: ServiceTimes) -> Wait:
    wait = expected_wait(ahead=ahead, capacity=capacity, times=times)
    assert wait is not None
    return wait


@given(st.integers(0, 500), capacities, times_of_a_day)
def test_the_interval_is_an_interval(ahead: int, capacity: Capacity, seconds: list[float]) -> None:
    wait = told(ahead, capacity, of(seconds))
    assert 0 <= wait.low_min < wait.high_min


@given(st.integers(0, 300), st.integers(1, 50), capacities, times_of_a_day)
def test_more_people_never_mean_a_shorter_wait(
    ahead: int, more: int, capacity: Capacity, seconds: list[float]
) -> None:
    few, many = told(ahead, capacity, of(seconds)), told(ahead + more, capacity, of(seconds))
    assert few.low_min <= many.low_min
    assert few.high_min <= many.high_min


@given(st.integers(0, 100), capacities, times_of_a_day)
def test_too_little_known_is_said_as_unknown(ahead: int, capacity: Capacity, seconds: list[float]) -> None:
    assert expected_wait(ahead=ahead, capacity=Capacity(0, 0.0), times=of(seconds)) is None
    assert expected_wait(ahead=ahead, capacity=capacity, times=of(seconds[: MIN_SAMPLES - 1])) is None


def test_three_ahead_of_one_steady_counter() -> None:
    steady = of([300.0] * 10)
    assert told(3, Capacity(1, 1.0), steady) == Wait(15, 20)
    assert told(0, Capacity(1, 1.0), steady) == Wait(0, 5)
    assert told(3, Capacity(2, 0.5), steady) == Wait(30, 40)


@given(times_of_a_day)
def test_mean_and_spread_are_those_of_the_sample(seconds: list[float]) -> None:
    times = of(seconds)
    assert math.isclose(times.mean_s, statistics.fmean(seconds))
    assert math.isclose(times.sd_s, statistics.stdev(seconds), rel_tol=1e-3, abs_tol=0.5)


def test_one_sample_has_no_spread() -> None:
    assert ServiceTimes(1, 60.0, 3600.0).sd_s == 0
