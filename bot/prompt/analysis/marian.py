"""Marian, a small translator that runs here: Korean sentences into English ones, with Helsinki-NLP's weights.

transformers 5 has no translation pipeline: the tokenizer and `generate` are used as they are. Takes 5 s to load and
some 350 MB; a sentence takes about a second on one thread.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.prompt.pieces import pieces

if TYPE_CHECKING:
    from transformers import MarianMTModel, MarianTokenizer

LONGEST = 300
"""Characters that are translated at once: within the 512 tokens that the model was trained at."""
MOST_READ = 2_000
"""Characters of a text that are translated; the rest of a story takes longer than anybody waits."""
MOST_TOKENS = 160
"""Of one piece's translation; a runaway ends there."""
TOGETHER = 8
"""Pieces in one batch."""


class Marian:
    """Owns the model. For one thread."""

    def __init__(self, name: str) -> None:
        """`name` is a folder or a hub id that has been fetched. Raises OSError where the files are not all there."""
        import torch  # noqa: PLC0415 - only the process that translates pays for it
        from transformers import MarianMTModel, MarianTokenizer  # noqa: PLC0415

        torch.set_num_threads(1)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")  # quotes are straight
            self._tokenizer: MarianTokenizer = MarianTokenizer.from_pretrained(name)
        self._model: MarianMTModel = MarianMTModel.from_pretrained(name).eval()

    def translate(self, korean: str) -> str:
        """The text in English, sentence by sentence; the same text always gives the same English."""
        sentences = [piece for line in _sentences(korean[:MOST_READ]) for piece in pieces(line, LONGEST)]
        batches = [sentences[i : i + TOGETHER] for i in range(0, len(sentences), TOGETHER)]
        return " ".join(english.strip() for batch in batches for english in self._batch(batch))

    def _batch(self, sentences: Sequence[str]) -> list[str]:
        import torch  # noqa: PLC0415

        tokens = self._tokenizer(list(sentences), return_tensors="pt", padding=True, truncation=True)
        with torch.inference_mode():
            made = self._model.generate(**tokens, max_new_tokens=MOST_TOKENS)
        return list(self._tokenizer.batch_decode(made, skip_special_tokens=True))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.!?。…])\s+", text.strip()) if sentence]


def is_there(name: str) -> bool:
    """Whether these weights can be loaded without the network."""
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - only the doctor asks

    files = ("config.json", "source.spm", "target.spm", "vocab.json")
    if Path(name).is_dir():
        return all((Path(name) / file).is_file() for file in files)
    return all(isinstance(_cached(try_to_load_from_cache, name, file), str) for file in files)


def _cached(look: Callable[[str, str], object], name: str, file: str) -> object:
    try:
        return look(name, file)
    except ValueError:  # no hub id at all
        return None
