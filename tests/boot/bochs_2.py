"""What only Bochs 2 shows, as this machine may have a later one.

In Bochs 3 each MONITOR wakes every CPU in MWAIT (docs/platforms.md), so sleepers run before the copier reaches their
line. Two runs of it may differ by a tick (3.1, with nobody in MWAIT), and its clock counts a long `rep movsq` as a
quarter of its moves.
"""

import pytest

from handoff.run.options import Options
from handoff.run.versions import version_of

IS_BOCHS_2 = version_of(Options({"PLATFORM": "bochs"})).startswith("2.")
bochs_2 = pytest.mark.skipif(not IS_BOCHS_2, reason="Bochs 3 counts and wakes otherwise")
