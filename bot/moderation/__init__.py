"""What may be painted: a text as typed, as understood and as translated, against a list of words. Pure.

It keeps a community's channels clean; it is no judge of people. Words are found through the usual tricks (jamo, spaces,
digits for letters, look-alikes), and what only looks like one of them is innocent.
"""

from bot.moderation.judge import MODES, Mode, Outcome, Verdict, judge
from bot.moderation.words import Category, WordList, load, own_word

__all__ = ["MODES", "Category", "Mode", "Outcome", "Verdict", "WordList", "judge", "load", "own_word"]
