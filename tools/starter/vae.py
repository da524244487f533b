"""Stage 2: the AutoencoderKL, 128 × 128 × 3 to 16 × 16 × 4 and back."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch import Tensor, nn

from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.precision import mixed
from tools.starter.render import held_out, shards
from tools.starter.scenes.paint import paint
from tools.starter.state import State

LATENT_CHANNELS = 4
SAVE_EVERY = 400  # steps
KL_WEIGHT = 1e-3
PEAK_RATE = 2e-3
FIRST_LOGVAR = -6.0  # little noise at first: colours are learned before the latents must be robust


def new_vae(channels: tuple[int, ...]) -> AutoencoderKL:
    """f8, 4 latent channels. One norm group, since norms of few channels each forget the colour of a plain ground
    (measured: 15.6 against 12.8 dB after the same 113 steps). Residual branches begin at zero.
    """
    vae = AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=LATENT_CHANNELS, sample_size=128, layers_per_block=1,
        norm_num_groups=1, block_out_channels=channels, down_block_types=("DownEncoderBlock2D",) * len(channels),
        up_block_types=("UpDecoderBlock2D",) * len(channels), scaling_factor=1.0, force_upcast=False,
    )  # fmt: skip
    for name, layer in vae.named_modules():
        if name.endswith(("conv2", "to_out.0")):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
    with torch.no_grad():
        vae.quant_conv.weight[LATENT_CHANNELS:] *= 0.1
        vae.quant_conv.bias[LATENT_CHANNELS:] = FIRST_LOGVAR
    return vae


def tensor_of(pictures: np.ndarray, device: str = "cpu") -> Tensor:
    """uint8 [n, h, w, 3] to float32 [n, 3, h, w] in −1…1, channels last; bytes travel to the device, not floats."""
    return torch.tensor(pictures, device=device).permute(0, 3, 1, 2).float().div(127.5).sub(1)


def batches(state: State, plan: Plan, seed: int) -> Iterator[Tensor]:
    """Endless random crops, at multiples of a latent cell so that styles on the grid stay on it."""
    rng = np.random.default_rng(seed)
    files = [shard.file(state, "pictures") for shard in shards(plan)]
    pictures = [np.load(file, mmap_mode="r") for file in files if file.exists()]
    room = (128 - plan.vae_crop) // 8 + 1
    while True:
        crops = []
        for _ in range(plan.vae_batch):
            part = pictures[rng.integers(len(pictures))]
            y, x = rng.integers(0, room, 2) * 8
            crops.append(part[rng.integers(len(part)), y : y + plan.vae_crop, x : x + plan.vae_crop])
        yield tensor_of(np.stack(crops), plan.device)


def loss_of(seen: Tensor, shown: Tensor, mean: Tensor, logvar: Tensor) -> Tensor:
    """L1, L2 and the L1 of differences of neighbours (sharp edges), and a breath of KL a number."""
    off = shown - seen
    across = (off[..., 1:] - off[..., :-1]).abs().mean() + (off[..., 1:, :] - off[..., :-1, :]).abs().mean()
    kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).mean()
    return off.abs().mean() + 2 * off.square().mean() + 0.5 * across + KL_WEIGHT * kl


@torch.no_grad()
def psnr(vae: AutoencoderKL, pictures: Tensor) -> float:
    """Mean over pictures, in dB."""
    shown = vae.decode(vae.encode(pictures).latent_dist.mode()).sample.clamp(-1, 1)
    error = ((shown - pictures) / 2).square().flatten(1).mean(dim=1)
    return float((-10 * error.log10()).mean())


@dataclass(slots=True)
class Kiln:
    """One training of the VAE. Mutable through its members."""

    vae: AutoencoderKL
    optimizer: torch.optim.Optimizer
    pace: Pace

    def keep(self, state: State) -> None:
        state.save(
            "vae.pt",
            {
                "vae": self.vae.state_dict(), "optimizer": self.optimizer.state_dict(),
                "spent_s": self.pace.elapsed_s, "steps": self.pace.steps,
            },
        )  # fmt: skip

    def resume(self, state: State) -> None:
        kept = state.load("vae.pt")
        if kept is not None:
            self.vae.load_state_dict(kept["vae"])
            self.optimizer.load_state_dict(kept["optimizer"])
            self.pace.resume(kept["spent_s"], kept["steps"])

    @property
    def encoder_rests(self) -> bool:
        return not self.vae.quant_conv.weight.requires_grad

    def rest_encoder(self) -> None:
        for part in (self.vae.encoder, self.vae.quant_conv):
            part.requires_grad_(requires_grad=False)


def train_vae(state: State, plan: Plan) -> None:
    """Leaves vae.pt (resumable) and the folder vae/ with its scaling_factor, 1/std of the latents.

    After `plan.encoder_share` of the budget the encoder rests and vae/ is written: `latents` and `unet` may begin
    beside the decoder, which goes on learning.
    """
    torch.manual_seed(0)
    vae = new_vae(plan.vae_channels).to(plan.device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(vae.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=1e-4)
    kiln = Kiln(vae, optimizer, Pace(plan.vae_minutes))
    kiln.resume(state)
    truth = tensor_of(np.stack([np.asarray(paint(scene)) for scene in held_out(plan, 64)]), plan.device)
    with state.timed("vae"):
        losses: list[float] = []
        for pictures in batches(state, plan, kiln.pace.steps):
            if kiln.pace.share >= plan.encoder_share and not kiln.encoder_rests:
                kiln.rest_encoder()
                finish(state, vae, truth)
            if kiln.pace.over:
                break
            losses.append(_step(kiln, pictures, plan))
            if kiln.pace.steps % SAVE_EVERY == 0:
                kiln.pace.tell(f"loss {np.mean(losses[-100:]):.4f} psnr {psnr(vae, truth):.2f}")
                kiln.keep(state)
        kiln.keep(state)
    finish(state, vae, truth)


def _step(kiln: Kiln, pictures: Tensor, plan: Plan) -> float:
    for group in kiln.optimizer.param_groups:
        group["lr"] = kiln.pace.rate(PEAK_RATE)
    with mixed(plan.device, enabled=plan.bf16):
        posterior = kiln.vae.encode(pictures).latent_dist
        shown = kiln.vae.decode(posterior.sample()).sample
    loss = loss_of(pictures, shown.float(), posterior.mean.float(), posterior.logvar.float())
    kiln.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(kiln.vae.parameters(), 1.0)
    kiln.optimizer.step()
    kiln.pace.steps += 1
    return float(loss.detach())


@torch.no_grad()
def finish(state: State, vae: AutoencoderKL, truth: Tensor) -> None:
    spread = float(vae.encode(truth).latent_dist.mode().float().std())
    vae.register_to_config(scaling_factor=1 / spread)
    vae.save_pretrained(state.path("vae"))
    print(f"vae: {psnr(vae, truth):.2f} dB on held-out pictures, latents' std {spread:.3f}", flush=True)
