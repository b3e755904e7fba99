"""What is built of Linux' source: which patches a name means, and that a patch is gone when its build has ended."""

import pytest

from handoff import ROOT
from handoff.linux import bzimage, source
from handoff.linux.debian import PackageError
from handoff.matrix import linux, page
from handoff.run.names import kernel

PATCH = "a patch\n\n--- a/dir/file.c\n+++ b/dir/file.c\n@@ -1,2 +1,2 @@\n one\n-two\n+{}\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A source of one file, with two patches."""
    (tmp_path / "src" / "dir").mkdir(parents=True)
    (tmp_path / "src" / "dir" / "file.c").write_text("one\ntwo\n")
    (tmp_path / "second.patch").write_text(PATCH.format("2"))
    (tmp_path / "third.patch").write_text(PATCH.replace("-two", "-2").format("3"))
    for name, path in {"SOURCES": "src", "ORIGINALS": "originals", "PLACE": ".", "PATCHES": "."}.items():
        monkeypatch.setattr(source, name, tmp_path / path)
    return tmp_path / "src" / "dir" / "file.c"


@pytest.mark.parametrize(("name", "text"), [("stock", "one\ntwo\n"), ("second", "one\n2\n"),
                                            ("second+third", "one\n3\n")])
def test_a_patch_is_there_for_its_build_only(tree, name, text) -> None:
    with source.patched(name):
        assert tree.read_text() == text
    assert tree.read_text() == "one\ntwo\n"


def test_what_an_interrupted_build_left_is_taken_back(tree) -> None:
    interrupted = source.patched("second")  # kept, as it would be finished if it were dropped
    interrupted.__enter__()
    assert tree.read_text() == "one\n2\n"
    with source.patched("stock"):
        assert tree.read_text() == "one\ntwo\n"


def test_a_patch_that_does_not_fit_or_is_not_there_says_so(tree) -> None:
    with pytest.raises(PackageError, match="^patch "), source.patched("third"):
        pass
    assert tree.read_text() == "one\ntwo\n"
    with pytest.raises(PackageError, match="fourth is no patch"), source.patched("second+fourth"):
        pass


def test_every_patch_has_its_line_in_the_list() -> None:
    listed = (ROOT / "docs" / "linux" / "README.md").read_text()
    assert source.known() and not [name for name in source.known() if f"`{name}.patch`" not in listed]


@pytest.mark.parametrize(("text", "version"), [
    (b"6.1.0-56-cloud-amd64 (a@b) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)", "6.1.192"),
    (b"6.1.192-wide-gap (root@here) #3 SMP Thu Nov 26 2026", "6.1.192-wide-gap"),
])
def test_a_kernel_says_its_version(tmp_path, text, version) -> None:
    image = bytearray(0x1000)
    image[0x202:0x206], image[0x20e:0x210] = b"HdrS", (0x300).to_bytes(2, "little")
    image[0x500:0x500 + len(text)] = text
    (tmp_path / "bzImage").write_bytes(image)
    assert bzimage.version(tmp_path / "bzImage") == version
    (tmp_path / "bzImage").write_bytes(bytes(0x1000))
    assert bzimage.version(tmp_path / "bzImage") == "?"


def test_the_matrix_page_is_what_is_pinned() -> None:
    every = linux.read(kernel()).cells
    assert linux.PAGE.read_text() == page.as_markdown(page.pinned(every), linux.HEAD)


def test_a_cell_is_run_as_its_scenario_and_its_machine_say() -> None:
    matrix = linux.read(kernel())
    runs = {f"{cell.name()} {machine}": matrix.options(cell, machine, {}) for cell, machine in matrix.chosen("*")}
    run = runs["linux-kexec/nmi/copied smt"]
    assert run["FROM"] == "linux-kexec" and run["INJECT"] == "nmi" and run["AT"] == "copied" and run["SMT"] == "1"
    assert runs["to-linux-init/none nosmt"]["METHOD"] == "init" and "SMT" not in runs["linux-resume/none nosmt"].given
    assert "-monitor" in runs["linux-resume/none nosmt-no-monitor"]["CPU"]
    assert "to-linux-park/none smt" not in runs
    assert {machine for _, machine in matrix.chosen("*", "smt nosmt")} == {"smt", "nosmt"}
    assert not matrix.chosen("*", "no-such-machine")
