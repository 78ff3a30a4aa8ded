"""Every MQTT topic, made and read in one place: `onestop/v1/{office}/{device}/…`."""

import re
from dataclasses import dataclass
from typing import Literal

ROOT = "onestop/v1"

Branch = Literal[
    "status",
    "up/hello",
    "up/evt",
    "up/res",
    "up/state",
    "up/tele",
    "dn/ack",
    "dn/cmd",
    "dn/desired",
    "dn/cfg",
]
UP: tuple[Branch, ...] = ("status", "up/hello", "up/evt", "up/res", "up/state", "up/tele")
DOWN: tuple[Branch, ...] = ("dn/ack", "dn/cmd", "dn/desired", "dn/cfg")
RETAINED: frozenset[Branch] = frozenset({"status", "up/state", "dn/desired", "dn/cfg"})
"""State is retained; events, results and commands never are: an old press must not press again."""

_SLUG = r"[a-z0-9-]{1,64}"
_TOPIC = re.compile(rf"{ROOT}/(?P<office>{_SLUG})/(?P<device>{_SLUG})/(?P<branch>[a-z]+(?:/[a-z]+)?)")
_SERVER = re.compile(rf"{ROOT}/{_SLUG}/all/server")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a topic belongs."""

    office: str
    device: str
    branch: Branch


def topic(office: str, device: str, branch: Branch) -> str:
    return f"{ROOT}/{office}/{device}/{branch}"


def server(office: str) -> str:
    """The server's own retained presence; also its will. Agents go offline-mode by it."""
    return f"{ROOT}/{office}/all/server"


def every_device(office: str, branch: Branch) -> str:
    """The filter under which the server hears one branch of all devices of an office."""
    return f"{ROOT}/{office}/+/{branch}"


def read(topic_name: str) -> Address | None:
    """Take a topic apart; `None` when it is not one of ours."""
    match = _TOPIC.fullmatch(topic_name)
    if match is None or match["branch"] not in (*UP, *DOWN):
        return None
    return Address(match["office"], match["device"], match["branch"])


def is_server(topic_name: str) -> bool:
    return _SERVER.fullmatch(topic_name) is not None


def is_retained(topic_name: str) -> bool:
    """Does the broker keep the newest message of this topic for those who subscribe later?"""
    address = read(topic_name)
    return is_server(topic_name) if address is None else address.branch in RETAINED


def qos(topic_name: str) -> Literal[0, 1]:
    """0 for telemetry, which the next reading replaces; 1 for everything else."""
    return 0 if topic_name.endswith("/up/tele") else 1
