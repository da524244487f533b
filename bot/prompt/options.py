"""Options typed into a text: `--ar 16:9`, `--no 사람, 글자`, `--시드 42`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "size": "size ar aspect ratio 비율 크기 사이즈",
        "no": "no negative neg 제외 빼기 없이 네거티브",
        "seed": "seed 시드 씨앗",
        "style": "style 스타일 화풍 그림체",
        "steps": "steps step 스텝 단계 스텝수",
        "strength": "strength 강도 세기",
        "guidance": "guidance cfg 가이던스",
        "count": "count n 장수 개수",
        "model": "model checkpoint 모델 체크포인트",
        "lora": "lora 로라",
        "control": "control controlnet 따라",
        "scheduler": "scheduler sampler 스케줄러 샘플러",
        "quality": "quality 품질 화질",
        "exact": "exact 정확히",
        "raw": "raw 그대로",
    }
)
NAMES: Mapping[str, str] = MappingProxyType({name: key for key, names in _NAMES.items() for name in names.split()})
"""Every name that people may type, and the option it means."""

_OPTION = re.compile(r"(?:(?<=\s)|^)--([A-Za-z가-힣][\w-]{0,30})(?:\s*=\s*|\s+|$|(?=\s))")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\ue000-\uf8ff])")
_NUMBER = re.compile(r"^[\d.:x%]+(?=\s|$)")
_FLAGS = frozenset({"exact", "raw"})
"""These take no word: to name them is to want them."""
_WHOLE = frozenset({"no", "style"})
"""These take every word up to the next option; the others one word, and the text goes on after it."""


def split(text: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The text without its options, the options by their own names ("" where a value is missing), and unknown names.

    What follows an unknown option stays in the text, unless it is a number. A `no` that is given twice adds up; of
    others the last holds.
    """
    options: dict[str, str] = {}
    unknown: list[str] = []
    found = list(_OPTION.finditer(text))
    kept = [text[: found[0].start()] if found else text]
    ends = [*(later.start() for later in found[1:]), len(text)]
    for option, end in zip(found, ends[: len(found)], strict=True):
        name, rest = NAMES.get(option[1].lower()), text[option.end() : end].strip()
        if name is None:
            unknown.append(option[1])
            kept.append(_NUMBER.sub("", rest))
            continue
        value, rest = ("yes", rest) if name in _FLAGS else _value(rest, whole=name in _WHOLE)
        options[name] = f"{options[name]}, {value}" if name == "no" and options.get("no") else value
        kept.append(rest)
    return " ".join(filter(None, (part.strip() for part in kept))), options, tuple(unknown)


def style_of(options: Mapping[str, str]) -> str:
    """The style among options typed into a text."""
    return options.get("style", "").strip("\"'")


def _value(rest: str, *, whole: bool) -> tuple[str, str]:
    """The value that begins the text, and what follows it. Quotes, or the mark of a protected span, bound a value."""
    quoted = _QUOTED.match(rest)
    if quoted:
        return next(filter(None, quoted.groups()), ""), rest[quoted.end() :]
    value, _, after = (rest, "", "") if whole else rest.partition(" ")
    return value.strip(), after
