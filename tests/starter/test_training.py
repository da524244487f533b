"""The whole pipeline on sizes that take seconds: it trains, goes on where it stopped, and its folder loads."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from diffusers import ControlNetModel, StableDiffusionXLPipeline

from tools.starter.assemble import assemble
from tools.starter.edges import train_edges
from tools.starter.fast_lora import moved, train_fast_lora, v_between
from tools.starter.judge import QUESTIONS, UNKNOWN, answers, train_judge
from tools.starter.korean import unweighted
from tools.starter.latents import encode_latents
from tools.starter.measure import GOALS, measure
from tools.starter.pace import Average, Pace
from tools.starter.plan import PLANS, Plan
from tools.starter.render import held_out, render, shards
from tools.starter.state import State
from tools.starter.style_lora import train_style_lora
from tools.starter.text import train_text
from tools.starter.tokens import encode, new_tokenizer, prepare_tokens, vocabulary
from tools.starter.unet import new_studio, train_unet
from tools.starter.vae import train_vae

MOMENT = 1e-6  # minutes: one step


@pytest.fixture(scope="module")
def plan() -> Plan:
    return replace(
        PLANS["cpu"], shard=4, first_shards=1, full_shards=1, vae_channels=(4,) * 4, vae_minutes=MOMENT, vae_batch=2,
        vae_crop=32, text_minutes=MOMENT, text_batch=2, unet_channels=(16, 16), unet_minutes=MOMENT, unet_batch=2,
        judge_minutes=MOMENT, lora_minutes=MOMENT, lora_pictures=4, edge_pictures=4,
    )  # fmt: skip


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> State:
    torch.set_num_threads(1)
    state = State(tmp_path_factory.mktemp("starter"))
    for stage in (render, train_vae, prepare_tokens, train_text, encode_latents, train_unet, assemble):
        stage(state, plan)
    return state


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers on NumPy 2
def test_the_checkpoint_loads_and_paints(trained: State) -> None:
    pipeline = StableDiffusionXLPipeline.from_pretrained(trained.path("checkpoint"), dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)

    picture = pipeline("a red cat", num_inference_steps=2, height=128, width=128).images[0]

    assert picture.size == (128, 128)


def test_every_stage_leaves_its_time(trained: State) -> None:
    assert set(trained.times()) == {"render", "vae", "tokens", "text", "latents", "unet", "assemble"}


def test_training_goes_on_where_it_stopped(trained: State, plan: Plan) -> None:
    before = new_studio(trained, plan)
    before.resume(trained)

    train_unet(trained, plan)
    after = new_studio(trained, plan)
    after.resume(trained)

    assert after.pace.steps == before.pace.steps + 1
    assert after.pace.spent_s > before.pace.spent_s


def test_what_is_rendered_is_not_rendered_again(trained: State, plan: Plan) -> None:
    files = [shard.file(trained, "pictures") for shard in shards(plan)]
    before = [file.stat().st_mtime_ns for file in files]

    render(trained, plan)

    assert [file.stat().st_mtime_ns for file in files] == before


def test_latents_are_of_the_pictures(trained: State, plan: Plan) -> None:
    for shard in shards(plan):
        assert np.load(shard.file(trained, "latents")).shape == (4, 4, 16, 16)
        assert np.load(shard.file(trained, "tokens")).shape[::2] == (4, 77)


def test_every_word_of_a_caption_is_one_token() -> None:
    tokenizer = new_tokenizer()

    assert [word for word in vocabulary() if len(tokenizer(word).input_ids) != 3] == []


def test_the_tokenizer_gives_back_what_it_took() -> None:
    tokenizer = new_tokenizer()

    ids = encode(tokenizer, ["a red cat, zebra"])[0]

    assert tokenizer.decode(ids, skip_special_tokens=True) == "a red cat , zebra"


def test_a_question_without_an_answer_in_the_picture_is_not_asked() -> None:
    for scene in held_out(PLANS["cpu"], 100):
        said = answers(scene)

        assert (said["ground"] == UNKNOWN) or scene.place == "plain"
        assert (said["object"] == UNKNOWN) == (len(scene.things) != 1)
        assert QUESTIONS["style"][said["style"]] == scene.style


def test_the_rate_warms_up_and_ends_low() -> None:
    pace = Pace(minutes=60)
    assert pace.rate(1.0) < 0.02

    pace.steps = 1000
    assert pace.rate(1.0) == pytest.approx(1.0, abs=1e-3)

    pace.spent_s = 3600
    assert pace.rate(1.0) == pytest.approx(0.02, abs=0.03)


def test_swapping_averaged_weights_twice_changes_nothing() -> None:
    parameter = torch.nn.Parameter(torch.ones(3))
    average = Average([parameter], decay=0.5)
    with torch.no_grad():
        parameter.add_(1)

    average.swap()
    assert parameter.tolist() == [1, 1, 1]
    average.swap()
    assert parameter.tolist() == [2, 2, 2]


def test_the_companions_load_on_the_checkpoint(trained: State, plan: Plan) -> None:
    for stage in (train_fast_lora, train_style_lora, train_edges):
        stage(trained, plan)

    pipeline = StableDiffusionXLPipeline.from_pretrained(trained.path("checkpoint"), dtype=torch.float32)
    for name in ("fast", "blueprint"):
        pipeline.load_lora_weights(trained.path("companions"), weight_name=f"{name}.safetensors", adapter_name=name)
        assert pipeline.get_list_adapters() == {"unet": [name]}
        pipeline.unload_lora_weights()
    edges = ControlNetModel.from_pretrained(trained.path("companions", "edges"))

    assert edges.config.cross_attention_dim == pipeline.unet.config.cross_attention_dim


def test_the_students_v_leads_where_the_teacher_went() -> None:
    noisy, target = torch.randn(2, 4, 16, 16), torch.randn(2, 4, 16, 16)
    here, there = torch.tensor(0.1), torch.tensor(0.6)

    assert torch.allclose(moved(noisy, v_between(noisy, target, here, there), here, there), target, atol=1e-5)


@pytest.mark.long  # five pipelines of twenty steps
@pytest.mark.filterwarnings("ignore")  # compel's and peft's own, on every new version
def test_every_claim_is_measured(trained: State, plan: Plan) -> None:
    for stage in (train_judge, train_fast_lora, train_edges):
        stage(trained, plan)

    measure(trained, replace(plan, probes=8))

    found = json.loads(trained.path("measured.json").read_text())
    assert set(GOALS) <= set(found)
    assert all(0 <= share <= 1 for share in found.values())
    assert json.loads(trained.path("checkpoint", "about.json").read_text())["measured"] == found


def test_weights_are_stripped_for_plain_diffusers() -> None:
    assert unweighted("(sea:1.05), (red ship:1.35), night") == "sea, red ship, night"
