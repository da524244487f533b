"""Discord's own OpenAPI description as a judge of what the bot sends.

What the description does not hold is checked by hand: sizes of files, lengths of custom ids, and our own promise
that nobody is mentioned. Where its wording is known to be narrower than Discord, the call is read generously.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs

MESSAGE_LIMIT_BYTES = 25 * 2**20
CUSTOM_ID_LIMIT = 100

Json = Any


@dataclass(frozen=True, slots=True)
class Call:
    """One REST call: `path` without the API's version, `file_bytes` the size of each file in order."""

    method: str
    path: str
    query: Mapping[str, Json] = field(default_factory=dict)
    body: Json = None
    file_bytes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the description. `literals` counts the characters of its template that no parameter fills."""

    template: str
    pattern: re.Pattern[str]
    literals: int
    method: str
    parameters: tuple[Json, ...]
    body: Json
    """The request body's part of the description; None where there is none."""


class Judge:
    def __init__(self, specification: Path) -> None:
        """`specification` is discord-openapi.json."""
        document = json.loads(specification.read_text())
        self._schemas = document["components"]["schemas"]
        self._operations = sorted(_operations(document["paths"]), key=lambda operation: -operation.literals)
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def faults(self, call: Call) -> list[str]:
        """What Discord would refuse, or read otherwise than it was meant; empty for a good call."""
        for operation in self._operations:
            match = operation.pattern.fullmatch(call.path)
            if match and operation.method == call.method.lower():
                return [
                    *self._parameter_faults(operation, match.groupdict(), call.query),
                    *self._body_faults(operation, call.body),
                    *_file_faults(call),
                    *_mention_faults(call),
                    *_custom_id_faults(call.body),
                ]
        return [f"no such operation: {call.method} {call.path}"]

    def _parameter_faults(
        self, operation: Operation, path: Mapping[str, str], query: Mapping[str, Json]
    ) -> Iterator[str]:
        known = {"path": path, "query": query}
        for parameter in operation.parameters:
            name, where = parameter["name"], parameter["in"]
            value = known.get(where, {}).get(name)
            if value is None and parameter.get("required"):
                yield f"{where} lacks {name}"
            elif value not in {None, "@me"}:
                yield from self._schema_faults(parameter["schema"], _read(value, parameter["schema"]), name)
        documented = {parameter["name"] for parameter in operation.parameters if parameter["in"] == "query"}
        yield from (f"undocumented query {name}" for name in query if name not in documented)

    def _body_faults(self, operation: Operation, body: Json) -> Iterator[str]:
        if operation.body is None:
            if body:
                yield "a body where none belongs"
        elif body is not None:
            schema = operation.body["content"]["application/json"]["schema"]
            yield from self._schema_faults(schema, _generously(operation, body), "body")
        elif operation.body.get("required"):
            yield "no body"

    def _schema_faults(self, schema: Json, value: Json, name: str) -> list[str]:
        """Of a union, the faults of the member that comes nearest."""
        branches = schema.get("anyOf") or schema.get("oneOf") or [schema]
        found = []
        for branch in branches:
            errors = self._validator(branch).iter_errors(value)
            found.append([f"{name}/{'/'.join(map(str, e.instance_path))}: {e.message[-200:]}" for e in errors])
        return min(found, key=len)

    def _validator(self, schema: Json) -> jsonschema_rs.Validator:
        """Undocumented fields are faults too."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            strict = {"unevaluatedProperties": False} | schema
            root = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": {"schemas": self._schemas}}
            self._validators[key] = jsonschema_rs.validator_for(root | strict)
        return self._validators[key]


def _operations(paths: Mapping[str, Json]) -> Iterator[Operation]:
    for template, item in paths.items():
        pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)))
        literals = len(re.sub(r"{\w+}", "", template))
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                parameters = (*item.get("parameters", ()), *item[method].get("parameters", ()))
                body = item[method].get("requestBody")
                yield Operation(template, pattern, literals, method, parameters, body)


def _read(value: Json, schema: Json) -> Json:
    """A query's value as the type that its schema means."""
    text = str(value)
    kinds = json.dumps(schema)
    if '"boolean"' in kinds and text.lower() in {"true", "false", "1", "0"}:
        return text.lower() in {"true", "1"}
    return int(text) if '"integer"' in kinds and text.isdigit() else text


def _generously(operation: Operation, body: Json) -> Json:
    """Discord takes these ids as numbers too, and `tts` where a message is edited; discord.py sends it so."""
    body = copy.deepcopy(body)
    message = _message(body)
    for attachment in message.get("attachments") or ():
        attachment["id"] = str(attachment["id"])
    reference = message.get("message_reference") or {}
    reference.update({name: str(reference[name]) for name in reference if name.endswith("_id")})
    called = (message.get("allowed_mentions") or {}).get("users")
    if called:
        message["allowed_mentions"]["users"] = [str(one) for one in called]
    if "recipient_id" in message:
        message["recipient_id"] = str(message["recipient_id"])
    if operation.method == "patch" and "/messages/" in operation.template:
        message.pop("tts", None)
    return body


def _message(body: Json) -> dict[str, Json]:
    """The message in a body; that of an interaction's response is one level down."""
    if not isinstance(body, dict):
        return {}
    inner = body.get("data")
    return inner if isinstance(inner, dict) else body


def _file_faults(call: Call) -> Iterator[str]:
    named = {str(attachment["id"]) for attachment in _message(call.body).get("attachments") or ()}
    yield from (f"file {n} is in no attachment" for n in range(len(call.file_bytes)) if str(n) not in named)
    if sum(call.file_bytes) > MESSAGE_LIMIT_BYTES:
        yield f"{sum(call.file_bytes)} bytes of files"


def _mention_faults(call: Call) -> Iterator[str]:
    """Whatever shows text must say that nobody is mentioned but those whom it calls by their id."""
    message = _message(call.body)
    if "content" not in message and "embeds" not in message:
        return
    allowed, called = message.get("allowed_mentions") or {}, re.findall(r"<@(\d+)>", message.get("content") or "")
    if allowed.get("parse") != [] or [str(one) for one in allowed.get("users", ())] != called or "roles" in allowed:
        yield f"may mention people: {allowed}"
    if allowed.get("replied_user"):
        yield "may mention whom it replies to"


def _custom_id_faults(node: Json) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _custom_id_faults(child)
    elif isinstance(node, dict):
        if len(str(node.get("custom_id", ""))) > CUSTOM_ID_LIMIT:
            yield f"custom id of {len(node['custom_id'])} characters"
        yield from _custom_id_faults(list(node.values()))
