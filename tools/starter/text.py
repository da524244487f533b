"""Stage 4: two small CLIP text encoders, first taught to name what a caption speaks of."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.render import shards
from tools.starter.state import State

WIDTH = 64
LAYERS = 3  # the pipeline reads hidden_states[-2]: the last layer serves the pooled text of the second encoder only
PEAK_RATE = 2e-3


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


@dataclass(frozen=True, slots=True)
class Lessons:
    """Captions and what is true of their scenes: `tokens` [n, captions, 77] int16, `traits` [n, traits] uint8."""

    tokens: Tensor
    traits: Tensor

    @classmethod
    def read(cls, state: State, plan: Plan) -> "Lessons":
        files = [shard.file(state, "tokens") for shard in shards(plan)]
        truths = [shard.file(state, "traits") for shard in shards(plan)]
        tokens = torch.from_numpy(np.concatenate([np.load(file) for file in files]))
        traits = torch.from_numpy(np.concatenate([np.load(file) for file in truths]))
        return cls(tokens.to(plan.device), traits.to(plan.device))

    def draw(self, count: int) -> tuple[Tensor, Tensor]:
        """Token ids [count, 77] and traits [count, traits] as 0.0 and 1.0."""
        device = self.tokens.device
        rows = torch.randint(0, len(self.tokens), (count,), device=device)
        which = torch.randint(0, self.tokens.shape[1], (count,), device=device)
        return self.tokens[rows, which].long(), self.traits[rows].float()


def train_text(state: State, plan: Plan) -> None:
    """Leaves text.pt: the encoders' weights, where the UNet's training takes them up."""
    torch.manual_seed(0)
    tokenizer = CLIPTokenizer.from_pretrained(state.path("tokenizer"))
    lessons, texts = Lessons.read(state, plan), Texts(tokenizer).to(plan.device)
    namer = Namer(lessons.traits.shape[1]).to(plan.device)
    optimizer = torch.optim.AdamW(
        [*texts.parameters(), *namer.parameters()], lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01
    )
    pace = Pace(plan.text_minutes)
    kept = state.load("text.pt")
    if kept is not None:
        texts.load_state_dict(kept["texts"])
        namer.load_state_dict(kept["namer"])
        pace.resume(kept["spent_s"], kept["steps"])
    with state.timed("text"):
        while not pace.over:
            ids, truth = lessons.draw(plan.text_batch)
            said = _said(texts, namer, ids, tokenizer.eos_token_id)
            for group in optimizer.param_groups:
                group["lr"] = pace.rate(PEAK_RATE, warmup=30)
            weight = 1 + 4 * truth
            loss = torch.stack(
                [functional.binary_cross_entropy_with_logits(part, truth, weight) for part in said]
            ).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(optimizer.param_groups[0]["params"], 1.0)
            optimizer.step()
            pace.steps += 1
            if pace.steps % 100 == 0:
                recall = [float(((part > 0) * truth).sum() / truth.sum()) for part in said]
                pace.tell(f"loss {loss.item():.4f} recall {recall[0]:.2f} {recall[1]:.2f}")
                _keep(state, texts, namer, pace)
        _keep(state, texts, namer, pace)


def _said(texts: Texts, namer: Namer, ids: Tensor, end: int) -> tuple[Tensor, Tensor]:
    """Logits of traits from context and pooled text. Attention is causal: padding changes no word."""
    words = ids != end
    length = int(words.sum(dim=1).max()) + 1
    return namer(*texts(ids[:, :length], ids[:, :length]), words[:, :length].float())


def _keep(state: State, texts: Texts, namer: Namer, pace: Pace) -> None:
    state.save(
        "text.pt",
        {"texts": texts.state_dict(), "namer": namer.state_dict(), "spent_s": pace.elapsed_s, "steps": pace.steps},
    )
