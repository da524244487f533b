"""Stage 3: a CLIP tokenizer whose words are the scene world's, and the captions of every rendered scene, tokenised."""

import json
import multiprocessing
import random
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTokenizer

from tools.starter.plan import Plan
from tools.starter.render import Shard, shards
from tools.starter.scenes import words
from tools.starter.scenes.captions import ACTIONS, ADJECTIVES, DEFECTS, FILLERS, caption, plural
from tools.starter.state import State
from tools.starter.traits import traits

LENGTH = 77
CAPTIONS = 8  # of one scene
START, END = "<|startoftext|>", "<|endoftext|>"
SMALL_WORDS = (
    "the a an with of and in at on near under over by to from very my your please draw paint show me photo no not one "
    "two three four five many some left right side center front next beside picture background snowfield snowy"
)


def vocabulary() -> list[str]:
    """Every word a caption of the scene world can hold."""
    tables: Iterable[tuple[str, ...]] = [
        names
        for table in (words.OBJECTS, words.COLOUR_NAMES, words.PLACES, words.TIMES, words.WEATHERS, words.SEASONS,
                      words.LIGHTS, words.STYLES, words.SIZES, words.SPOTS, words.NUMBERS)
        for names in table.values()
    ]  # fmt: skip
    phrases = [phrase for names in tables for phrase in names] + list(FILLERS) + list(DEFECTS) + [SMALL_WORDS, *ACTIONS]
    phrases += [word for choices in ADJECTIVES.values() for word in choices]
    phrases += [plural(name) for names in words.OBJECTS.values() for name in names]
    return sorted({word for phrase in phrases for word in re.findall(r"[a-z]+|\d", phrase)})


def new_tokenizer() -> CLIPTokenizer:
    """Byte-pair merges learned so that each word of the vocabulary is one token; others fall into pieces."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    learner.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(
        vocab_size=6000, min_frequency=0, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False
    )
    learner.train_from_iterator(vocabulary(), trainer)
    merges = [tuple(merge) for merge in json.loads(learner.to_str())["model"]["merges"]]
    names = [*alphabet, *(f"{letter}</w>" for letter in alphabet), *("".join(merge) for merge in merges), START, END]
    return CLIPTokenizer(
        vocab={name: index for index, name in enumerate(dict.fromkeys(names))}, merges=merges, model_max_length=LENGTH
    )


def encode(tokenizer: CLIPTokenizer, texts: list[str]) -> np.ndarray:
    """int16 [len(texts), 77], cut and padded as the pipeline does."""
    ids = tokenizer(texts, padding="max_length", max_length=LENGTH, truncation=True, return_tensors="np").input_ids
    return ids.astype(np.int16)


def prepare_tokens(state: State, plan: Plan) -> None:
    """Leaves tokenizer/, and a file each: int16 [shard, CAPTIONS, 77] under tokens/, uint8 [shard, n] under traits/."""
    folder = state.path("tokenizer")
    new_tokenizer().save_pretrained(folder)
    missing = [shard for shard in shards(plan) if not shard.file(state, "traits").exists()]
    with state.timed("tokens"), multiprocessing.Pool(plan.workers) as pool:
        pool.starmap(_write, [(state, folder, shard) for shard in missing])


def _write(state: State, folder: Path, shard: Shard) -> None:
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    scenes = shard.scenes()
    texts = [caption(scene, random.Random(scene.seed * CAPTIONS + i)) for scene in scenes for i in range(CAPTIONS)]
    np.save(shard.file(state, "tokens"), encode(tokenizer, texts).reshape(-1, CAPTIONS, LENGTH))
    np.save(shard.file(state, "traits"), np.stack([traits(scene) for scene in scenes]))
