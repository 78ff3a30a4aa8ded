"""Whose turn it is: nobody starves, the order of asking plays no part, and the reason is the true one."""

import math
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from onestop.domain import line
from onestop.domain.line import Head, Lane, Turn, Why, choose, rank
from onestop.domain.policy import Balance, Policy

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def head(queue: str, minutes_ago: int, lane: Lane = Lane.ORDINARY, **more: object) -> Head:
    at = NOW - minutes_ago * MINUTE
    facts: dict[str, object] = {"ticket_id": UUID(int=ord(queue)), "number": f"{queue}{minutes_ago:03d}", **more}
    return Head(queue=queue, rank_at=at, issued_at=at, lane=lane, **facts)  # type: ignore[arg-type]


heads_of_a_counter = st.lists(
    st.builds(
        head,
        st.sampled_from("ABCDEF"),
        st.integers(0, 90),
        st.sampled_from(Lane),
        personal=st.booleans(),
        weight=st.integers(1, 9),
        priority=st.sampled_from([None, "elderly"]),
    ),
    max_size=8,
    unique_by=(lambda h: (h.queue, h.preferred), lambda h: h.number),
)
policies = st.builds(Policy, max_preferred_run=st.integers(0, 5), balance=st.sampled_from(Balance))
turns = st.builds(
    Turn, preferred_run=st.integers(0, 9), credits=st.dictionaries(st.sampled_from("ABCDEF"), st.integers(-20, 20))
)


@given(heads_of_a_counter, turns, policies, st.randoms(use_true_random=False))
def test_the_order_of_asking_plays_no_part(heads: list[Head], turn: Turn, policy: Policy, random: object) -> None:
    other = list(heads)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert choose(heads, turn, policy, NOW) == choose(other, turn, policy, NOW)


@given(heads_of_a_counter, turns, policies)
def test_somebody_is_next_exactly_when_somebody_waits(heads: list[Head], turn: Turn, policy: Policy) -> None:
    choice = choose(heads, turn, policy, NOW)
    assert (choice is None) == (not heads)
    assert choice is None or choice.head in heads


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60),
    st.integers(0, 4),
    st.sampled_from(Balance),
)
def test_an_ordinary_head_is_called_within_the_run_and_one(
    arrivals: list[tuple[bool, bool]], most: int, balance: Balance
) -> None:
    """An ordinary ticket always waits; priority and personal ones come and go as they like."""
    turn, policy, passed = Turn(), Policy(max_preferred_run=most, balance=balance), 0
    for priority, personal in arrivals:
        heads = [head("A", 5)]
        heads += [head("B", 50, Lane.PREFERRED, priority="elderly")] if priority else []
        heads += [head("C", 70, personal=True)] if personal else []
        choice = choose(heads, turn, policy, NOW)
        assert choice is not None
        passed = passed + 1 if choice.head.preferred else 0
        assert passed <= most
        turn = choice.turn


@given(st.lists(st.booleans(), max_size=20))
def test_priority_calls_do_not_count_while_no_ordinary_ticket_waits(personal: list[bool]) -> None:
    turn = Turn()
    for each in personal:
        choice = choose([head("B", 5, Lane.PREFERRED, personal=each)], turn, Policy(), NOW)
        assert choice is not None
        turn = choice.turn
        assert turn.preferred_run == 0


weights_of_lines = st.lists(st.integers(1, 12), min_size=1, max_size=6)


@given(weights_of_lines, st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=12))
def test_each_line_has_its_share_within_the_bound(weights: list[int], before: list[set[int]]) -> None:
    """Whatever came before, from the moment all lines have people none waits longer than the docstring says."""
    heads = [head("ABCDEF"[i], i, weight=w) for i, w in enumerate(weights)]
    turn, policy, total = Turn(), Policy(balance=Balance.WEIGHTS), sum(weights)
    for there in before:
        choice = choose([h for i, h in enumerate(heads) if i in there], turn, policy, NOW)
        turn = choice.turn if choice else turn
    waited: Counter[str] = Counter()
    for _ in range(3 * total):
        choice = choose(heads, turn, policy, NOW)
        assert choice is not None
        turn = choice.turn
        waited.update(h.queue for h in heads)
        waited[choice.head.queue] = 0
        assert all(waited[h.queue] < len(heads) * math.ceil(total / h.weight) for h in heads)


@given(weights_of_lines)
def test_one_round_of_even_lines_is_shared_by_weight(weights: list[int]) -> None:
    heads = [head("ABCDEF"[i], i, weight=w) for i, w in enumerate(weights)]
    turn, policy = Turn(), Policy(balance=Balance.WEIGHTS)
    chosen: Counter[str] = Counter()
    for _ in range(sum(weights)):
        choice = choose(heads, turn, policy, NOW)
        assert choice is not None
        turn = choice.turn
        chosen[choice.head.queue] += 1
    assert chosen == {h.queue: h.weight for h in heads}


def test_the_reason_and_its_facts() -> None:
    a, b = head("A", 12), head("B", 30)
    elder = head("B", 3, Lane.PREFERRED, priority="elderly")
    told = choose([a], Turn(), Policy(), NOW)
    assert told is not None
    assert (told.why, told.facts["number"], told.facts["minutes"]) == (Why.ONLY_ONE, "A012", 12)
    told = choose([a, b], Turn(), Policy(), NOW)
    assert told is not None
    assert (told.why, told.head.number) == (Why.LONGEST_WAIT, "B030")
    told = choose([a, elder], Turn(), Policy(), NOW)
    assert told is not None
    assert (told.why, told.facts) == (
        Why.PRIORITY,
        {"number": "B003", "run": 1, "most": 2, "priority": "elderly"},
    )
    told = choose([a, elder], Turn(preferred_run=2), Policy(), NOW)
    assert told is not None
    assert (told.why, told.head.number, told.turn.preferred_run) == (Why.ORDINARY_TURN, "A012", 0)
    told = choose([a, b], Turn(), Policy(balance=Balance.WEIGHTS), NOW)
    assert told is not None
    assert told.why is Why.WEIGHT
    told = choose([a, head("C", 1, personal=True)], Turn(), Policy(), NOW)
    assert told is not None
    assert (told.why, told.head.number) == (Why.PERSONAL, "C001")


def test_rank_by_arrival_priority_and_appointment() -> None:
    assert rank(NOW) == NOW
    assert rank(NOW, head_start=30 * MINUTE) == NOW - 30 * MINUTE
    at = NOW + 10 * MINUTE
    assert rank(NOW, appointment=at) == at - 15 * MINUTE
    assert rank(at + 15 * MINUTE, appointment=at) == at - 15 * MINUTE
    late = at + 16 * MINUTE
    assert rank(late, appointment=at) == late


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 120))
def test_rank_keeps_the_order_of_arrival_within_a_class(first: int, second: int, start: int) -> None:
    ranks = [rank(NOW + m * MINUTE, head_start=start * MINUTE) for m in sorted((first, second))]
    assert ranks == sorted(ranks)


def test_lines_never_meet() -> None:
    queue, day = uuid4(), date(2026, 11, 23)
    names = {line.queue_line(queue, day, lane) for lane in Lane} | {line.personal_line(queue, day)}
    names |= {line.queue_line(queue, day + timedelta(days=1), lane) for lane in Lane}
    assert len(names) == 5
    assert all(len(name) <= 48 for name in names)
