"""Where Kiwi is missing, konlpy's Okt reads Korean alone: with more mistakes, but it reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
sys.modules["kiwipiepy"] = None  # import raises ModuleNotFoundError
from pathlib import Path
from bot.prompt.analysis.okt import Okt
from bot.prompt.analysis.reader import Reader
from tests.prompt.scoring import f1, read, score

reader, okt = Reader(None), Okt()
scores = []
for gold in read(Path(sys.argv[1])):
    heard = reader.hear(gold.text)
    assert heard.needs_witness
    understood = reader.understand(heard, okt)
    scores.append(score((*understood.lemmas, *understood.negatives), gold))
print(f1(scores))
"""


@pytest.mark.long
def test_okt_alone_reads_most_of_it() -> None:
    gold = Path(__file__).with_name("keywords-gold.tsv")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(gold)], cwd=gold.parents[2], capture_output=True, text=True, check=True
    )

    assert float(done.stdout) >= 0.85
