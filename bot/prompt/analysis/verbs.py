"""Korean verbs and nouns by how they behave where particles are left out."""

from __future__ import annotations

from bot.prompt.listed import listed

HAVING = listed("가지다 갖다 지니다 있다 달리다 보이다 갖추다 그려지다 품다")
"""They tie what is had to its owner: 날개를 가진, 창문이 있는."""

MOVING = listed(
    """
    걷다 걸어가다 달리다 날다 날아가다 날아오르다 지나다 지나가다 거닐다 헤엄치다 건너다 오르다 산책하다 여행하다 뛰다
    뛰어다니다 돌아다니다 질주하다 떠다니다 다니다 가다 항해하다 탐험하다 내려가다 올라가다 향하다
    """
)
"""They take a way as their object: 길을 걷는."""

HAPPENING = listed(
    """
    피다 지다 빛나다 오다 내리다 뜨다 흩날리다 날다 쌓이다 떨어지다 물들다 덮이다 열리다 흐르다 비치다 나다 끼다 솟다
    타오르다 걸리다 매달리다 늘어서다 펼쳐지다 반짝이다 쏟아지다 웃다 울다 가득하다 우거지다 지나가다 들어오다 만개하다
    녹다 얼다 젖다 터지다 불다
    """
)
"""A bare noun before them is their subject: 꽃 핀, 별 빛나는."""

DONE_TO = listed("던지다 만지다 가지다 다지다 어루만지다 집어던지다 매만지다 저지다 꼬집다")
"""Verbs in -지다 that have an object."""

MUTUAL = listed(
    """
    싸우다 만나다 이야기하다 대화하다 악수하다 결혼하다 놀다 경주하다 대결하다 겨루다 어울리다 포옹하다 껴안다 춤추다
    흥정하다 뽀뽀하다 키스하다 산책하다 여행하다 걷다 살다 앉다 식사하다 찍다
    """
)
"""They are done with somebody: 병사들과 싸우는."""

FILLING = listed("많다 가득하다 없다 있다 무성하다 풍부하다")
"""Adjectives of what there is much of: 별 많은 하늘."""

PARTS = listed(
    """
    눈 코 입 귀 머리 다리 키 꼬리 팔 손 발 목 날개 뿔 몸 털 얼굴 수염 이마 어깨 허리 머리카락 눈썹 속눈썹 손톱 이빨 부리
    볼 배 색 색깔 빛 향기 냄새 지붕 창문 잎 가지 줄기 껍질 덩치 성격 표정
    """
)
"""What belongs to a thing: 눈 큰 소녀 has big eyes, but 스타일 작은 마을 is no small style."""

LIGHT = listed("있다 하다 되다 이다 같다 싶다 보이다 나오다 지다 가다 오다 주다 대다 두다 놓다 들어가다 나다 나타나다")
"""They need no English of their own."""

SILENT = listed("날 거 것 수 중 때 쪽 번 정도 채 듯 줄 데 뿐 나 너 저 우리 내 제 그 이 아무 아무것")
"""Nouns that say nothing."""
