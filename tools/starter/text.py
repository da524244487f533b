"""Stage 4: two small CLIP text encoders, first taught to name what a caption speaks of."""

import random

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.scenes.captions import caption
from tools.starter.scenes.sample import full_mix, scene_of
from tools.starter.scenes.scene import Scene
from tools.starter.scenes.words import COLOURS, LIGHTS, OBJECTS, PLACES, SEASONS, SIZES, SPOTS, STYLES, TIMES, WEATHERS
from tools.starter.state import State
from tools.starter.tokens import encode

WIDTH = 64
LAYERS = 3  # the pipeline reads hidden_states[-2]: the last layer serves the pooled text of the second encoder only
PEAK_RATE = 2e-3
SEED_BASE = 500_000_000  # captions of scenes that are never drawn


class Texts(nn.Module):
    """Both encoders, read as the pipeline reads them."""

    def __init__(self, tokenizer: CLIPTokenizer) -> None:
        super().__init__()
        config = CLIPTextConfig(
            vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=LAYERS,
            num_attention_heads=4, max_position_embeddings=77, projection_dim=WIDTH, hidden_act="gelu",
            bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )  # fmt: skip
        self.first = CLIPTextModel(config)
        self.second = CLIPTextModelWithProjection(config)
        for name, parameter in self.named_parameters():
            if "embedding" in name:
                nn.init.normal_(parameter, std=0.3 if "token" in name else 0.1)
            elif parameter.dim() == 2:
                nn.init.normal_(
                    parameter, std=parameter.shape[1] ** -0.5 * (0.5 if "fc2" in name or "out_proj" in name else 1)
                )

    def forward(self, first_ids: Tensor, second_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Token ids [n, 77] each to the context [n, 77, 2·WIDTH] and the pooled text [n, WIDTH]."""
        first = self.first(first_ids, output_hidden_states=True).hidden_states[-2]
        second = self.second(second_ids, output_hidden_states=True)
        return torch.cat([first, second.hidden_states[-2]], dim=-1), second.text_embeds


def traits(scene: Scene) -> Tensor:
    """What there is to know of a scene, zeros and ones, [TRAITS]."""
    flags = [scene.place == name for name in PLACES] + [scene.ground == name for name in COLOURS]
    flags += [scene.time == name for name in TIMES] + [scene.weather == name for name in WEATHERS]
    flags += [scene.season == name for name in SEASONS] + [name in scene.lights for name in LIGHTS]
    flags += [scene.style == name for name in STYLES]
    flags += [any(thing.count == count for thing in scene.things) for count in (1, 2, 3)]
    flags += [scene.relation == name for name in ("on", "under")]
    for kind in OBJECTS:
        mine = [thing for thing in scene.things if thing.kind == kind]
        flags += [bool(mine)] + [any(thing.colour == name for thing in mine) for name in COLOURS]
        flags += [any(thing.spot == name for thing in mine) for name in SPOTS]
        flags += [any(thing.size == name for thing in mine) for name in SIZES]
    return torch.tensor(flags, dtype=torch.float32)


class Namer(nn.Module):
    """Reads traits off the encoders; thrown away afterwards."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.context = nn.Linear(2 * WIDTH, count)
        self.pooled = nn.Linear(WIDTH, count)
        for layer in (self.context, self.pooled):
            nn.init.constant_(layer.bias, -3)

    def forward(self, context: Tensor, pooled: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """`words` [n, 77] is 1 where a token is no padding."""
        mean = (context * words[..., None]).sum(dim=1) / words.sum(dim=1, keepdim=True)
        return self.context(mean), self.pooled(pooled)


def train_text(state: State, plan: Plan) -> None:
    """Leaves text.pt: the encoders' weights, where the UNet's training takes them up."""
    torch.manual_seed(0)
    tokenizer = CLIPTokenizer.from_pretrained(state.path("tokenizer"))
    texts = Texts(tokenizer).to(plan.device)
    mix = full_mix(plan.kinds)
    namer = Namer(len(traits(scene_of(0, mix)))).to(plan.device)
    parameters = [*texts.parameters(), *namer.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    pace = Pace(plan.text_minutes)
    kept = state.load("text.pt")
    if kept is not None:
        texts.load_state_dict(kept["texts"])
        namer.load_state_dict(kept["namer"])
        pace.resume(kept["spent_s"], kept["steps"])
    with state.timed("text"):
        while not pace.over:
            start = SEED_BASE + pace.steps * plan.text_batch
            scenes = [scene_of(seed, mix) for seed in range(start, start + plan.text_batch)]
            ids = (
                torch.from_numpy(encode(tokenizer, [caption(s, random.Random(s.seed)) for s in scenes]))
                .long()
                .to(plan.device)
            )
            truth = torch.stack([traits(scene) for scene in scenes]).to(plan.device)
            length = int((ids != tokenizer.eos_token_id).sum(dim=1).max()) + 1
            ids = ids[:, :length]  # attention is causal: padding behind the text changes nothing before it
            for group in optimizer.param_groups:
                group["lr"] = pace.rate(PEAK_RATE, warmup=30)
            context, pooled = namer(*texts(ids, ids), (ids != tokenizer.eos_token_id).float())
            weight = 1 + 4 * truth
            loss = sum(functional.binary_cross_entropy_with_logits(said, truth, weight) for said in (context, pooled))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            pace.steps += 1
            if pace.steps % 100 == 0:
                recall = [float(((said > 0) * truth).sum() / truth.sum()) for said in (context, pooled)]
                pace.tell(f"loss {float(loss):.4f} recall {recall[0]:.2f} {recall[1]:.2f}")
                _keep(state, texts, namer, pace)
        _keep(state, texts, namer, pace)


def _keep(state: State, texts: Texts, namer: Namer, pace: Pace) -> None:
    state.save(
        "text.pt",
        {"texts": texts.state_dict(), "namer": namer.state_dict(), "spent_s": pace.elapsed_s, "steps": pace.steps},
    )
