"""What is refused before anything else looks at a request, and what every answer tells the browser to refuse.

A page on 127.0.0.1 is in reach of every web site that the same browser visits: by forged requests, and by names that
are made to point here (DNS rebinding). A rebound name is never an IP address: addresses and our own names are let in.
"""

from __future__ import annotations

import ipaddress
import socket

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_FOREIGN = frozenset({"cross-site", "same-site"})  # another port of this machine is same-site, and not us
_POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

log = structlog.get_logger()


def guard(host: str) -> Middleware:
    """Lets in requests for IP addresses, localhost, `host` and this machine's name, from no page but our own."""
    names = frozenset({"localhost", host.lower(), *_names_of_machine()})

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_ours(request.host, names):
            log.warning("request for a foreign host refused")
            raise web.HTTPMisdirectedRequest
        if _is_foreign(request):
            log.warning("request from a foreign page refused", path=request.path)
            raise web.HTTPForbidden
        return await handler(request)

    return guarded


async def add_policy(request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer, streamed ones too: for aiohttp's `on_response_prepare`."""
    response.headers.update(_POLICY)
    kept = "no-cache" if request.path.startswith("/static/") else "no-store"
    response.headers.setdefault("Cache-Control", kept)


def _is_ours(authority: str, names: frozenset[str]) -> bool:
    try:
        host = URL.build(scheme="http", authority=authority).host or ""
    except ValueError:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.lower().rstrip(".") in names
    return True


def _is_foreign(request: web.Request) -> bool:
    """Whether another site's page sent it. To open ours by a link is no such thing: it reads nothing, does nothing."""
    if request.method in _SAFE_METHODS and request.path == "/":
        return False
    if request.headers.get("Sec-Fetch-Site") in _FOREIGN:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host


def _names_of_machine() -> tuple[str, ...]:
    name = socket.gethostname().lower()
    return name, f"{name}.local"
