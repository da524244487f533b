"""The Korean half of the contact sheet: what the prompt engine makes of it, once, without a network."""

import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.starter.plan import Plan
from tools.starter.state import State

TEXTS = (
    "바다 위의 빨간 배, 노을",
    "눈 내리는 설원",
    "노란 배경에 검은 고양이",
    "밤하늘 아래 등대",
    "비 오는 도시의 빨간 우산",
    "숲속의 작은 집",
    "우주를 나는 로켓",
    "수채화풍의 산과 해돋이",
    "도트로 그린 성",
    "연필로 그린 강아지",
    "왼쪽에 빨간 공, 오른쪽에 파란 공",
    "사막 위의 보라색 열기구",
    "사과 세 개",
    "안개 낀 숲",
    "무지개가 뜬 들판",
    "분홍색 꽃, 하얀 배경",
    "달이 뜬 밤바다",
    "새벽의 해변",
    "초록 들판의 노란 자동차",
    "파란 새, 하얀 배경",
    "눈 덮인 산과 눈사람",
    "별이 빛나는 밤의 도시",
    "빨간 하트, 검은 배경",
    "해 질 녘 언덕 위의 나무",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One picture of the sheet: what the person wrote, and what each text encoder reads."""

    text: str
    prompt: str
    prompt_2: str


def translate(state: State, plan: Plan) -> None:  # noqa: ARG001  a stage like the others
    """Leaves korean.json, from `hwaga prompt`; weights are stripped, since plain diffusers reads it."""
    written = state.path("korean.txt")
    written.write_text("\n".join(TEXTS) + "\n")
    said = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "bot", "prompt", "--json", "--file", str(written)],
        check=True,
        capture_output=True,
        text=True,
    )
    plans = [json.loads(line) for line in said.stdout.splitlines()]
    asks = [Ask(told["text"], unweighted(told["prompt"]), unweighted(told["prompt_2"])) for told in plans]
    state.path("korean.json").write_text(json.dumps([asdict(ask) for ask in asks], ensure_ascii=False, indent=1))


def asked(file: Path) -> list[Ask]:
    """Empty where the stage did not run."""
    return [Ask(**row) for row in json.loads(file.read_text())] if file.exists() else []


def unweighted(prompt: str) -> str:
    """`(red ship:1.35), sea` becomes `red ship, sea`."""
    return re.sub(r"\(([^():]*):[\d.]+\)", r"\1", prompt)
