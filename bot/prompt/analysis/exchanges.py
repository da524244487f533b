"""모자를 빨간색으로 바꿔 줘, 고양이를 강아지로 바꿔 줘: a thing gets something, or another takes its place."""

from __future__ import annotations

from dataclasses import replace

from bot.prompt.analysis.words import Word
from bot.prompt.listed import listed

_EXCHANGING = listed("바꾸다 변경하다 교체하다 변신시키다 대체하다 바뀌다")
_GIVEN_TO = listed("배경 하늘 머리 머리카락 옷 모자 눈 색 색깔 표정 스타일 분위기 계절 날씨 시간 장소 화풍 조명 얼굴")
"""They stay, and become what is said: 배경을 바다로."""


def exchanged(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words with exchanges said as wishes: 빨간색 모자; 고양이 말고 강아지."""
    out: list[Word] = []
    i = 0
    while i < len(words):
        if _exchanges(words, i):
            out += _wish(words[i], words[i + 1])
            i += 3
        else:
            out.append(words[i])
            i += 1
    return tuple(out)


def _exchanges(words: tuple[Word, ...], i: int) -> bool:
    """Whether old, new and a verb of exchange stand here; a text that ends so, 배경을 바다로, needs no verb."""
    old, new, verb = [*words[i : i + 3], None, None][:3]
    if old is None or new is None or not (old.nominal and new.nominal and new.role == "by") or new.stopped:
        return False
    if verb is None or verb.stopped:
        return old.role == "object" and i == 0
    return old.role in {"object", "subject", "topic", "focus"} and verb.lemma in _EXCHANGING


def _wish(old: Word, new: Word) -> list[Word]:
    thing, instead = replace(old, role="", particle=""), replace(new, role="", particle="")
    if old.lemma in _GIVEN_TO or new.lemma.endswith(("색", "빛")):
        return [replace(instead, stopped=old.stopped), replace(thing, stopped=False)]
    return [thing, Word("말다", "verb", new.start, new.start, ("말다",), ending="linking"), instead]
