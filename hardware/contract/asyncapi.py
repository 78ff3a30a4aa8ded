"""The AsyncAPI 3 document of all topics, made from the models: `python -m hardware.contract.asyncapi`.

Printed as JSON, which is YAML as well.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, TypeAdapter

from hardware.contract import messages, topics

Json = dict[str, Any]

_TITLES: dict[topics.Branch, str] = {
    "status": "Presence, and the will; a will of another connection than the current one is ignored",
    "up/hello": "Birth: sent at every connect and whenever the server comes back",
    "up/evt": "Events, numbered within an epoch, sent again until acknowledged",
    "up/res": "Results of commands",
    "up/state": "What the device really shows",
    "up/tele": "Health",
    "dn/ack": "Cumulative acknowledgement of events",
    "dn/cmd": "Commands, done once; they expire",
    "dn/desired": "What the device ought to show",
    "dn/cfg": "Reserved for configuration; agents do not subscribe to it yet",
}

_PLAIN: dict[topics.Branch, tuple[str, type[BaseModel]]] = {
    "status": ("status", messages.Status),
    "up/hello": ("hello", messages.Hello),
    "up/res": ("result", messages.Result),
    "up/state": ("state", messages.Reported),
    "up/tele": ("tele", messages.Telemetry),
    "dn/ack": ("ack", messages.Ack),
}
_COMMANDS = (messages.Print, messages.Say, messages.SendText, messages.Replay)
_DESIRED = (
    messages.SignDesired,
    messages.KeypadDesired,
    messages.DispenserDesired,
    messages.IdleDesired,
)


def document() -> Json:
    schemas: Json = {}
    channels = {_name(branch): _channel(branch, schemas) for branch in (*topics.UP, *topics.DOWN)}
    channels["server"] = _server_channel(schemas)
    _add(schemas, messages.Envelope)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "OneStop devices",
            "version": topics.ROOT.rpartition("/")[2],
            "description": _rules(),
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": _operations(),
        "components": {"schemas": dict(sorted(schemas.items())), "parameters": _parameters()},
    }


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def _rules() -> str:
    return (
        "MQTT 5. Every message is an Envelope whose `data` is the payload of its `type`; at most "
        f"{messages.MAX_PAYLOAD} bytes. Messages to and from a device carry `sig`: hex HMAC-SHA256, under the "
        "device's key, of the topic, a NUL byte and the canonical body, which is the JSON object as sent "
        "without `sig`, keys sorted, no blanks, UTF-8. Unknown fields are ignored; an unknown command is "
        "answered by a result with the code `unsupported`."
    )


def _kinds(branch: topics.Branch) -> Iterable[tuple[str, type[BaseModel]]]:
    if branch in _PLAIN:
        return [_PLAIN[branch]]
    if branch == "up/evt":
        return {**messages.EVENTS, **messages.PERSONAL_EVENTS}.items()
    if branch == "dn/cmd":
        return [(str(model.model_fields["type"].default), model) for model in _COMMANDS]
    if branch == "dn/desired":
        return [(str(model.model_fields["kind"].default), model) for model in _DESIRED]
    return []


def _channel(branch: topics.Branch, schemas: Json) -> Json:
    return {
        "address": topics.topic("{office}", "{device}", branch),
        "title": _TITLES[branch],
        "parameters": {name: {"$ref": f"#/components/parameters/{name}"} for name in ("office", "device")},
        "messages": {kind: _message(kind, model, schemas) for kind, model in _kinds(branch)},
    }


def _server_channel(schemas: Json) -> Json:
    return {
        "address": topics.server("{office}"),
        "title": "The server's own presence, and its will; unsigned, for all devices",
        "parameters": {"office": {"$ref": "#/components/parameters/office"}},
        "messages": {"server": _message("server", messages.ServerState, schemas)},
    }


def _message(kind: str, model: type[BaseModel], schemas: Json) -> Json:
    body = {"type": "object", "properties": {"type": {"const": kind}, "data": _add(schemas, model)}}
    return {
        "name": kind,
        "summary": (model.__doc__ or "").strip().partition("\n")[0],
        "payload": {"allOf": [{"$ref": "#/components/schemas/Envelope"}, body]},
    }


def _add(schemas: Json, model: type[BaseModel]) -> Json:
    schema = TypeAdapter(model).json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _operations() -> Json:
    every = {_name(branch): _operation(branch) for branch in (*topics.UP, *topics.DOWN)}
    presence = _bindings(qos=1, retain=True)
    return {**every, "server": {**_of("receive", "server"), "bindings": presence}}


def _operation(branch: topics.Branch) -> Json:
    """Seen from a device: it sends what goes up and receives what comes down."""
    name = topics.topic("o", "d", branch)
    action = "send" if branch in topics.UP else "receive"
    bindings = _bindings(topics.qos(name), retain=branch in topics.RETAINED)
    if branch == "dn/cmd":
        bindings["mqtt"]["messageExpiryInterval"] = {"type": "integer", "minimum": 1}
    return {**_of(action, _name(branch)), "bindings": bindings}


def _of(action: str, channel: str) -> Json:
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}}


def _bindings(qos: int, *, retain: bool) -> Json:
    return {"mqtt": {"qos": qos, "retain": retain, "bindingVersion": "0.2.0"}}


def _parameters() -> Json:
    return {
        "office": {"description": "code of the office, `[a-z0-9-]`"},
        "device": {"description": "id of the device, `[a-z0-9-]`, never renamed"},
    }


def _name(branch: topics.Branch) -> str:
    return branch.replace("/", "-")


if __name__ == "__main__":
    sys.stdout.write(text())
