"""Korean verbs and adjectives as they stand before a noun: 빨갛다 → 빨간, 걷다 → 걷는, 입다 → 입은. Pure."""

from __future__ import annotations

from bot.prompt.listed import listed

_FIRST, _TAILS = ord("가"), 28
_N, _L, _B, _S, _T, _H = 4, 8, 17, 19, 7, 27
"""Final consonants by their place in a syllable: ㄴ ㄹ ㅂ ㅅ ㄷ ㅎ."""
_ENDINGS = {0: (_N, ""), _L: (_N, ""), _H: (_N, ""), _B: (0, "운"), _S: (0, "은"), _T: (_L, "은")}
"""By a stem's final consonant: the one that it has before a noun, and the ending: 큰 긴 하얀 누운 지은 걸은."""
_REGULAR = listed(
    """
    좁다 잡다 집다 뽑다 씹다 입다 접다 업다 꼬집다 붙잡다 사로잡다 움켜잡다 껴입다 뒤집다 수줍다 비좁다
    벗다 씻다 솟다 웃다 빗다 빼앗다 치솟다 비웃다 좋다 놓다 넣다 쌓다 닿다 낳다 찧다 땋다
    받다 얻다 믿다 닫다 쏟다 묻다 뻗다 돋다 곧다 굳다 뜯다 걷히다 싣다
    """
)
"""Stems in ㅂ ㅅ ㄷ ㅎ that stay as they are before a vowel."""


def present(predicate: str) -> str:
    """What somebody does: 달리는, 나는. `predicate` is a dictionary form."""
    stem = predicate.removesuffix("다")
    return (_with_tail(stem, 0) if _tail(stem) == _L else stem) + "는"


def state(predicate: str) -> str:
    """What something is, or has come to be: 큰, 작은, 빨간, 앉은, 누운. `predicate` is a dictionary form."""
    stem = predicate.removesuffix("다")
    if stem.endswith(("있", "없")):
        return stem + "는"
    tail = _tail(stem)
    if tail not in _ENDINGS or predicate.endswith(tuple(_REGULAR)):
        return stem + "은"
    kept, ending = _ENDINGS[tail]
    return _with_tail(stem, kept) + ending


def with_object(noun: str) -> str:
    """풍선을, 모자를."""
    return noun + ("을" if _tail(noun) else "를")


def beside(noun: str) -> str:
    """용과, 호랑이와."""
    return noun + ("과" if _tail(noun) else "와")


def _tail(text: str) -> int:
    """The final consonant of the last syllable; 0 where there is none, or no Hangul."""
    last = text[-1:]
    return (ord(last) - _FIRST) % _TAILS if "가" <= last <= "힣" else 0


def _with_tail(text: str, tail: int) -> str:
    last = text[-1:]
    if not "가" <= last <= "힣":
        return text
    return text[:-1] + chr(ord(last) - (ord(last) - _FIRST) % _TAILS + tail)
