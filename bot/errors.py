"""What can go wrong, as data: every error has a message key and the values for it, no prose.

HwagaError
├── Refused                 the person can mend it; nothing was queued
│   ├── EmptyRequest        neither text nor picture
│   │   └── PictureNeeded       at the keyboard, where there are no earlier ones
│   ├── TextTooLong
│   ├── BadOption           an option's value is out of range or not a choice
│   │   └── TooThin             a size with a side too short to paint
│   ├── UnknownOption       an option of that name does not exist
│   ├── OnlyPng             a file of another kind was to be written
│   ├── NotAllowed          by the owner's rules; it is said to the person alone
│   │   ├── LimitReached        asking later helps
│   │   │   ├── TooManyWaiting      the person's own queue is full
│   │   │   ├── TooManyWaitingHere  the queue of the server or group is full
│   │   │   ├── CoolingDown         asked again too soon
│   │   │   ├── BudgetSpent         the device's time is shared
│   │   │   └── TooManyCodes        wrong codes for linking accounts
│   │   ├── Banned              this account, or this place
│   │   ├── NotInvited          only whom an owner has allowed may ask
│   │   ├── OwnersOnly          a command of Hwaga's owners
│   │   ├── ManagersOnly        a command of whoever manages the place
│   │   ├── TooCostly           above the whole budget: it has to be smaller
│   │   ├── Draining            nothing new is taken until the owner opens again
│   │   ├── Moderated           not painted here
│   │   └── PicturesModerated   painted, and not shown here
│   ├── NotYours            somebody else's job
│   │   └── NotForOthers        its person wants nobody to go on from it
│   ├── NoSuchJob
│   │   ├── NoJobYet            none of the person's own is of that kind
│   │   └── NoPictureYet        there is the job, but not its picture
│   ├── NoPictureHere       a message was chosen that holds none
│   ├── NoRecipe            a picture does not say how it was painted
│   ├── NoFilm              no previews were made of a picture
│   ├── ActionGone          a button of another version of Hwaga
│   ├── NothingChanged      a correction or an edit without effect
│   ├── NotPainted          no picture was made of it, or none is kept
│   ├── WhichJob            what cannot be undone is done to a job that was named
│   ├── NotHere             a reply that others would see
│   ├── NobodyKnown         who is meant by a command of the owner's
│   ├── NobodyNamed         to a command that is about somebody
│   ├── WrongCode           for linking accounts: mistyped, used or too old
│   ├── NotWaiting          it has its turn already, or had it
│   ├── NoCookie            a browser that keeps nothing, so nobody would find the picture again
│   ├── NotOffered          this backend cannot do that
│   │   ├── ControlNotOffered   no ControlNet of that kind is set up here
│   │   ├── UnknownCheckpoint   not registered here
│   │   └── UnknownLora         not registered here
│   ├── NowhereToPaint      neither a mask nor words for the part to change
│   ├── CannotFind          parts of a picture by words, without the weights for it
│   │   └── MaskNeeded          said at the keyboard, where masks and the weights have names
│   ├── TooFewPictures      to blend
│   ├── TooManyPictures     to blend
│   ├── NoSuchSession
│   ├── SessionRefused      a move in a group's session that is not this person's, or not now
│   │   ├── SessionOver
│   │   ├── SessionClosed       it has begun, or they were asked to leave
│   │   ├── SessionFull
│   │   ├── SessionTooSmall     to begin
│   │   ├── SessionSpent        its budget
│   │   ├── NotAPlayer          who does not play cannot do that
│   │   ├── NotTheHost
│   │   ├── NotYourTurn
│   │   ├── NoVoteForOneself
│   │   ├── WrongPhase
│   │   ├── SessionRunning      there is one already
│   │   └── NothingToSee        nothing was revealed yet, or they were not there
│   └── BadPicture
│       ├── PictureGone         the platform does not hand it out (any more)
│       ├── PictureTooLarge     bytes, before anything is read
│       ├── TooManyPixels       width x height, before anything is decoded
│       ├── UnknownPicture      not a format that Hwaga reads
│       └── BrokenPicture       truncated, lying or hostile
├── EngineError             while painting
│   ├── CheckpointMissing
│   ├── LoraMissing         registered, but its file is not there
│   ├── LoraUnfit           made for other models, or of a kind that cannot be merged
│   ├── ControlMissing      the weights of a ControlNet, or of what reads a photo for it
│   ├── SafetyFailed        the image check broke: what it has not seen is not shown
│   ├── CheckpointChanged   the job was queued for another one
│   ├── OutOfMemory
│   ├── EngineDied          the process is gone; the job may run again
│   ├── PartNotFound        nothing in the picture is what the words name
│   ├── FinderMissing       the weights that find parts by words cannot be loaded
│   └── PaintFailed         a bug or a broken checkpoint; running again would not help
├── AnalysisDied            the analysis process is gone; asking again may help
├── ProviderFailed          a translator, paraphraser or enhancer; the next one is asked
│   ├── WrongKey
│   ├── QuotaSpent          for today, or for this month
│   ├── AskLater            too many questions; `retry_after_s` is 0 where it does not tell
│   ├── ProviderDown        not reached, no answer in time, or a fault of its own; asking again may help
│   ├── ProviderRests       not asked, since it failed again and again
│   ├── QuestionRefused     it does not take this text
│   └── BadAnswer           garbage, or not what was asked for
├── DeliveryError           while showing
│   ├── ShowLater           the platform asks to wait
│   │   └── NewsLater           with news; a result would be taken
│   ├── ShowFailed          a passing fault (network, 5xx)
│   └── Unreachable         gone for good: blocked, deleted, kicked
├── FrontError              a front end that cannot start; the others do
│   ├── WrongToken
│   └── AddressTaken        the page's port is in use; `detail` is host:port
├── StoreError              what the store cannot do
│   ├── IllegalTransition   no way leads from that state of a job to this one
│   ├── FileMissing         no file of that hash
│   ├── NotKept             a finished picture, on a full or broken disk
│   └── UnreadableJob       written by another version, or damaged
├── BadWordList             a line of a moderation list that cannot be read
├── WordListMissing         the owner's moderation list cannot be opened
├── BadSetting              a line of .env, or of the environment, that cannot be used
├── SettingsUnreadable      .env is no UTF-8 text
├── CannotWrite             a file or folder of the owner's; `detail` is what the system said
│   └── DataUnwritable      the data folder
├── ModelsError             the owner's own models
│   ├── BadModelName        a name that could be a path, or could not be typed
│   ├── NoSuchModel         nothing is registered by that name
│   ├── ModelThere          something is registered by that name already
│   ├── NotAModel           neither a folder, a hub id nor weights that may be loaded
│   ├── FetchFailed         could not be fetched; `detail` is what the other side said
│   └── WrongChecksum       other bytes than were promised
├── NothingThere            a data folder without a bot's data, or with another version's
└── AlreadyRunning          another Hwaga owns this data folder
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import ClassVar

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as a value: what a message catalog needs to say it. JSON-able."""

    key: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(eq=False)
class HwagaError(Exception):
    """Base of every error of ours. Subclasses are dataclasses whose fields are the message's values."""

    key: ClassVar[str] = "error.unknown"

    @property
    def problem(self) -> Problem:
        """This error as a value, to be stored or said."""
        return Problem(self.key, {f.name: getattr(self, f.name) for f in fields(self)})

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.problem.values.items())
        return f"{self.key}({values})"

    def __reduce__(self) -> tuple[type[HwagaError], tuple[Value, ...]]:
        """Errors cross process borders; Exception's own pickling forgets keyword arguments."""
        return type(self), tuple(self.problem.values.values())


@dataclass(eq=False)
class Refused(HwagaError):
    key = "error.refused"


@dataclass(eq=False)
class EmptyRequest(Refused):
    key = "error.empty_request"


@dataclass(eq=False)
class PictureNeeded(EmptyRequest):
    key = "error.picture_needed"


@dataclass(eq=False)
class TextTooLong(Refused):
    length: int
    limit: int
    key = "error.text_too_long"


@dataclass(eq=False)
class BadOption(Refused):
    """`option` is the option's name, `value` what was given, `allowed` a range or list to show."""

    option: str
    value: str
    allowed: str
    key = "error.bad_option"


@dataclass(eq=False)
class TooThin(BadOption):
    """`allowed` is the shortest side in pixels, once the whole fits."""

    key = "error.too_thin"


@dataclass(eq=False)
class UnknownOption(Refused):
    """`typed` is what the person called it."""

    typed: str
    key = "error.unknown_option"


@dataclass(eq=False)
class OnlyPng(Refused):
    path: str
    key = "error.only_png"


@dataclass(eq=False)
class NotAllowed(Refused):
    key = "error.not_allowed"


@dataclass(eq=False)
class LimitReached(NotAllowed):
    key = "error.limit_reached"


@dataclass(eq=False)
class TooManyWaiting(LimitReached):
    waiting: int
    limit: int
    key = "error.too_many_waiting"


@dataclass(eq=False)
class TooManyWaitingHere(LimitReached):
    waiting: int
    limit: int
    key = "error.too_many_waiting_here"


@dataclass(eq=False)
class CoolingDown(LimitReached):
    cooldown_s: float
    wait_s: int
    key = "error.cooling_down"


@dataclass(eq=False)
class BudgetSpent(LimitReached):
    """`cost`, what is `left` and `budget` are in megapixel-steps; the cost fits after `wait_s`."""

    cost: float
    left: float
    budget: float
    wait_s: int
    key = "error.budget_spent"


@dataclass(eq=False)
class TooManyCodes(LimitReached):
    wait_s: int
    key = "error.too_many_codes"


@dataclass(eq=False)
class Banned(NotAllowed):
    key = "error.banned"


@dataclass(eq=False)
class NotInvited(NotAllowed):
    key = "error.not_invited"


@dataclass(eq=False)
class OwnersOnly(NotAllowed):
    key = "error.owners_only"


@dataclass(eq=False)
class ManagersOnly(NotAllowed):
    key = "error.managers_only"


@dataclass(eq=False)
class TooCostly(NotAllowed):
    """In megapixel-steps."""

    cost: float
    budget: float
    key = "error.too_costly"


@dataclass(eq=False)
class Draining(NotAllowed):
    key = "error.draining"


@dataclass(eq=False)
class Moderated(NotAllowed):
    """`category` is one of `bot.moderation`'s."""

    category: str
    key = "error.moderated"


@dataclass(eq=False)
class PicturesModerated(NotAllowed):
    key = "error.pictures_moderated"


@dataclass(eq=False)
class NotYours(Refused):
    key = "error.not_yours"


@dataclass(eq=False)
class NotForOthers(NotYours):
    key = "error.not_for_others"


@dataclass(eq=False)
class NoSuchJob(Refused):
    job_id: str
    key = "error.no_such_job"


@dataclass(eq=False)
class NoPictureHere(Refused):
    key = "error.no_picture_here"


@dataclass(eq=False)
class NoRecipe(Refused):
    key = "error.no_recipe"


@dataclass(eq=False)
class NoFilm(Refused):
    key = "error.no_film"


@dataclass(eq=False)
class NoJobYet(NoSuchJob):
    """`job_id` is empty."""

    key = "error.no_job_yet"


@dataclass(eq=False)
class NoPictureYet(NoSuchJob):
    key = "error.no_picture_yet"


@dataclass(eq=False)
class ActionGone(Refused):
    key = "error.action_gone"


@dataclass(eq=False)
class NothingChanged(Refused):
    key = "error.nothing_changed"


@dataclass(eq=False)
class NotPainted(Refused):
    key = "error.not_painted"


@dataclass(eq=False)
class WhichJob(Refused):
    key = "error.which_job"


@dataclass(eq=False)
class NotHere(Refused):
    key = "error.not_here"


@dataclass(eq=False)
class NobodyKnown(Refused):
    """`typed` is who was meant."""

    typed: str
    key = "error.nobody_known"


@dataclass(eq=False)
class NobodyNamed(Refused):
    key = "error.nobody_named"


@dataclass(eq=False)
class WrongCode(Refused):
    key = "error.wrong_code"


@dataclass(eq=False)
class NotWaiting(Refused):
    key = "error.not_waiting"


@dataclass(eq=False)
class NoCookie(Refused):
    key = "error.no_cookie"


@dataclass(eq=False)
class NotOffered(Refused):
    task: str
    key = "error.not_offered"


@dataclass(eq=False)
class NowhereToPaint(Refused):
    key = "error.nowhere_to_paint"


@dataclass(eq=False)
class CannotFind(Refused):
    key = "error.cannot_find"


@dataclass(eq=False)
class MaskNeeded(CannotFind):
    key = "error.mask_needed"


@dataclass(eq=False)
class TooFewPictures(Refused):
    pictures: int
    least: int
    key = "error.too_few_pictures"


@dataclass(eq=False)
class TooManyPictures(Refused):
    pictures: int
    most: int
    key = "error.too_many_pictures"


@dataclass(eq=False)
class ControlNotOffered(NotOffered):
    """`task` is the kind: edges, depth or pose."""

    key = "error.control_not_offered"


@dataclass(eq=False)
class UnknownCheckpoint(NotOffered):
    """`task` is what was asked for, `known` the names to choose from."""

    known: str
    key = "error.unknown_checkpoint"


@dataclass(eq=False)
class UnknownLora(NotOffered):
    """`task` is what was asked for, `known` the names to choose from."""

    known: str
    key = "error.unknown_lora"


@dataclass(eq=False)
class NoSuchSession(Refused):
    key = "error.no_such_session"


@dataclass(eq=False)
class SessionRefused(Refused):
    key = "error.session_refused"


@dataclass(eq=False)
class SessionOver(SessionRefused):
    key = "error.session_over"


@dataclass(eq=False)
class SessionClosed(SessionRefused):
    key = "error.session_closed"


@dataclass(eq=False)
class SessionFull(SessionRefused):
    limit: int
    key = "error.session_full"


@dataclass(eq=False)
class SessionTooSmall(SessionRefused):
    minimum: int
    key = "error.session_too_small"


@dataclass(eq=False)
class SessionSpent(SessionRefused):
    key = "error.session_spent"


@dataclass(eq=False)
class NotAPlayer(SessionRefused):
    key = "error.not_a_player"


@dataclass(eq=False)
class NotTheHost(SessionRefused):
    key = "error.not_the_host"


@dataclass(eq=False)
class NotYourTurn(SessionRefused):
    key = "error.not_your_turn"


@dataclass(eq=False)
class NoVoteForOneself(SessionRefused):
    key = "error.no_vote_for_oneself"


@dataclass(eq=False)
class WrongPhase(SessionRefused):
    key = "error.wrong_phase"


@dataclass(eq=False)
class SessionRunning(SessionRefused):
    key = "error.session_running"


@dataclass(eq=False)
class NothingToSee(SessionRefused):
    key = "error.nothing_to_see"


@dataclass(eq=False)
class BadPicture(Refused):
    key = "error.bad_picture"


@dataclass(eq=False)
class PictureGone(BadPicture):
    key = "error.picture_gone"


@dataclass(eq=False)
class PictureTooLarge(BadPicture):
    size_mib: float
    limit_mib: float
    key = "error.picture_too_large"


@dataclass(eq=False)
class TooManyPixels(BadPicture):
    megapixels: float
    limit_megapixels: float
    key = "error.too_many_pixels"


@dataclass(eq=False)
class UnknownPicture(BadPicture):
    key = "error.unknown_picture"


@dataclass(eq=False)
class BrokenPicture(BadPicture):
    key = "error.broken_picture"


@dataclass(eq=False)
class EngineError(HwagaError):
    key = "error.engine"


@dataclass(eq=False)
class CheckpointMissing(EngineError):
    checkpoint: str
    key = "error.checkpoint_missing"


@dataclass(eq=False)
class LoraMissing(EngineError):
    lora: str
    key = "error.lora_missing"


@dataclass(eq=False)
class LoraUnfit(EngineError):
    """`detail` is for the log and the owner."""

    lora: str
    detail: str
    key = "error.lora_unfit"


@dataclass(eq=False)
class ControlMissing(EngineError):
    """`weights` is the setting that names them."""

    weights: str
    key = "error.control_missing"


@dataclass(eq=False)
class SafetyFailed(EngineError):
    """`detail` is for the log and the owner."""

    detail: str
    key = "error.safety_failed"


@dataclass(eq=False)
class CheckpointChanged(EngineError):
    """`checkpoint` is the one that the request was made for."""

    checkpoint: str
    key = "error.checkpoint_changed"


@dataclass(eq=False)
class OutOfMemory(EngineError):
    key = "error.out_of_memory"


@dataclass(eq=False)
class EngineDied(EngineError):
    key = "error.engine_died"


@dataclass(eq=False)
class PartNotFound(EngineError):
    """`where` is what was looked for, in English."""

    where: str
    key = "error.part_not_found"


@dataclass(eq=False)
class FinderMissing(EngineError):
    finder: str
    key = "error.finder_missing"


@dataclass(eq=False)
class PaintFailed(EngineError):
    """`detail` is for the log and the owner, not for the person: exception type and message."""

    detail: str
    key = "error.paint_failed"


@dataclass(eq=False)
class AnalysisDied(HwagaError):
    key = "error.analysis_died"


@dataclass(eq=False)
class ProviderFailed(HwagaError):
    """`detail` is for the log: a status or an error's code, never a text of anybody's."""

    provider: str
    detail: str
    key = "error.provider"


@dataclass(eq=False)
class WrongKey(ProviderFailed):
    key = "error.provider_key"


@dataclass(eq=False)
class QuotaSpent(ProviderFailed):
    key = "error.provider_quota"


@dataclass(eq=False)
class AskLater(ProviderFailed):
    retry_after_s: float
    key = "error.provider_busy"


@dataclass(eq=False)
class ProviderDown(ProviderFailed):
    key = "error.provider_down"


@dataclass(eq=False)
class ProviderRests(ProviderFailed):
    key = "error.provider_rests"


@dataclass(eq=False)
class QuestionRefused(ProviderFailed):
    key = "error.provider_refused"


@dataclass(eq=False)
class BadAnswer(ProviderFailed):
    key = "error.provider_answer"


@dataclass(eq=False)
class DeliveryError(HwagaError):
    key = "error.delivery"


@dataclass(eq=False)
class ShowLater(DeliveryError):
    retry_after_s: float
    key = "error.show_later"


@dataclass(eq=False)
class NewsLater(ShowLater):
    key = "error.news_later"


@dataclass(eq=False)
class ShowFailed(DeliveryError):
    detail: str
    key = "error.show_failed"


@dataclass(eq=False)
class Unreachable(DeliveryError):
    detail: str
    key = "error.unreachable"


@dataclass(eq=False)
class FrontError(HwagaError):
    """`platform` could not be served; `detail` is for the owner: what the platform or the system said, no token."""

    platform: str
    detail: str
    key = "error.front"


@dataclass(eq=False)
class WrongToken(FrontError):
    key = "error.wrong_token"


@dataclass(eq=False)
class AddressTaken(FrontError):
    key = "error.address_taken"


@dataclass(eq=False)
class StoreError(HwagaError):
    key = "error.store"


@dataclass(eq=False)
class IllegalTransition(StoreError):
    """`state` is where the job is, `wanted` where it should have gone."""

    job_id: str
    state: str
    wanted: str
    key = "error.illegal_transition"


@dataclass(eq=False)
class FileMissing(StoreError):
    file: str
    key = "error.file_missing"


@dataclass(eq=False)
class NotKept(StoreError):
    detail: str
    key = "error.not_kept"


@dataclass(eq=False)
class UnreadableJob(StoreError):
    job_id: str
    key = "error.unreadable_job"


@dataclass(eq=False)
class BadWordList(HwagaError):
    """`line` counts from 1."""

    file: str
    line: int
    key = "error.bad_word_list"


@dataclass(eq=False)
class WordListMissing(HwagaError):
    file: str
    key = "error.word_list_missing"


@dataclass(eq=False)
class BadSetting(HwagaError):
    """`value` is what was given, never a secret; `allowed` a range or list to show."""

    setting: str
    value: str
    allowed: str
    key = "error.bad_setting"


@dataclass(eq=False)
class SettingsUnreadable(HwagaError):
    """`.env` is no UTF-8 text."""

    key = "error.settings_unreadable"


@dataclass(eq=False)
class CannotWrite(HwagaError):
    path: str
    detail: str
    key = "error.cannot_write"


@dataclass(eq=False)
class DataUnwritable(CannotWrite):
    key = "error.data_unwritable"


@dataclass(eq=False)
class NothingThere(HwagaError):
    folder: str
    key = "error.nothing_there"


@dataclass(eq=False)
class AlreadyRunning(HwagaError):
    folder: str
    key = "error.already_running"


@dataclass(eq=False)
class ModelsError(HwagaError):
    key = "error.models"


@dataclass(eq=False)
class BadModelName(ModelsError):
    name: str
    key = "error.bad_model_name"


@dataclass(eq=False)
class NoSuchModel(ModelsError):
    name: str
    key = "error.no_such_model"


@dataclass(eq=False)
class ModelThere(ModelsError):
    name: str
    key = "error.model_there"


@dataclass(eq=False)
class NotAModel(ModelsError):
    where: str
    key = "error.not_a_model"


@dataclass(eq=False)
class FetchFailed(ModelsError):
    """`source` is without what may be a secret in its query."""

    source: str
    detail: str
    key = "error.fetch_failed"


@dataclass(eq=False)
class WrongChecksum(ModelsError):
    """SHA-256, in hex."""

    source: str
    expected: str
    found: str
    key = "error.wrong_checksum"
