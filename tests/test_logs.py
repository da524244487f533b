from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings
from bot.logs import configure, redactor

DISCORD = "NTk0.GxY-z_.aVeryOwnSecret"
TELEGRAM = "123456789:AAF-ownSecret_0"
AWKWARD = "a\"quote'd\\ sécret/+&="


def settings(log_format: str = "json", log_level: str = "info") -> Settings:
    return Settings(
        _env_file=None, discord_token=DISCORD, telegram_token=TELEGRAM, log_format=log_format, log_level=log_level
    )


class Fault(Exception):
    def __str__(self) -> str:
        return f"cannot use {DISCORD}"


def fail() -> None:
    raise Fault from ValueError(TELEGRAM)


def by_message() -> None:
    structlog.get_logger().error(f"logged in with {DISCORD}")


def by_value() -> None:
    structlog.get_logger().error("logged in", token=DISCORD, nested={"all": [TELEGRAM, (DISCORD,)]})


def by_bound_value() -> None:
    with structlog.contextvars.bound_contextvars(url=f"https://x/?token={TELEGRAM}"):
        structlog.get_logger().error("logged in")


def by_library() -> None:
    logging.getLogger("some.library").error("token %s in %r", DISCORD, {"token": TELEGRAM})


def by_library_extra() -> None:
    logging.getLogger("some.library").error("request", extra={"token": DISCORD})


def by_traceback() -> None:
    try:
        fail()
    except Fault:
        structlog.get_logger().exception("failed")


def by_library_traceback() -> None:
    try:
        fail()
    except Fault:
        logging.getLogger("some.library").exception("failed")


def by_group() -> None:
    structlog.get_logger().error("failed", exc_info=ExceptionGroup(TELEGRAM, [Fault(), ValueError(DISCORD)]))


def by_stack() -> None:
    structlog.get_logger().error("here", stack_info=True, token=DISCORD)


def by_broken_format() -> None:
    logging.getLogger("some.library").error("%d of %d", DISCORD)  # noqa: PLE1206 - the fault to look at


def by_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"deprecated: {DISCORD}", stacklevel=1)


def by_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def by_excepthook() -> None:
    try:
        fail()
    except Fault as error:
        sys.excepthook(Fault, error, error.__traceback__)


WAYS = [
    *(by_message, by_value, by_bound_value, by_library, by_library_extra, by_traceback, by_library_traceback),
    *(by_group, by_stack, by_broken_format, by_warning, by_thread, by_excepthook),
]


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("way", WAYS)
def test_a_secret_never_comes_out(way: Callable[[], None], log_format: str, capfd: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    configure(settings(log_format=log_format), stream)

    way()

    out, err = capfd.readouterr()
    written = stream.getvalue()
    assert written
    assert not [secret for secret in (DISCORD, TELEGRAM) if secret in written + out + err]


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_secret_with_awkward_letters_never_comes_out(log_format: str) -> None:
    stream = io.StringIO()
    configure(Settings(_env_file=None, telegram_token=AWKWARD, log_format=log_format), stream)
    structlog.get_logger().error(AWKWARD, text=AWKWARD, shown=repr(AWKWARD), nested=[{"a": AWKWARD}])

    assert "cret" not in stream.getvalue()
    assert "quote" not in stream.getvalue()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("POST https://api.telegram.org/bot42:AB-c_d/getMe", "POST https://api.telegram.org/bot***/getMe"),
        ("GET /file/bot42%3AABC/photos/1.jpg", "GET /file/bot***/photos/1.jpg"),
        ("PATCH /webhooks/11/aW50ZXJhY3Rpb24.x-y/messages/@original", "PATCH /webhooks/11/***/messages/@original"),
        ("POST /interactions/11/aW50ZXJh/callback", "POST /interactions/11/***/callback"),
        ("Authorization: Bot MTIzNDU2Nzg5MDEyMzQ1.x.y", "Authorization: Bot ***"),
        ("{'authorization': 'Bearer sk-0123456789abcdefgh'}", "{'authorization': 'Bearer ***'}"),
        ("Bot is ready", "Bot is ready"),
        ("see /bottom and /bot", "see /bottom and /bot"),
    ],
)
def test_what_is_shaped_like_a_token_is_hidden_though_nobody_told(line: str, expected: str) -> None:
    assert redactor(())(line) == expected


@given(st.text(min_size=6), st.text(), st.text())
def test_a_secret_is_hidden_wherever_it_stands(secret: str, before: str, after: str) -> None:
    hidden = redactor((secret,))(before + secret + after)

    assert "***" in hidden
    if not set(secret) & set("*" + before + after):
        assert secret not in hidden


def test_a_value_too_short_for_a_secret_leaves_the_lines_readable() -> None:
    assert redactor((" ", "a", "12345"))("a line of 12345 words") == "a line of 12345 words"


def test_every_line_of_a_job_names_it() -> None:
    stream = io.StringIO()
    configure(settings(log_format="json"), stream)

    with structlog.contextvars.bound_contextvars(job_id="0123"):
        structlog.get_logger().info("painting")
        logging.getLogger("some.library").info("painting")
    structlog.get_logger().info("idle")

    assert [json.loads(line).get("job_id") for line in stream.getvalue().splitlines()] == ["0123", "0123", None]


def test_a_line_of_json_has_what_a_machine_looks_for() -> None:
    stream = io.StringIO()
    configure(settings(log_format="json"), stream)
    structlog.get_logger("bot.x").warning("picture not read", size_bytes=7, text="바다\n")
    line = json.loads(stream.getvalue())

    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "picture not read",
        "level": "warning",
        "logger": "bot.x",
        "size_bytes": 7,
        "text": "바다\n",
    }


def test_automatic_is_json_where_nobody_watches() -> None:
    stream = io.StringIO()
    configure(settings("auto"), stream)
    structlog.get_logger().info("hello")

    assert json.loads(stream.getvalue())["event"] == "hello"


def test_libraries_tell_their_everyday_business_only_when_asked() -> None:
    stream = io.StringIO()
    for level in ("info", "debug"):
        configure(settings(log_format="json", log_level=level), stream)
        logging.getLogger("httpx").info("HTTP Request: POST /")
        structlog.get_logger().debug("fine")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["HTTP Request: POST /", "fine"]


def test_configuring_twice_says_everything_once() -> None:
    stream = io.StringIO()
    configure(settings(log_format="json"), stream)
    configure(settings(log_format="json"), stream)
    structlog.get_logger().info("hello")

    assert len(stream.getvalue().splitlines()) == 1


def test_a_closed_stream_harms_nobody() -> None:
    stream = io.StringIO()
    configure(settings(log_format="json"), stream)
    stream.close()

    assert structlog.get_logger().info("hello") is None


def test_an_uncaught_exception_of_a_whole_process_is_told_without_secrets() -> None:
    program = (
        "from bot.config import Settings; from bot.logs import configure\n"
        f"configure(Settings(_env_file=None, telegram_token={TELEGRAM!r}))\n"
        f"raise ValueError({TELEGRAM!r})\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603

    assert ended.returncode == 1
    assert "uncaught exception" in ended.stderr
    assert TELEGRAM not in ended.stderr + ended.stdout
