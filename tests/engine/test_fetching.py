from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import torch
from aiohttp import web
from aiohttp.test_utils import TestServer
from safetensors.torch import save

from bot.engine.fetching import fetch, file_name, files_wanted, is_safetensors, said
from bot.errors import FetchFailed, NotAModel, WrongChecksum

WEIGHTS = save({"one": torch.zeros(300_000)})
SHA256 = hashlib.sha256(WEIGHTS).hexdigest()


class Shop:
    """Hands out weights; the first `cuts` answers break off in the middle."""

    def __init__(self) -> None:
        self.cuts = 0
        self.etag = '"one"'
        self.asked: list[str] = []

    async def hand_out(self, request: web.Request) -> web.StreamResponse:
        span = request.headers.get("Range", "")
        same = request.headers.get("If-Range", self.etag) == self.etag
        begin = int(span.removeprefix("bytes=").rstrip("-")) if span and same else 0
        self.asked.append(span)
        left = WEIGHTS[begin:]
        answer = web.StreamResponse(status=206 if begin else 200, headers={"ETag": self.etag} if self.etag else {})
        answer.content_length = len(left)
        await answer.prepare(request)
        if self.cuts:
            self.cuts -= 1
            await answer.write(left[: len(left) // 2])
            assert request.transport is not None
            request.transport.close()
            return answer
        await answer.write(left)
        return answer


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest_asyncio.fixture
async def address(shop: Shop) -> AsyncIterator[str]:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html>please log in</html>")

    app = web.Application()
    app.add_routes([web.get("/w.safetensors", shop.hand_out), web.get("/page.safetensors", page)])
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def silent(_there: int, _total: int | None) -> None:
    pass


async def test_a_file_is_fetched_and_its_progress_told(address: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    found = await fetch(
        f"{address}/w.safetensors?key=secret", tmp_path / "w.safetensors", lambda *each: told.append(each)
    )

    assert found == SHA256
    assert (tmp_path / "w.safetensors").read_bytes() == WEIGHTS
    assert told[0] == (0, len(WEIGHTS))
    assert told[-1] == (len(WEIGHTS), len(WEIGHTS))
    assert left_in(tmp_path) == ["w.safetensors"]


async def test_what_is_cut_off_goes_on_where_it_was(address: str, shop: Shop, tmp_path: Path) -> None:
    shop.cuts = 2

    found = await fetch(f"{address}/w.safetensors", tmp_path / "w.safetensors", silent, sha256=SHA256, pause_s=0)

    assert found == SHA256
    begins = [int(span.removeprefix("bytes=").rstrip("-") or 0) for span in shop.asked]
    assert begins[0] == 0 < begins[1] < begins[2]


async def test_what_was_given_up_goes_on_the_next_time(address: str, shop: Shop, tmp_path: Path) -> None:
    shop.cuts = 5
    with pytest.raises(FetchFailed):
        await fetch(f"{address}/w.safetensors", tmp_path / "w.safetensors", silent, pause_s=0)
    assert "w.safetensors" not in left_in(tmp_path)

    await fetch(f"{address}/w.safetensors", tmp_path / "w.safetensors", silent, sha256=SHA256, pause_s=0)

    assert shop.asked[-1] != ""


@pytest.mark.parametrize("etag", ['"two"', ""])
async def test_another_file_of_the_same_name_is_never_joined_to_the_first(
    etag: str, address: str, shop: Shop, tmp_path: Path
) -> None:
    part = tmp_path / "w.safetensors.part"
    part.write_bytes(b"other bytes")
    part.with_name("w.safetensors.part.etag").write_text('"one, long ago"')
    shop.etag, shop.cuts = etag, 1

    assert await fetch(f"{address}/w.safetensors", tmp_path / "w.safetensors", silent, pause_s=0) == SHA256


async def test_other_bytes_than_were_promised_are_not_kept(address: str, tmp_path: Path) -> None:
    with pytest.raises(WrongChecksum) as caught:
        await fetch(f"{address}/w.safetensors?key=secret", tmp_path / "w.safetensors", silent, sha256="0" * 64)

    assert caught.value.found == SHA256
    assert "secret" not in str(caught.value)
    assert not left_in(tmp_path)


@pytest.mark.parametrize("name", ["nothing.safetensors", "page.safetensors"])
async def test_what_is_not_there_or_no_weights_is_said_and_not_kept(name: str, address: str, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed):
        await fetch(f"{address}/{name}", tmp_path / name, silent, pause_s=0)

    assert not left_in(tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/w.safetensors",
        "ftp://example.com/w.safetensors",
        "file:///etc/w.safetensors",
        "https://example.com/w.ckpt",
        "https://example.com/",
    ],
)
async def test_only_weights_and_only_by_https_are_fetched(url: str) -> None:
    with pytest.raises(NotAModel):
        file_name(url, unsafe=False)


async def test_a_url_is_said_without_its_keys() -> None:
    assert said("https://me:pw@example.com/a%20b.safetensors?token=x") == "https://example.com/a%20b.safetensors"
    assert file_name("https://example.com/a%20b.safetensors?token=x", unsafe=False) == "a b.safetensors"
    assert file_name("https://example.com/w.ckpt", unsafe=True) == "w.ckpt"


async def test_half_a_file_is_no_safetensors_file(tmp_path: Path) -> None:
    for size in (0, 7, 8, 100, len(WEIGHTS) - 1):
        (tmp_path / "half").write_bytes(WEIGHTS[:size])
        assert not is_safetensors(tmp_path / "half")
    (tmp_path / "whole").write_bytes(WEIGHTS)
    assert is_safetensors(tmp_path / "whole")


async def test_of_a_repository_each_part_is_fetched_once_and_safely() -> None:
    names = [
        "README.md", "model_index.json", "whole_10gb.safetensors", "unet/config.json", "unet/model.safetensors",
        "unet/model.fp16.safetensors", "unet/model.bin", "vae/model.safetensors", "tokenizer/merges.txt",
    ]  # fmt: skip

    assert set(files_wanted("checkpoints", names)) == {
        "model_index.json", "unet/config.json", "unet/model.fp16.safetensors", "vae/model.safetensors",
        "tokenizer/merges.txt",
    }  # fmt: skip
    assert files_wanted("loras", names) == ["whole_10gb.safetensors"]
