"""A Marian translator of random weights, as Helsinki-NLP lays its own out: it knows one word, but its files load."""

from __future__ import annotations

import io
import json
from pathlib import Path

import sentencepiece
import torch
from transformers import MarianConfig, MarianMTModel

LINES = {
    "source": ("노을 지는 바다", "숲에서 춤추는 파란 고양이", "사람 없는 도서관", "눈 덮인 산과 작은 집"),
    "target": ("the sea at sunset", "a blue cat dancing in the forest", "a library", "a small house on a mountain"),
}
PIECES = 60
SAID = "▁forest"
"""What it says of everything."""


def write_folder(folder: Path) -> Path:
    """A folder that `from_pretrained` takes: two SentencePiece models, their vocabulary, a model of one layer."""
    folder.mkdir(parents=True)
    ids = {"</s>": 0, "<unk>": 1}
    for side, lines in LINES.items():
        for piece in _write_pieces(folder / f"{side}.spm", lines):
            ids.setdefault(piece, len(ids))
    ids["<pad>"] = len(ids)
    (folder / "vocab.json").write_text(json.dumps(ids), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"source_lang": "kor", "target_lang": "eng"}))
    torch.manual_seed(0)
    model = MarianMTModel(_config(len(ids)))
    model.final_logits_bias[0, ids[SAID]] = 100.0
    model.save_pretrained(folder)
    return folder


def _write_pieces(path: Path, lines: tuple[str, ...]) -> list[str]:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        vocab_size=PIECES,
        hard_vocab_limit=False,
        user_defined_symbols=[SAID],
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    trained = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [trained.id_to_piece(number) for number in range(trained.get_piece_size())]


def _config(pieces: int) -> MarianConfig:
    return MarianConfig(
        vocab_size=pieces,
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        max_position_embeddings=512,
        pad_token_id=pieces - 1,
        eos_token_id=0,
        decoder_start_token_id=pieces - 1,
        forced_eos_token_id=0,
    )
