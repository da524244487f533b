"""What may be painted with besides the setting's checkpoint: checkpoints and LoRAs by name, in a folder of the owner's.

`registry.json` says what was registered; what simply lies in `checkpoints/` and `loras/` goes by its own name. People
only ever say names. Imports no torch: the bot, the terminal and the engine process all read it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import structlog
from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from bot.engine.origin import origin_of, weights_suffixes
from bot.errors import BadModelName, CannotWrite, CheckpointMissing, ModelThere, NoSuchModel, NotAModel

log = structlog.get_logger()

Kind = Literal["checkpoints", "loras"]
KINDS: tuple[Kind, ...] = ("checkpoints", "loras")

PART = ".part"
"""Behind the name of what is still being fetched."""

_NAME = re.compile(r"\w[\w.+-]{0,63}")
_NOT_A_NAME = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One checkpoint or LoRA. `where` is a path or a hub id; a path within the registry's folder is relative to it.

    `words` bring a LoRA's subject out; without any, those in its file hold. `vae` replaces a checkpoint's own. `source`
    is where it was fetched from, `sha256` what its file was then.
    """

    name: str
    where: str
    words: tuple[str, ...] = ()
    vae: str = ""
    source: str = ""
    sha256: str = ""


Models = Mapping[str, Model]
"""By name, in order of the names."""

_FILE = TypeAdapter(dict[Kind, list[Model]])


class Registry:
    """The models of one folder, which need not be there. What others register is seen at once."""

    def __init__(self, folder: Path, *, unsafe: bool = False) -> None:
        """`unsafe`: files that may run code when they are loaded are taken too."""
        self._folder = folder.absolute()
        self._unsafe = unsafe
        self._seen: tuple[object, dict[Kind, Models]] = (None, {})

    def models(self, kind: Kind) -> Models:
        """Their `where` is absolute unless it is a hub id. Quick: files are read only where something has changed."""
        stamp = tuple(_changed(self._folder / name) for name in ("registry.json", *KINDS))
        if self._seen[0] != stamp:
            written = self._written()
            self._seen = stamp, {each: self._found(each, written.get(each, [])) for each in KINDS}
        return self._seen[1][kind]

    def find(self, kind: Kind, name: str) -> Model:
        """Raises NoSuchModel."""
        model = self.models(kind).get(name)
        if model is None:
            raise NoSuchModel(name)
        return model

    def check_free(self, kind: Kind, name: str) -> None:
        """Raises BadModelName and ModelThere."""
        if not _NAME.fullmatch(name):
            raise BadModelName(name)
        if name in self.models(kind):
            raise ModelThere(name)

    def add(self, kind: Kind, model: Model) -> None:
        """Raises BadModelName, ModelThere, NotAModel and CannotWrite."""
        if not _NAME.fullmatch(model.name):
            raise BadModelName(model.name)
        try:
            origin_of(self._absolute(model).where, unsafe=self._unsafe)
        except CheckpointMissing as error:
            raise NotAModel(model.where) from error
        with self._changing() as written:
            there = self._found(kind, written.get(kind, [])).get(model.name)
            if there is not None and there.where != self._absolute(model).where:
                raise ModelThere(model.name)
            kept = [one for one in written.get(kind, []) if one.name != model.name]
            written[kind] = sorted([*kept, model], key=lambda one: one.name)

    def remove(self, kind: Kind, name: str) -> None:
        """Forget it; what lies in the registry's own folder is deleted. Raises NoSuchModel and CannotWrite."""
        path = Path(self.find(kind, name).where)
        with self._changing() as written:
            written[kind] = [one for one in written.get(kind, []) if one.name != name]
        if path.is_relative_to(self._folder / kind):
            _delete(path)

    def place(self, kind: Kind) -> Path:
        """The folder where fetched ones go; it is there afterwards. Raises CannotWrite."""
        folder = self._folder / kind
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(str(folder), error.strerror or type(error).__name__) from error
        return folder

    def _found(self, kind: Kind, written: list[Model]) -> Models:
        named = {model.name: self._absolute(model) for model in written}
        taken = {model.where for model in named.values()}
        lying = (Model(name=name_for(path), where=str(path)) for path in self._lying(kind) if str(path) not in taken)
        return dict(sorted(({model.name: model for model in lying} | named).items()))

    def _lying(self, kind: Kind) -> list[Path]:
        folder = self._folder / kind
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
        files = {path.with_suffix("") for path in paths if path.suffix in weights_suffixes(unsafe=self._unsafe)}
        return [path for path in paths if self._loads(kind, path) and not (path.is_dir() and path in files)]

    def _loads(self, kind: Kind, path: Path) -> bool:
        """A folder beside a file of its name is that file's configuration, and no model of its own."""
        if path.is_dir():
            return kind == "checkpoints" and path.suffix != PART and (path / "model_index.json").exists()
        return path.suffix in weights_suffixes(unsafe=self._unsafe)

    def _absolute(self, model: Model) -> Model:
        own = self._folder / Path(model.where).expanduser()
        return replace(model, where=str(own)) if own.exists() else model

    def _written(self) -> dict[Kind, list[Model]]:
        try:
            return self._read()
        except (OSError, ValidationError):  # painting goes on with what lies in the folders
            log.exception("registry not read", folder=str(self._folder))
            return {}

    def _read(self) -> dict[Kind, list[Model]]:
        path = self._folder / "registry.json"
        return _FILE.validate_json(path.read_bytes()) if path.exists() else {}

    @contextmanager
    def _changing(self) -> Iterator[dict[Kind, list[Model]]]:
        """What is written, while nobody else writes; it is written back afterwards. Raises CannotWrite."""
        path = self._folder / "registry.json"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "registry.lock"):
                written = self._read()
                yield written
                fresh = path.with_suffix(".new")
                fresh.write_bytes(_FILE.dump_json(written, indent=2, exclude_defaults=True))
                fresh.replace(path)
        except (OSError, ValidationError) as error:
            raise CannotWrite(str(path), getattr(error, "strerror", None) or type(error).__name__) from error


def name_for(path: Path) -> str:
    """What a file or folder is called by people, who cannot type every name: "My Cat (v2).safetensors" as My_Cat_v2."""
    stem = path.name if path.is_dir() else path.stem
    return _NOT_A_NAME.sub("_", stem).strip("_.+-") or "model"


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _delete(path: Path) -> None:
    """Raises CannotWrite."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or type(error).__name__) from error
