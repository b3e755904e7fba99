"""The comparison with Debian's kernel: figures from its serial lines and ours, the archive it boots, the table."""

import stat
from pathlib import Path

import pytest

from handoff.bench import stopwatch
from handoff.bench.linux import table
from handoff.linux import debian, modules
from handoff.linux.cpio import Archive

FIRST = [(0.1, "qemu: warning: TCG doesn't support requested feature"),
         (2.5, "[    0.000000] Linux version 6.1"),
         (2.8, "[    0.5] smp: Bringing up secondary CPUs ..."), (3.0, "[    0.7] smp: Brought up 1 node, 4 CPUs"),
         (5.0, "[    4.3] MARK init online=0,2,4,6"), (6.0, "[    5.0] MARK hibernate"),
         (8.0, "[    7.0] PM: hibernation: Wrote 100000 kbytes in 2.00 seconds (50.00 MB/s)"), (9.0, "")]
SECOND = [(6.5, "[    5.3] MARK look"),
          (8.5, "[ 8.8] PM: hibernation: Read 100000 kbytes in 4.00 seconds (25.00 MB/s)"),
          (10.0, "[    9.5] MARK resumed online=0,2,4,6"), (10.1, "")]


def test_linux_hibernates_and_resumes() -> None:
    assert stopwatch.linux_figures([FIRST, SECOND]) == {
        "bring-up": pytest.approx(0.2), "start-first": 2.5, "start-cpus": 3.0, "start-user": 5.0,
        "hibernate": 3.0, "resume": 10.0, "look-resume": 3.5,
        "cycle": 13.0, "image": 102400000, "write": 51.2, "read": 25.6}


def test_linux_goes_into_the_next_kernel() -> None:
    boot = FIRST[:5] + [(7.0, "[ 9.1] MARK kexec"), (12.0, "[    0.9] smp: Brought up 1 node, 4 CPUs"), (13.0, "")]
    assert stopwatch.linux_figures([boot])["kexec"] == 5.0


def test_linux_that_did_not_come_back_has_no_figures_for_it() -> None:
    assert stopwatch.linux_figures([FIRST[:4]]) == {
        "start-first": 2.5, "start-cpus": 3.0, "bring-up": pytest.approx(0.2)}
    assert "cycle" not in stopwatch.linux_figures([FIRST, SECOND[:1]])
    assert stopwatch.linux_figures([[]]) == {}
    assert stopwatch.speed([(1.0, "Wrote 10 kbytes in 0.00 seconds")], "Wrote") == (10240, None)


OURS = [(0.25, "KTAP version 1"), (0.25, "# tsc_hz=1000000"),
        (0.5, "# EV t=1000 life=B1 cpu=1 state=online why=arrived by=1"),
        (1.0, "# EV t=5000 life=B1 cpu=1 state=parked why=park by=0"), (1.5, "# image bytes=8192 us=3000"),
        (2.0, "# EV t=9000 life=A cpu=1 state=online why=arrived by=1"),
        (2.0, "# EV t=9100 life=A cpu=1 state=offline why=hlt by=1"),
        (3.0, "# safe pages: generation 3 owner B again"), (3.0, "# PHASE name=bring-up life=B1 us=750 ticks=750")]


def test_our_story() -> None:
    assert stopwatch.our_figures(OURS) == {
        "start-first": 0.25, "start-cpus": 0.5, "kexec": 0.001, "hibernate": 0.5, "resume": 1.5, "look-resume": 1.0,
        "cycle": 2.0, "whole": 3.0, "bring-up": 0.00075, "image": 8192}


def test_our_story_over_a_power_cycle() -> None:
    disk = OURS[:5] + [(1.6, "# disk written bytes=8192 mb_s=300"), (1.75, "# power off")] + OURS[5:]
    found = stopwatch.our_figures(disk)
    assert (found["hibernate"], found["resume"], found["write"]) == (0.75, 1.25, 300) and "kexec" not in found


def test_our_story_cut_short() -> None:
    assert stopwatch.our_figures(OURS[:2]) == {"start-first": 0.25}
    assert stopwatch.our_figures([]) == {}


def test_lines_are_stamped_as_they_come() -> None:
    times = iter([10.0, 10.5])
    lines: list[stopwatch.Line] = []
    stopwatch.stamping(lines, lambda: next(times))("\x1b[0mhello\r")
    assert lines == [(0.5, "hello")]


def test_table_has_ratios_where_both_were_measured() -> None:
    text = table.as_text({"amd": {"linux hibernate": {"cycle": [20.0, 10.0], "write": [50.0]},
                                  "nvme 85M": {"cycle": [3.0], "write": [200.0]}}})
    assert "| whole cycle | ms | 15,000 | 3,000 | 5.0× | nvme 85M |  |" in text
    assert "| image written | MB/s | 50 | 200 | 4.0× | nvme 85M |  |" in text
    assert "| whole cycle | ms | 15,000 | - |  | ram 16M |  |" in text


def test_table_says_which_promise_is_met() -> None:
    text = table.as_text({"amd": {"linux hibernate": {"cycle": [20.0]}, "nvme 85M": {"whole": [3.0]},
                                  "ram 16M": {"whole": [1.1]}}})
    whole = "whole cycle, ours from QEMU's start"
    assert f"| {whole} | ms | 20,000 | 3,000 | 6.7× | nvme 85M | 6×: met |" in text
    assert f"| {whole} | ms | 20,000 | 1,100 | 18.2× | ram 16M | 20×: MISSED |" in text
    assert f"| {whole} | ms | 20,000 | - |  | ram 85M | 10×: not measured |" in text


def test_archive() -> None:
    archive = Archive()
    archive.file("a/b/run", b"12345", executable=True)
    archive.file("a/b/run", b"again")
    archive.character_device("dev/console", 5, 1)
    data = archive.bytes()
    found, at = {}, 0
    while at < len(data):
        fields = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        assert data[at:at + 6] == b"070701" and at % 4 == 0
        name = data[at + 110:at + 110 + fields[11] - 1].decode()
        body = (at + 110 + fields[11] + 3) // 4 * 4
        found[name] = (fields[1], data[body:body + fields[6]], fields[9:11])
        at = (body + fields[6] + 3) // 4 * 4
    assert list(found) == ["a", "a/b", "a/b/run", "dev", "dev/console", "TRAILER!!!"]
    assert found["a/b/run"] == (stat.S_IFREG | 0o755, b"12345", [0, 0])
    assert stat.S_ISCHR(found["dev/console"][0]) and found["dev/console"][2] == [5, 1]


def test_modules_come_after_what_they_need(tmp_path) -> None:
    kernel = tmp_path / "lib" / "modules" / "6" / "kernel"
    kernel.mkdir(parents=True)
    for name, needed in (("nvme", "nvme-core"), ("nvme-core", "t10-pi"), ("t10-pi", "")):
        (kernel / f"{name}.ko").write_bytes(b"\x7fELF\0license=GPL\0depends=" + needed.encode() + b"\0name=x\0")
    order = modules.in_order(tmp_path, ["nvme", "nvme_core"])
    assert [path.stem for path in order] == ["t10-pi", "nvme-core", "nvme"]
    (kernel.parent / "modules.builtin").write_text("kernel/drivers/block/loop.ko\n")
    assert modules.in_order(tmp_path, ["loop"]) == [], "what is built in is no file"
    with pytest.raises(KeyError):
        modules.in_order(tmp_path, ["floppy"])


def test_a_kernel_lies_in_boot_or_beside_its_modules(tmp_path: Path) -> None:
    with pytest.raises(debian.PackageError, match="no kernel"):
        debian.kernel_image(tmp_path)
    for place, name in (("usr/lib/modules/7.2.13-amd64/vmlinuz", "7.2.13-amd64"),
                        ("boot/vmlinuz-6.1-amd64", "6.1-amd64")):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).touch()
        assert debian.release(tmp_path) == name


def test_packages_in_apts_words() -> None:
    said = "linux-image-amd64\n  Depends: linux-image-6.1.0-56-amd64\nlinux-image-6.1.0-56-amd64\nlinux-base\n"
    assert debian.kernels(said) == ["linux-image-6.1.0-56-amd64"]
    said = "linux-image-amd64\nlinux-base-7.2.13+deb14-amd64\n" + "".join(
        f"linux-{part}-7.2.13+deb14-amd64\n" for part in ("modules", "image", "binary"))
    assert debian.kernels(said) == [f"linux-{part}-7.2.13+deb14-amd64" for part in ("binary", "image", "modules")]
    said = "kexec-tools\n  Depends: libc6\nlibc6\n<debconf-2.0>\nlibxen1\nlibc6\n"
    assert debian.libraries(said) == ["libc6", "libxen1"]
