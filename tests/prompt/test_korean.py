"""Korean through the analysis process: lemmas, denials, requests, English."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.prompt.planner import Planner
from tests.prompt.scoring import f1, read, score

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(("name", "bar"), [("keywords-gold", 0.98), ("keywords-own", 0.97), ("keywords-held", 0.97)])
async def test_lemmas_reach_the_bar(planner: Planner, name: str, bar: float) -> None:
    scores = []
    for gold in read(Path(__file__).with_name(f"{name}.tsv")):
        plan = await planner.plan(gold.text)
        scores.append(score((*plan.lemmas, *plan.negatives), gold))

    assert f1(scores) >= bar, [(one.missed, one.extra) for one in scores if one.missed or one.extra]


@pytest.mark.parametrize(
    ("text", "lemmas", "unwanted"),
    [
        ("사람 없이 도서관", ["사람"], "people"),
        ("건물이 없는 초원", ["건물"], "building"),
        ("사람 말고 고양이", ["사람"], "people"),
        ("사람 빼고 풍경만", ["사람"], "people"),
        ("안경을 쓰지 않은 여자", ["안경", "쓰다"], "wearing glasses"),
        ("얼굴은 그리지 말고 뒷모습만", ["얼굴"], "face"),
        ("배경은 빼 줘, 고양이만", ["배경"], "background"),
        ("구름은 넣지 마세요, 파란 하늘", ["구름"], "clouds"),
        ("사람은 안 나오게 해줘, 숲", ["사람"], "people"),
        ("글자가 보이지 않는 간판", ["글자"], "text, letters"),
        ("포스터, 글자 제외", ["글자"], "text, letters"),
        ("꽃은 없애줘, 나무만", ["꽃"], "flower"),
        ("안 웃는 소녀", ["웃다"], "smiling"),
        ("고양이가 아닌 강아지", ["고양이"], "cat"),
        ("강아지 대신 고양이", ["강아지"], "puppy"),
        ("사람이나 자동차가 없는 거리", ["사람", "자동차"], "people, car"),
        ("사람도 차도 없는 새벽 도로", ["사람", "차"], "people, car"),
        ("빨간 모자 없는 소년", ["빨갛다", "모자"], "red hat"),
        ("아무도 없는 교실", ["사람"], "people"),
        ("구름 한 점 없는 하늘", ["구름"], "clouds"),
        ("무배경 로고", ["배경"], "background"),
        ("no 사람 바다", ["사람"], "people"),
        ("너무 무섭지 않은 유령", ["무섭다"], "scary"),
        ("무서워하지 않고 웃는 할머니", ["무섭다"], "scared"),
        ("사람이 아무도 보이지 않는 거리", ["사람"], "people"),
        ("가구가 아무것도 없는 방", ["가구"], "furniture"),
        ("차가 못 다니는 골목", ["차"], "car"),
        ("안개 낀 호수인데 배는 없었으면 좋겠어", ["배"], "ship"),
        ("사람들로 북적이지 않는 해변", ["사람", "북적이다"], "crowded with people"),
        ("뿔 달린 토끼 말고 사슴", ["뿔", "달리다", "토끼"], "rabbit with horns"),
        ("사람X 배경만", ["사람"], "people"),
        ("바다, 안경x", ["안경"], "glasses"),
        ("안경은 쓰지 않은 여자", ["안경", "쓰다"], "wearing glasses"),
        ("하나도 안 매운 떡볶이", ["맵다"], "spicy"),
        ("바다, 사람 ㄴㄴ", ["사람"], "people"),
    ],
)
async def test_what_is_denied_goes_to_the_negative_prompt(
    planner: Planner, text: str, lemmas: list[str], unwanted: str
) -> None:
    plan = await planner.plan(text)

    assert list(plan.negatives) == lemmas
    assert plan.negative_prompt == unwanted
    assert not set(plan.lemmas) & set(lemmas)
    assert not {gloss.source for gloss in plan.known} & set(lemmas)
    assert {gloss.source for gloss in plan.denied} <= {*lemmas, " ".join(lemmas)}
    assert unwanted not in plan.prompt
    assert unwanted not in plan.prompt_2


@pytest.mark.parametrize(
    "text",
    [
        "변함없는 바위",
        "말없는 노인",
        "말 없는 노인",
        "별이 빼곡한 하늘",
        "끝없는 바다",
        "소리 없이 내리는 눈",
        "하염없이 걷는 남자",
        "칼을 빼 든 무사",
        "이빨을 빼는 치과의사",
        "김밥을 말고 있는 할머니",
        "말을 타고 있는 소년",
        "목을 빼고 기다리는 기린",
        "빼빼 마른 모델",
        "없어진 고양이를 찾는 포스터",
        "칠판 글씨를 지우는 선생님",
        "안개 낀 숲",
        "안경 쓴 토끼",
        "못생긴 인형",
        "걱정 없는 표정",
        "출입 금지 표지판",
        "지우개와 연필",
        "끝이 없는 계단",
        "할 일 없이 빈둥거리는 곰",
        "정신없이 뛰어다니는 강아지",
        "살 빼는 판다",
        "아이폰X",
    ],
)
async def test_what_only_sounds_like_a_denial_denies_nothing(planner: Planner, text: str) -> None:
    plan = await planner.plan(text)

    assert plan.negatives == ()
    assert plan.negative_prompt == ""
    assert plan.prompt


@pytest.mark.parametrize(
    "request_",
    [
        "그려줘",
        "그려 줘",
        "그려주세요",
        "그려 주시겠어요?",
        "그려 주실 수 있나요?",
        "그려줄래?",
        "그려 주면 좋겠어요",
        "그려라",
        "그려죠",
        "그려주세용",
        "그려주삼",
        "그림 그려줘",
        "그림 부탁해요",
        "부탁드립니다",
        "만들어 주세요",
        "이미지 만들어줘",
        "보여줘",
        "보고 싶어요",
        "해줘",
        "그려줘ㅋㅋㅋ",
    ],
)
async def test_a_request_is_no_part_of_the_picture(planner: Planner, request_: str) -> None:
    plan = await planner.plan(f"검은 고양이 {request_}")

    assert plan.lemmas == ("검다", "고양이")
    assert plan.prompt_2 == "black cat"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("그림을 그리는 화가", "painter painting a picture"),
        ("눈사람을 만드는 아이들", "children making snowman"),
        ("빨간 모자를 쓴 소년과 하얀 늑대", "boy wearing red hat and white wolf"),
        ("눈 오는 밤", "snowy night"),
        ("눈이 큰 소녀", "girl with big eyes"),
        ("배 타고 낚시하는 노인", "fishing old man riding ship"),
        ("배를 먹는 아이", "child eating pear"),
        ("말 타는 소년", "boy riding horse"),
        ("밤을 줍는 다람쥐", "chipmunk picking chestnuts"),
        ("소파에서 낮잠 자는 강아지", "puppy napping on sofa"),
        ("나무 테이블 위의 머그컵", "mug on wooden table"),
        ("초콜릿으로 만든 성", "castle made of chocolate"),
        ("고양이 세 마리와 강아지 두 마리", "three cats and two puppies"),
        ("해골 병사들과 싸우는 성기사", "paladin fighting with skeleton soldiers"),
        ("하늘을 나는 고래", "whale flying in sky"),
        ("가로등만 켜진 밤거리", "night street with lit street lamp"),
        ("숲속에서 책을 읽는 늙은 마법사의 서재", "study room of old wizard reading book in forest"),
        ("눈 덮인 산을 배경으로 달리는 늑대 무리", "wolf herd running against snow-covered mountain"),
        ("80년대 홍콩 영화 느낌의 골목", "1980s hong kong movie alley"),
        ("도시의 밤", "city at night"),
        ("아기 판다", "baby panda"),
        ("군밤 파는 노점", "street stall selling roasted chestnuts"),
        ("소녀가 빨간 우산을 들고 있다", "girl holding red umbrella"),
        ("강아지가 노란 공을 물고 있는 사진", "photo with puppy biting yellow ball"),
        ("머리가 긴 여자가 빨간 차를 운전한다", "woman with long hair driving red car"),
        ("고양이가 햇살이 따뜻한 창가에서 자고 있다", "cat sleeping at window with warm sunlight"),
        ("지붕이 빨간 집에 사는 소녀", "girl living in house with red roof"),
        ("아이가 우는 강아지를 안고 있다", "child hugging crying puppy"),
        ("마법사가 낡은 책을 읽고 작은 용이 잔다", "wizard reading worn-out book, sleeping small dragon"),
        ("아빠가 딸한테 풍선을 주는 장면", "father giving balloon to daughter"),
        ("아이들이 눈사람을 만든다", "children making snowman"),
        ("고양이 두 마리 강아지 세 마리", "two cats, three puppies"),
        ("소녀 한 명이 우산을 들고 있다", "girl holding umbrella"),
        ("5살 아이가 웃는다", "smiling five year old child"),
        ("3층짜리 벽돌집", "three-story brick house"),
        ("5월의 장미 정원", "may rose garden"),
        ("밤 10시 도시", "city at night"),
        ("기차 지나가는 해바라기밭", "sunflower field with train passing by"),
        ("얼음이 담긴 컵", "cup with ice"),
        ("비가 올 것 같은 하늘", "rainy sky"),
        ("고양이, 배경은 푸른 바다", "cat, blue sea background"),
        ("천천히 공원을 걷는 노인", "old man slowly walking in park"),
        ("지쳐서 소파에 쓰러진 직장인", "exhausted office worker collapsed on sofa"),
        ("책이 산처럼 쌓인 방에 앉은 마녀", "witch sitting in room with book piled up like mountain"),
        ("요리를 하는 강아지", "cooking puppy"),
        ("배경 투명하게", "transparent background"),
        ("마법소녀로 변신하는 고양이", "cat transforming into magical girl"),
        ("기차가 벚꽃 터널을 지나간다", "train passing by cherry blossoms tunnel"),
        ("로봇이 사람처럼 피아노를 친다", "robot playing piano like person"),
        ("할머니가 손주에게 옛날이야기를 들려준다", "grandmother telling old times story to grandchild"),
        ("밖을 바라보는 고양이", "cat gazing at outside"),
    ],
)
async def test_english_keeps_together_what_belongs_together(planner: Planner, text: str, sentence: str) -> None:
    plan = await planner.plan(text)

    assert plan.prompt_2 == sentence
    assert plan.coverage == 1.0


async def test_an_unknown_word_is_told_and_spelled(planner: Planner) -> None:
    plan = await planner.plan("뿌잉콩이 앉은 의자")

    assert plan.unknown == ("뿌잉콩",)
    assert plan.coverage < 1
    assert "ppuingkong" in plan.english


async def test_misspelled_words_are_understood(planner: Planner) -> None:
    plan = await planner.plan("벗꽃이 핀 공원, 수체화")

    assert plan.lemmas == ("벚꽃", "피다", "공원", "수채화")
    assert "cherry blossom" in plan.english


async def test_the_same_text_gives_the_same_plan(planner: Planner) -> None:
    text = "최애 아이돌이 뿌잉콩에서 노래하는 밤 --no 사람"

    assert await planner.plan(text) == await planner.plan(text)


@pytest.mark.parametrize("text", ['"노을 지는 바다" 그려줘', "“노을 지는 바다”", "'노을 지는 바다'를 그려 주세요"])
async def test_a_text_that_is_all_quoted_is_a_wish(planner: Planner, text: str) -> None:
    plan = await planner.plan(text)

    assert plan.prompt_2 == "sea at sunset"
