"""Settings: from the environment and `.env`, read when `Settings()` is made, never at import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self, cast, get_args

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.people import Account, Locale, Platform
from bot.requests import SchedulerName

_PLATFORMS = frozenset(get_args(Platform))


def _accounts(value: object) -> object:
    """Reads "telegram:123,discord:456". Raises ValueError."""
    return tuple(map(_account, value.split(","))) if isinstance(value, str) else value


def _account(written: str) -> Account:
    platform, _, account_id = written.strip().partition(":")
    if platform not in _PLATFORMS or not account_id:
        raise ValueError(f"{written.strip()!r} is no account, such as telegram:123")
    return Account(cast("Platform", platform), account_id)


def _kept(value: object) -> object:
    """A secret without the blanks around it, None where it is nothing else. An empty line is easily not quite empty."""
    return value.strip() or None if isinstance(value, str) else value


Secret = Annotated[SecretStr | None, BeforeValidator(_kept)]


class Settings(BaseSettings):
    """Every setting of Hwaga. `.env.example` lists the same, with the same defaults; a test holds them equal."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    discord_token: Secret = None
    telegram_token: Secret = None
    telegram_api_url: str = "https://api.telegram.org"
    """A local Bot API server's URL, without the /bot part."""
    telegram_webhook_url: str | None = None
    """Where Telegram brings updates: a public https address that leads to this port. Without it, they are fetched."""
    telegram_webhook_port: Annotated[int, Field(ge=0, le=65535)] = 8443
    telegram_webhook_secret: Secret = None
    """What Telegram sends along with them, 1-256 of A-Z, a-z, 0-9, _ and -; without it, a new one at every start."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """0 takes any free port."""
    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Where Prometheus finds /metrics on 127.0.0.1, beside the page if that is on loopback itself; 0: there only."""
    locale: Locale = "en"
    """Where a platform does not tell the person's language."""

    data_dir: Path = Path("data")
    checkpoint: str = "builtin"
    """ "builtin", a hub id, a diffusers folder or a `.safetensors` file."""
    device: Literal["auto", "cuda", "mps", "cpu"] = "auto"
    backend: Literal["local", "fake"] = "local"
    """"fake" paints flat colours at once: for trying front ends without an engine."""
    torch_threads: Annotated[int, Field(ge=0)] = 0
    """CPU threads of the engine; 0 takes as many as the machine has cores, at most 8."""
    finder: str = "CIDAS/clipseg-rd64-refined"
    """CLIPSeg's weights, which find parts of a picture by words: a folder, or a hub id whose files were fetched."""
    models_dir: Path | None = None
    """The folder of checkpoints and LoRAs that are registered; without it, "models" in the data folder."""
    models_gib: Annotated[float, Field(ge=0)] = 0.0
    """What loaded checkpoints may take of the device's memory together; 0 is as much as is sensible."""
    vae: str | None = None
    """What takes the place of every checkpoint's VAE but the built-in one's: hub id, folder or file."""
    unsafe_weights: bool = False
    """Whether weights are loaded from files that may run code (.ckpt, .pt, .bin), not from .safetensors alone."""
    control_edges: str | None = None
    """The ControlNet that follows edges: a hub id or a folder. A union model may be set for all three."""
    control_depth: str | None = None
    control_pose: str | None = None
    depth_model: str = "depth-anything/Depth-Anything-V2-Small-hf"
    """What reads the depth of photos, and below, the people in them and how they stand: hub ids or folders."""
    people_model: str = "PekingU/rtdetr_r50vd_coco_o365"
    pose_model: str = "usyd-community/vitpose-base-simple"
    safety_model: str | None = None
    """A classifier that looks at every picture before it is shown: a hub id or a folder."""
    safety_labels: str = "nsfw,porn,hentai,sexy,unsafe"
    """Those of its labels that are not wanted."""
    fast_lora: str | None = None
    """A few-step distilled LoRA by its registered name, which the quality "fast" is painted with.

    Without it, the built-in checkpoint has its own, and others are painted in fewer steps.
    """
    fast_steps: Annotated[int, Field(ge=1, le=100)] = 4
    fast_guidance: Annotated[float, Field(ge=1)] = 1.0
    fast_scheduler: SchedulerName = "euler_trailing"
    compile: Literal["auto", "off", "default", "reduce-overhead", "max-autotune"] = "auto"
    """torch.compile's mode for the UNet and the VAE; "auto" is "default" on CUDA and "off" elsewhere."""
    attention: Literal["auto", "flash", "cudnn", "efficient", "math"] = "auto"
    """The kernel that computes attention; "auto" lets torch choose."""
    precision: Literal["auto", "fp8"] = "auto"
    """What the UNet's linear layers compute in; "fp8" on cards that can, with torchao, without LoRAs."""
    memory: Literal["auto", "roomy", "tight", "small"] = "auto"
    """How the GPU's memory is saved: made for 24, 12 and 8 GB; "auto" looks at the card."""
    swap_prompts: bool = False
    """The sentence goes to SDXL's first text encoder and the keywords to the second, not the other way round."""
    lexicon: Path | None = None
    """A file of your own words for the gloss: one `한국어<tab>english` a line."""

    papago_key_id: Secret = None
    papago_key: Secret = None
    papago_url: str = "https://papago.apigw.ntruss.com/nmt/v1"
    """Without the /translation part."""
    chat_url: str | None = None
    """Base URL of an OpenAI-compatible chat endpoint, without the /chat/completions part."""
    chat_model: str | None = None
    chat_key: Secret = None
    deepl_key: Secret = None
    deepl_url: str = "https://api-free.deepl.com"
    """https://api.deepl.com for a paid key."""
    genielabs_url: str | None = None
    """The whole URL of KT Genie Labs' paraphrasing."""
    genielabs_client_key: Secret = None
    genielabs_client_id: Secret = None
    genielabs_secret: Secret = None
    marian: str | None = None
    """Weights of a translator that runs here: a folder, or a hub id whose files were fetched."""
    providers_budget_s: Annotated[float, Field(gt=0)] = 8.0
    """How long a text may wait for all of them together."""
    enhance: bool = False
    """Add light, composition, medium where a text names no style: by the chat endpoint, else from the style table."""

    jobs_per_person: Annotated[int, Field(ge=0)] = 20
    """How many unfinished jobs one person may have; here and below, 0 is no limit."""
    jobs_per_place: Annotated[int, Field(ge=0)] = 200
    """The same for everybody in a server, group or chat together."""
    cooldown_s: Annotated[float, Field(ge=0)] = 0.0
    """How long a person waits from one request to the next."""
    budget: Annotated[float, Field(ge=0)] = 0.0
    """What a person may take of the device before it has to come back, in megapixel-steps."""
    budget_per_hour: Annotated[float, Field(gt=0)] = 2000.0
    """How much of it comes back."""
    session_budget: Annotated[float, Field(ge=0)] = 0.0
    """What all pictures of a group's session may take of the device together, in megapixel-steps."""
    owners: Annotated[tuple[Account, ...] | None, NoDecode, BeforeValidator(_accounts)] = None
    """Accounts without limits, who may ban and allow: "telegram:123,discord:456"."""
    moderation: Literal["off", "standard", "safe"] = "standard"
    """What becomes of texts that not everybody wants to see painted, see `bot.moderation`."""
    moderation_words: Path | None = None
    """A file of your own words for it: one `word<tab>category<tab>severity` a line, or `word<tab>innocent`."""
    unsafe_pictures: Literal["auto", "allow", "spoiler", "refuse"] = "auto"
    """What becomes of finished pictures that the safety check finds; "auto" is what suits `moderation`."""
    unsafe_from: Annotated[float, Field(gt=0, le=1)] = 0.5
    """How sure the check has to be."""
    invited_only: bool = False
    """Only accounts and places that an owner has let in with /allow may ask for pictures."""
    keep_results_days: Annotated[float, Field(ge=0)] = 0.0
    """How long pictures are kept that nobody made a favourite; here and below, 0 is for ever."""
    keep_photos_days: Annotated[float, Field(ge=0)] = 30.0
    """How long people's own photos are kept after the job that they were for."""
    picture_max_mib: Annotated[float, Field(gt=0)] = 20.0
    picture_max_megapixels: Annotated[float, Field(gt=0)] = 50.0

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "console", "json"] = "auto"
    """"auto" is console on a terminal, JSON otherwise."""

    def quiet(self) -> Self:
        """For a command that answers and ends: only warnings are logged, unless the owner chose a level."""
        return self if "log_level" in self.model_fields_set else self.model_copy(update={"log_level": "warning"})

    @property
    def models(self) -> Path:
        """Where the registered models are."""
        return self.models_dir or self.data_dir / "models"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that no log line may hold."""
        found = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in found if isinstance(value, SecretStr))
