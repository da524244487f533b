"""Hangul in the Revised Romanization of Korean, with the sound changes it writes (국어의 로마자 표기법, 2000)."""

from __future__ import annotations


def _row(sounds: str) -> tuple[str, ...]:
    """Sounds in the order of Unicode; "_" is silent."""
    return tuple("" if sound == "_" else sound for sound in sounds.split())


_INITIALS = _row("g kk n d tt r m b pp s ss _ j jj ch k t p h")
_VOWELS = _row("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = _row("_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
_LIAISON = _row("_ g kk gs n nj n d r lg lm lb ls lt lp r m b bs s ss ng j ch k t p _")
"""How a final sounds before a vowel."""
_NASAL = {"k": "ng", "t": "n", "p": "m"}


def romanise(text: str) -> str:
    """Romanise 한글 as hangeul and 종로 as jongno; what is not Hangul stays."""
    out: list[str] = []
    for i, letter in enumerate(text):
        if not "가" <= letter <= "힣":
            out.append(letter)
            continue
        code = ord(letter) - 0xAC00
        initial = _initial(text[i - 1] if i else "", code // 588)
        following = text[i + 1] if i + 1 < len(text) else ""
        out += [initial, _VOWELS[code % 588 // 28], _final(code % 28, following)]
    return "".join(out)


def _final(final: int, following: str) -> str:
    if not "가" <= following <= "힣":
        return _FINALS[final]
    initial = _INITIALS[(ord(following) - 0xAC00) // 588]
    if not initial:
        return _LIAISON[final]
    sound = _FINALS[final]
    if initial in {"n", "m"} or (initial == "r" and sound in {"k", "t", "p"}):
        return _NASAL.get(sound, sound)
    if initial == "r" and sound == "n":
        return "l"
    return sound


def _initial(before: str, initial: int) -> str:
    sound = _INITIALS[initial]
    if not "가" <= before <= "힣":
        return sound
    final = _FINALS[(ord(before) - 0xAC00) % 28]
    if sound == "r":
        return {"l": "l", "n": "l"}.get(final, "n" if final else "r")
    if sound == "n" and final == "l":
        return "l"
    return sound
