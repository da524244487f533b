"""A ControlNet that follows edges, as the engine reads them off a photo: white lines on black."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import ControlNetModel
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from bot.engine.reader import edges
from tools.starter.lora import Base, added, steps_of
from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.render import shards
from tools.starter.scenes.captions import caption
from tools.starter.state import State
from tools.starter.unet import noise_schedule
from tools.starter.vae import tensor_of

BATCH = 16
UNSAID = 0.3  # share of captions dropped to zeros, so that lines say something without words, and guidance with them
NAME = "edges"
STRENGTH = 2.0  # of 32 pictures the own edges are the nearest for 30, with 1.0 for 25, by captions alone for 20


@dataclass(frozen=True, slots=True)
class Drawings:
    """`latents` [n, 4, 16, 16], `lines` uint8 [n, 128, 128] of 0 and 255, `ids` [n, 77]."""

    latents: Tensor
    lines: Tensor
    ids: Tensor

    def hints(self, rows: Tensor) -> Tensor:
        """[len(rows), 3, 128, 128] in 0…1, as ControlNet pipelines feed them."""
        return self.lines[rows].float().div(255)[:, None].expand(-1, 3, -1, -1)


def condition(image: Image.Image) -> Image.Image:
    """The edges of a picture, its own size."""
    return edges(image.convert("RGB"))


def train_edges(state: State, plan: Plan) -> None:
    """Leaves companions/edges/, fp16, in diffusers' format, and edges.pt, from which a longer training goes on."""
    torch.manual_seed(5)
    base = Base.load(state, plan)
    alphas = noise_schedule().alphas_cumprod.to(plan.device)
    with state.timed("edges"):
        drawings = _drawings(base, state, plan)
        net = new_net(base, drawings.hints(torch.arange(min(64, len(drawings.ids)))))
        net.to(plan.device, memory_format=torch.channels_last)
        pace = _resumed(net, state, plan)
        losses: list[float] = []
        for _ in steps_of(list(net.parameters()), pace):
            loss = _lesson(base, net, drawings, alphas)
            loss.backward()
            losses.append(loss.item())
            if len(losses) == 100:
                pace.tell(f"loss {sum(losses) / len(losses):.4f}")
                losses.clear()
                _keep(net, pace, state)
        _keep(net, pace, state)
    strengthen(net)
    net.half().save_pretrained(state.path("companions", NAME))


def new_net(base: Base, hints: Tensor) -> ControlNetModel:
    """A copy of the UNet's first half that its zero convolutions keep silent at first, and that sees lines: diffusers'
    embedding of them begins so small that what some `hints` [n, 3, 128, 128] say was a hundredth of what the latents
    say, and a training of 1,300 steps learned nothing. So its layers begin with a spread of 1 on them
    (Mishkin and Matas, arXiv:1511.06422).
    """
    net = ControlNetModel.from_unet(base.unet, conditioning_embedding_out_channels=(8, 16, 32, 64))
    embedding = net.controlnet_cond_embedding.to(hints.device)
    for layer in (embedding.conv_in, *embedding.blocks, embedding.conv_out):
        nn.init.orthogonal_(layer.weight)
        nn.init.zeros_(layer.bias)
        with torch.no_grad(), _heard(layer) as said:
            embedding(hints)
            layer.weight /= said[0].std(dim=(0, 2, 3))[:, None, None, None] + 1e-3
    with torch.no_grad():
        embedding.conv_out.weight /= 3  # latents and lines are added; the copy still has to know its latents
    return net


@torch.no_grad()
def strengthen(net: ControlNetModel) -> None:
    """In place. Guidance pushes a picture off its lines: it counts thrice what the words change, and lines once, since
    both of its halves follow them.
    """
    for silencer in (*net.controlnet_down_blocks, net.controlnet_mid_block):
        for parameter in silencer.parameters():
            parameter.mul_(STRENGTH)


@contextmanager
def _heard(layer: nn.Module) -> Iterator[list[Tensor]]:
    """What the layer puts out while the block runs."""
    said: list[Tensor] = []
    hook = layer.register_forward_hook(lambda _module, _inputs, output: said.append(output))
    try:
        yield said
    finally:
        hook.remove()


def _resumed(net: ControlNetModel, state: State, plan: Plan) -> Pace:
    pace, kept = Pace(plan.lora_minutes), state.load("edges.pt")
    if kept is not None:
        net.load_state_dict(kept["net"])
        pace.resume(kept["spent_s"], kept["steps"])
    return pace


def _keep(net: ControlNetModel, pace: Pace, state: State) -> None:
    state.save("edges.pt", {"net": net.state_dict(), "spent_s": pace.elapsed_s, "steps": pace.steps})


def _drawings(base: Base, state: State, plan: Plan) -> Drawings:
    """Pictures that lie in the state, of both parts of the curriculum in turn, with a caption each."""
    latents, lines, texts = [], [], list[str]()
    for shard in sorted(shards(plan), key=lambda shard: (shard.index, shard.name)):
        path = shard.file(state, "pictures")
        if not path.exists() or len(texts) >= plan.edge_pictures:
            continue
        seen = np.load(path)[: plan.edge_pictures - len(texts)]
        latents.append(base.latents(tensor_of(seen, plan.device)))
        drawn = np.stack([np.asarray(condition(Image.fromarray(picture)).convert("L")) for picture in seen])
        lines.append(torch.from_numpy(drawn).to(plan.device))
        texts += [caption(scene, random.Random(scene.seed)) for scene in shard.scenes()[: len(seen)]]
    return Drawings(torch.cat(latents), torch.cat(lines), base.ids(texts))


def _lesson(base: Base, net: ControlNetModel, drawings: Drawings, alphas: Tensor) -> Tensor:
    """The loss of one batch, of v; with much noise more often, since that is when a picture gets its layout."""
    rows = torch.randint(0, len(drawings.ids), (BATCH,), device=alphas.device)
    latents = drawings.latents[rows]
    with torch.no_grad():
        context, pooled = base.texts(drawings.ids[rows], drawings.ids[rows])
        said = (torch.rand(BATCH, device=alphas.device) >= UNSAID).float()
    steps = (len(alphas) * (1 - torch.rand(BATCH, device=alphas.device) ** 2)).long().clamp(max=len(alphas) - 1)
    alpha = alphas[steps][:, None, None, None]
    noise = torch.randn_like(latents)
    noisy = alpha.sqrt() * latents + (1 - alpha).sqrt() * noise
    seen = _guided(base, net, noisy, steps, context * said[:, None, None], pooled * said[:, None], drawings.hints(rows))
    return functional.mse_loss(seen, alpha.sqrt() * noise - (1 - alpha).sqrt() * latents)


def _guided(
    base: Base, net: ControlNetModel, noisy: Tensor, steps: Tensor, context: Tensor, pooled: Tensor, hints: Tensor
) -> Tensor:
    extra = added(noisy, pooled)
    with base.mixed():
        down, middle = net(noisy, steps, context, hints, added_cond_kwargs=extra, return_dict=False)
        return base.unet(
            noisy, steps, context, added_cond_kwargs=extra, down_block_additional_residuals=down,
            mid_block_additional_residual=middle,
        ).sample.float()  # fmt: skip
