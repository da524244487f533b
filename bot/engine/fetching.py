"""Fetching checkpoints and LoRAs for the owner: by https, going on where it was cut off, or from the Hugging Face hub.

What is given here comes from the keyboard of the machine's owner: addresses in private networks are as good as others.
Plain http is only taken from this machine itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiohttp
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential
from yarl import URL

from bot.engine.origin import weights_suffixes
from bot.engine.registry import PART, Kind
from bot.errors import CannotWrite, FetchFailed, NotAModel, WrongChecksum

_ATTEMPTS = 5
_CHUNK = 1 << 20
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=60)
_CUT = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError)
_OK, _PARTIAL, _NOT_SATISFIABLE, _SERVER = 200, 206, 416, 500

Tell = Callable[[int, int | None], None]
"""Called with the bytes that are there, and all that there will be, where that is known."""


class _CutOff(Exception):
    """Trying again may help."""


def file_name(url: str, *, unsafe: bool) -> str:
    """What a URL's file is called. Raises NotAModel where it is no file of weights, or not asked for safely."""
    parts = urlsplit(url)
    name = unquote(parts.path).rsplit("/", 1)[-1]
    if not _safe(URL(url)) or Path(name).suffix not in weights_suffixes(unsafe=unsafe):
        raise NotAModel(said(url))
    return name


def said(url: str) -> str:
    """A URL without what may be a key in it."""
    return str(URL(url).with_user(None).with_query(None)) if URL(url).host else url


async def fetch(url: str, path: Path, tell: Tell, *, sha256: str = "", pause_s: float = 1.0) -> str:
    """Into a file, beside which `.part` grows meanwhile and stays when it is cut off; returns its SHA-256.

    Raises FetchFailed, WrongChecksum (nothing is left then) and CannotWrite.
    """
    part = path.with_name(path.name + PART)
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(_CutOff),
                stop=stop_after_attempt(_ATTEMPTS),
                wait=wait_exponential(pause_s, max=30 * pause_s),
                reraise=True,
            ):
                with attempt:
                    await _go_on(session, url, part, tell)
        return _kept(url, part, path, sha256)
    except _CutOff as error:
        raise FetchFailed(said(url), str(error)) from error
    except aiohttp.ClientError as error:
        raise FetchFailed(said(url), f"{type(error).__name__}") from error
    except OSError as error:
        raise CannotWrite(str(part), error.strerror or type(error).__name__) from error


async def _go_on(session: aiohttp.ClientSession, url: str, part: Path, tell: Tell) -> None:
    """From where the part ends, if the file is still the same. Raises _CutOff and FetchFailed."""
    mark = part.with_name(part.name + ".etag")
    there, headers = _so_far(part, mark)
    try:
        async with session.get(url, headers=headers) as answer:
            if not _safe(answer.url):
                raise FetchFailed(said(url), f"http: {answer.url.host}")
            if answer.status == _NOT_SATISFIABLE:
                _remember(mark, "")  # what is there is no beginning of it: begin anew
            if answer.status == _NOT_SATISFIABLE or answer.status >= _SERVER:
                raise _CutOff(str(answer.status))
            if answer.status not in {_OK, _PARTIAL}:
                raise FetchFailed(said(url), str(answer.status))
            there = there if answer.status == _PARTIAL else 0
            _remember(mark, answer.headers.get("ETag", ""))
            await _write(answer, part, there, tell)
    except _CUT as error:
        raise _CutOff(type(error).__name__) from error


def _so_far(part: Path, mark: Path) -> tuple[int, dict[str, str]]:
    """The bytes that are there, and how to ask for the rest of the same file."""
    if not part.exists() or not mark.exists():
        return 0, {}
    there = part.stat().st_size
    return there, {"Range": f"bytes={there}-", "If-Range": mark.read_text()} if there else {}


async def _write(answer: aiohttp.ClientResponse, part: Path, there: int, tell: Tell) -> None:
    total = None if answer.content_length is None else there + answer.content_length
    with part.open("ab" if there else "wb") as file:
        tell(there, total)
        async for chunk in answer.content.iter_chunked(_CHUNK):
            file.write(chunk)
            there += len(chunk)
            tell(there, total)


def _remember(mark: Path, etag: str) -> None:
    """Only a strong tag tells that bytes are the same; without one, it begins anew when it is cut off."""
    if etag and not etag.startswith("W/"):
        mark.write_text(etag)
    else:
        mark.unlink(missing_ok=True)


def _kept(url: str, part: Path, path: Path, sha256: str) -> str:
    """Raises WrongChecksum, and FetchFailed for what only looks like weights, such as a page that asks to log in."""
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    part.with_name(part.name + ".etag").unlink(missing_ok=True)
    if sha256 and found != sha256.lower():
        part.unlink()
        raise WrongChecksum(said(url), sha256, found)
    if path.suffix == ".safetensors" and not is_safetensors(part):
        part.unlink()
        raise FetchFailed(said(url), "no safetensors file")
    part.replace(path)
    return found


def is_safetensors(path: Path) -> bool:
    """Whether its header fits its length: it is whole, and what it says it is."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 1 < length <= size - 8:
            return False
        try:
            header = json.loads(file.read(length))
            ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            return False
    return 8 + length + max(ends, default=0) == size


def fetch_from_hub(kind: Kind, hub_id: str, folder: Path) -> None:
    """A repository's safetensors, in half precision where it has them so, into a folder; shows its own progress.

    Raises FetchFailed. What was cut off goes on the next time.
    """
    from huggingface_hub import HfApi, snapshot_download  # noqa: PLC0415 - 20 MB that only a hub id is worth
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        names = files_wanted(kind, HfApi().list_repo_files(hub_id))
        if not any(name.endswith(".safetensors") for name in names):
            raise FetchFailed(hub_id, "no safetensors")
        part = folder.with_name(folder.name + PART)
        snapshot_download(hub_id, local_dir=part, allow_patterns=names)
        part.replace(folder)
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise FetchFailed(hub_id, type(error).__name__) from error


def files_wanted(kind: Kind, names: list[str]) -> list[str]:
    """Of a checkpoint: its parts' folders, each part once; of a LoRA: its weights."""
    if kind == "loras":
        return [name for name in names if name.endswith(".safetensors") and "/" not in name]
    half = {name.replace(".fp16.", ".") for name in names if ".fp16." in name}
    weights = [name for name in names if name.endswith(".safetensors") and "/" in name and name not in half]
    return [*weights, *(name for name in names if name.endswith((".json", ".txt")))]


def _safe(url: URL) -> bool:
    return url.scheme == "https" or (url.scheme == "http" and _is_this_machine(url.host or ""))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
