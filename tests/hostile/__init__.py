"""What people send who mean harm, or whose phone does: the same 200 pictures and 200 texts every time.

Every part that takes either must end each of them in a named error or in a result, in bounded time and memory.
"""

from tests.hostile.sent_files import pictures
from tests.hostile.typed import texts

__all__ = ["pictures", "texts"]
