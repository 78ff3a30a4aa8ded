"""The page at `/api/docs`: the OpenAPI file as a readable list, drawn here, with nothing fetched from elsewhere."""

from collections.abc import Iterator
from html import escape
from typing import Any

STYLE = """
:root{color-scheme:light dark;--ink:#16202c;--dim:#5a6675;--paper:#fff;--line:#dde3ea;--mark:#0b5cad}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--dim:#9fabb9;--paper:#12181f;--line:#2b3541;--mark:#7db8f5}}
body{font:16px/1.55 "Be Vietnam Pro",system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.9rem;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.4rem 0 .5rem;text-transform:capitalize}p{margin:.25rem 0}.dim{color:var(--dim)}
details{border:1px solid var(--line);border-radius:10px;margin:.5rem 0;padding:.55rem .9rem}
summary{cursor:pointer;display:flex;gap:.8rem;flex-wrap:wrap;align-items:baseline}code{font-size:.92em}
b.m{min-width:4.2rem;color:var(--mark);font-size:.85rem;letter-spacing:.04em}
table{border-collapse:collapse;margin:.5rem 0;width:100%}
td{border-top:1px solid var(--line);padding:.3rem .6rem .3rem 0;
vertical-align:top}td:first-child{white-space:nowrap;width:1%}a{color:var(--mark)}
"""


def page(schema: dict[str, Any]) -> str:
    info = schema["info"]
    body = "".join(_noun(schema, tag, calls) for tag, calls in _by_noun(schema).items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(info['title'])} API</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])} API</h1><p>{escape(info['description'])}</p>"
        '<p class="dim">The same for programs: <a href="/api/openapi.json">/api/openapi.json</a> '
        f"(OpenAPI {escape(schema['openapi'])})</p>{body}</body></html>"
    )


def _by_noun(schema: dict[str, Any]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, calls in schema["paths"].items():
        for method, call in calls.items():
            found.setdefault(call.get("tags", ["other"])[-1], []).append((method.upper(), path, call))
    return found


def _noun(schema: dict[str, Any], tag: str, calls: list[tuple[str, str, dict[str, Any]]]) -> str:
    return f"<h2>{escape(tag)}</h2>" + "".join(_call(schema, *call) for call in calls)


def _call(schema: dict[str, Any], method: str, path: str, call: dict[str, Any]) -> str:
    needs = {name for need in call.get("security", []) for name in need}
    who = "an officer's token" if "staff" in needs else "the bank's signature" if "bank" in needs else "anyone"
    rows = "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in _rows(schema, call))
    said = escape(call.get("description") or call.get("summary", ""))
    return (
        f'<details><summary><b class="m">{method}</b><code>{escape(path)}</code></summary>'
        f'<p>{said}</p><p class="dim">Asked by: {who}</p><table>{rows}</table></details>'
    )


def _rows(schema: dict[str, Any], call: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in call.get("parameters", []):
        yield f"{parameter['in']} <code>{escape(parameter['name'])}</code>", escape(parameter.get("description", ""))
    for content in call.get("requestBody", {}).get("content", {}).values():
        yield "body", _fields(schema, content["schema"])
    for status, response in call.get("responses", {}).items():
        shapes = [_fields(schema, c.get("schema", {})) for c in response.get("content", {}).values()]
        shape = "" if status.startswith(("4", "5")) else " ".join(shapes)
        yield status, f"{escape(response['description'])} {shape}"


def _fields(schema: dict[str, Any], shape: dict[str, Any]) -> str:
    """The names of an object's fields; an optional one has a question mark."""
    for option in shape.get("anyOf", [shape]):
        name = option.get("$ref", "").rpartition("/")[2]
        model = schema["components"]["schemas"].get(name, {}) if name else option
        needed = model.get("required", [])
        if names := [f"{field}{'' if field in needed else '?'}" for field in model.get("properties", {})]:
            return f"<code>{{{escape(', '.join(names))}}}</code>"
    return ""
