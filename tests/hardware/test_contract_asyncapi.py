"""The committed AsyncAPI file is the one the models make, and it names every topic and message."""

import json
from pathlib import Path
from typing import Any

from hardware.contract import asyncapi, messages, topics

FILE = Path(__file__).parents[2] / "docs" / "mqtt" / "asyncapi.yaml"


def references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(references, part))
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(references, part.values()))
    return set()


def test_the_committed_file_is_the_generated_one() -> None:
    assert FILE.read_text(encoding="utf-8") == asyncapi.text()


def test_every_reference_leads_somewhere() -> None:
    document = asyncapi.document()
    for reference in references(document):
        at: Any = document
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]
        assert at


def test_every_topic_and_every_event_is_there() -> None:
    document = json.loads(asyncapi.text())
    addresses = {channel["address"] for channel in document["channels"].values()}
    every = {topics.topic("{office}", "{device}", branch) for branch in (*topics.UP, *topics.DOWN)}
    assert addresses == every | {topics.server("{office}")}
    assert set(document["channels"]["up-evt"]["messages"]) == {*messages.EVENTS, *messages.PERSONAL_EVENTS}
    assert set(document["channels"]["dn-cmd"]["messages"]) == {"print", "announce", "sms.send", "replay"}
