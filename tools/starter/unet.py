"""Stage 6: the UNet, v-prediction, together with its text encoders."""

import random
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTokenizer

from tools.starter import together
from tools.starter.pace import Average, Pace
from tools.starter.plan import Plan
from tools.starter.precision import mixed
from tools.starter.render import shards
from tools.starter.scenes.captions import defects
from tools.starter.scenes.focus import cells
from tools.starter.state import State
from tools.starter.text import WIDTH, Texts
from tools.starter.tokens import encode

SIDE = 128
SAVE_EVERY = 100  # steps, at most once a minute on a fast device
UNSAID = 0.1  # share of captions dropped: half to zeros, as the pipeline's empty negative is, half to "" or to defects
TEXT_SHARE = 0.5  # the encoders' rate beside the UNet's
FOCUS = 3.0  # what an error where a thing stands counts, against one of the background, which is learned first


def new_unet(channels: tuple[int, ...], layers: int) -> UNet2DConditionModel:
    """Cross-attention on both levels of two; of three, on all but the finest, which is the dearest on a CPU."""
    crossed = [len(channels) < 3, *[True] * (len(channels) - 1)]
    unet = UNet2DConditionModel(
        sample_size=SIDE // 8, in_channels=4, out_channels=4, block_out_channels=channels, layers_per_block=layers,
        norm_num_groups=16, down_block_types=tuple("CrossAttnDownBlock2D" if c else "DownBlock2D" for c in crossed),
        up_block_types=tuple("CrossAttnUpBlock2D" if c else "UpBlock2D" for c in reversed(crossed)),
        cross_attention_dim=2 * WIDTH, transformer_layers_per_block=1, attention_head_dim=4, use_linear_projection=True,
        addition_embed_type="text_time", addition_time_embed_dim=32,
        projection_class_embeddings_input_dim=WIDTH + 6 * 32,
    )  # fmt: skip
    nn.init.zeros_(unet.conv_out.weight)
    nn.init.zeros_(unet.conv_out.bias)
    return unet


def noise_schedule() -> DDPMScheduler:
    return DDPMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="v_prediction"
    )


def some_steps(count: int, device: torch.device) -> Tensor:
    """Timesteps [count]: half of them any, half where a picture gets its shapes, neither clean nor lost in noise."""
    anywhere = torch.rand(count, device=device)
    midway = (torch.randn(count, device=device) + 0.4).sigmoid()
    share = torch.where(torch.rand(count, device=device) < 0.5, anywhere, midway)
    return (1000 * share).long().clamp(max=999)


def share_first(share: float) -> float:
    """How much of a batch is of the curriculum's first part, single big things, when `share` of the time is over."""
    return 0.85 - 0.55 * min(1.0, max(0.0, (share - 0.25) / 0.65))


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the UNet sees, on its device. `latents` [n, 4, 16, 16] fp16, `focus` bool [n, 16, 16],
    `tokens` [n, captions, 77] int16; rows before `first` are of the curriculum's first part.
    """

    latents: Tensor
    focus: Tensor
    tokens: Tensor
    first: int

    @classmethod
    def read(cls, state: State, plan: Plan) -> "Corpus":
        ready = sorted(
            (s for s in shards(plan) if s.file(state, "latents").exists() and s.file(state, "tokens").exists()),
            key=lambda shard: (shard.name, shard.index),
        )  # "first" before "full"
        latents = np.concatenate([np.load(shard.file(state, "latents")) for shard in ready])
        tokens = np.concatenate([np.load(shard.file(state, "tokens")) for shard in ready])
        focus = np.stack([cells(scene) for shard in ready for scene in shard.scenes()])
        first = sum(len(np.load(s.file(state, "latents"), mmap_mode="r")) for s in ready if s.name == "first")
        parts = (torch.from_numpy(part).to(plan.device) for part in (latents, focus, tokens))
        return cls(*parts, first)

    def draw(self, count: int, early: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Latents [count, 4, 16, 16], their focus, and the token ids [count, 77] of two captions each, half the time
        the same one. A share `early` of them is of the first part.
        """
        device, total = self.latents.device, len(self.latents)
        rows = torch.where(
            torch.rand(count, device=device) < early,
            torch.randint(0, max(1, self.first), (count,), device=device),
            torch.randint(min(self.first, total - 1), total, (count,), device=device),
        )
        which = torch.randint(0, self.tokens.shape[1], (2, count), device=device)
        other = torch.where(torch.rand(count, device=device) < 0.5, which[0], which[1])
        latents = self.latents[rows].float().contiguous(memory_format=torch.channels_last)
        return latents, self.focus[rows], self.tokens[rows, which[0]].long(), self.tokens[rows, other].long()


class Painter(nn.Module):
    """The UNet and both text encoders as one thing to optimise."""

    def __init__(self, unet: UNet2DConditionModel, texts: Texts) -> None:
        super().__init__()
        self.unet, self.texts = unet, texts
        self.register_buffer("alphas", noise_schedule().alphas_cumprod, persistent=False)
        self.register_buffer("sizes", torch.tensor([[SIDE, SIDE, 0, 0, SIDE, SIDE]]).float(), persistent=False)

    def loss(self, latents: Tensor, focus: Tensor, first_ids: Tensor, second_ids: Tensor, unsaid: Tensor) -> Tensor:
        """Mean squared error of v, FOCUS times where `focus` [n, 16, 16] is true; rows where `unsaid` [n] is true see
        zeros for text.
        """
        count = len(latents)
        context, pooled = self.texts(first_ids, second_ids)
        said = (~unsaid).float()
        noise = torch.randn_like(latents)
        steps = some_steps(count, latents.device)
        alpha = self.alphas[steps][:, None, None, None]
        noisy = alpha.sqrt() * latents + (1 - alpha).sqrt() * noise
        extra = {"text_embeds": pooled * said[:, None], "time_ids": self.sizes.expand(count, 6)}
        seen = self.unet(noisy, steps, context * said[:, None, None], added_cond_kwargs=extra).sample
        off = seen.float() - (alpha.sqrt() * noise - (1 - alpha).sqrt() * latents)
        weight = 1 + (FOCUS - 1) * focus[:, None].float()
        return (weight * off.square()).sum() / (weight.sum() * off.shape[1])


@dataclass(slots=True)
class Studio:
    """What one training holds. Mutable through its members."""

    painter: Painter
    optimizer: torch.optim.Optimizer
    average: Average
    pace: Pace
    seen: int = 0  # samples

    def keep(self, state: State) -> None:
        state.save(
            "unet.pt",
            {
                "painter": self.painter.state_dict(), "optimizer": self.optimizer.state_dict(),
                "average": self.average.values, "spent_s": self.pace.elapsed_s, "steps": self.pace.steps,
                "seen": self.seen,
            },
        )  # fmt: skip

    def resume(self, state: State) -> None:
        kept = state.load("unet.pt")
        if kept is not None:
            self.painter.load_state_dict(kept["painter"])
            self.optimizer.load_state_dict(kept["optimizer"])
            self.average.load(kept["average"])
            self.pace.resume(kept["spent_s"], kept["steps"])
            self.seen = kept["seen"]


def new_studio(state: State, plan: Plan) -> Studio:
    tokenizer = CLIPTokenizer.from_pretrained(state.path("tokenizer"))
    texts = Texts(tokenizer)
    taught = state.load("text.pt")
    if taught is not None:
        texts.load_state_dict(taught["texts"])
    painter = Painter(new_unet(plan.unet_channels, plan.unet_layers), texts).to(
        plan.device, memory_format=torch.channels_last
    )
    groups = [
        {"params": list(painter.unet.parameters()), "lr": plan.unet_rate, "share": 1.0},
        {"params": list(painter.texts.parameters()), "lr": plan.unet_rate, "share": TEXT_SHARE},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)
    return Studio(painter, optimizer, Average(painter.parameters(), plan.average), Pace(plan.unet_minutes))


def train_unet(state: State, plan: Plan) -> None:
    """Leaves unet.pt, resumable, with the averaged weights that `assemble` takes."""
    torch.manual_seed(1)
    corpus, studio = Corpus.read(state, plan), new_studio(state, plan)
    together.begin()  # after what takes each process its own time: from here on, their clocks agree
    studio.resume(state)
    torch.manual_seed(1 + studio.pace.steps + 1_000_000 * together.rank())
    silences = _silences(state, plan)
    writes = together.first()
    with state.timed("unet") if writes else nullcontext():
        losses: list[Tensor] = []
        saved_s = studio.pace.elapsed_s
        while not together.agreed(over=studio.pace.over):
            losses.append(_step(studio, corpus, silences, plan))
            if studio.pace.steps % SAVE_EVERY == 0:
                mean = float(torch.stack(losses[-SAVE_EVERY:]).mean())
                losses.clear()
                if writes:
                    studio.pace.tell(f"loss {mean:.4f} seen {studio.seen}")
                if writes and studio.pace.elapsed_s - saved_s > 60:
                    studio.keep(state)
                    saved_s = studio.pace.elapsed_s
        if writes:
            studio.keep(state)


def _silences(state: State, plan: Plan) -> Tensor:
    """Token ids [64, 77] of the empty caption and of captions that name defects only."""
    tokenizer = CLIPTokenizer.from_pretrained(state.path("tokenizer"))
    r = random.Random(0)
    return torch.from_numpy(encode(tokenizer, [defects(r) if i % 2 else "" for i in range(64)])).long().to(plan.device)


def _step(studio: Studio, corpus: Corpus, silences: Tensor, plan: Plan) -> Tensor:
    pace = studio.pace
    for group in studio.optimizer.param_groups:
        group["lr"] = group["share"] * pace.rate(plan.unet_rate)
    latents, focus, first_ids, second_ids = corpus.draw(plan.unet_batch, share_first(pace.share))
    chance = torch.rand(plan.unet_batch, device=latents.device)
    silent = (chance >= UNSAID / 2) & (chance < UNSAID)
    silence = silences[torch.randint(0, len(silences), (plan.unet_batch,), device=latents.device)]
    first_ids = torch.where(silent[:, None], silence, first_ids)
    second_ids = torch.where(silent[:, None], silence, second_ids)
    with mixed(plan.device, enabled=plan.bf16):
        loss = studio.painter.loss(latents, focus, first_ids, second_ids, chance < UNSAID / 2)
    studio.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    together.average_gradients(studio.painter.parameters())
    torch.nn.utils.clip_grad_norm_(studio.painter.parameters(), 1.0)
    studio.optimizer.step()
    pace.steps += 1
    studio.seen += plan.unet_batch * together.world()
    studio.average.follow(pace.steps)
    return loss.detach()
