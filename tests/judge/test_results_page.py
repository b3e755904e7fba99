"""docs/results.md: what machines did, beside what the manuals promise."""

from handoff.matrix.matrix import Cell
from handoff.result.page import page
from handoff.result.result import read
from test_result import LINES


def cell(method: str, event: str, point: str, manual: str, outcome: str) -> Cell:
    """A cell with two versions of one emulator, of which the newer one counts."""
    return Cell(method, event, point, 1, manual, "a manual", {}, {"qemu-multi": {"7.2.22": "hung", "10.0.13": outcome}})


CELLS = [cell("jmp", "store", point, "recovered", "recovered")
         for point in ("parked", "copying", "copied")] + [cell("jmp", "store", "reclaim", "crashed", "recovered")]


def test_what_the_manuals_do_not_promise_is_bold() -> None:
    lines = page([read(LINES)], CELLS).split("\n")
    assert "| method | event | manual | machine 1 | qemu-multi 10.0.13 |" in lines
    assert "| `jmp` | store | `rrrx` | **`rrrr`** | **`rrrr`** |" in lines


def test_what_was_left_out_promises_nothing() -> None:
    lines = page([read(LINES)], [*CELLS, cell("park,noidt", "nmi", "parked", "crashed", "crashed")]).split("\n")
    assert "| `park,noidt` | nmi | `x` | `mmmm` | `x` |" in lines


def test_a_page_without_machines_says_so() -> None:
    assert "There is no result yet." in page([], CELLS)
