"""Linux built from Debian's source, small, as it is (`stock`) or with patches of docs/linux/ (`one`, `one+other`).

The package is downloaded and unpacked below build/linux/source/, never installed.  There is one tree of sources and one
of objects: a patch is in there only while it is built, so the second kernel takes seconds.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoff import ROOT
from handoff.linux import debian
from handoff.linux.debian import HOME, PackageError, run

PACKAGE = "linux-source-6.1"  # the version that the patches are for
STOCK = "stock"
CONFIGURATION = Path(__file__).with_name("small.config")
PATCHES = ROOT / "docs" / "linux"
PLACE = HOME / "source"
SOURCES, OBJECTS, ORIGINALS = PLACE / PACKAGE, PLACE / "objects", PLACE / "originals"
LAST_WORDS = 2000  # characters of a make that failed
# Of drivers that the small configuration has nothing of, only the Kconfig files are unpacked: a third of the source.
LEFT_OUT = ("drivers/gpu", "drivers/infiniband", "drivers/media", "drivers/net", "drivers/scsi", "sound")


def known() -> list[str]:
    """The patches."""
    return sorted(patch.stem for patch in PATCHES.glob("*.patch"))


def parts(name: str) -> list[str]:
    """The patches that a name asks for; PackageError if one is not there."""
    wanted = [] if name == STOCK else name.split("+")
    if unknown := [part for part in wanted if part not in known()]:
        raise PackageError(f"{unknown[0]} is no patch of docs/linux/; it has {' '.join(known())}")
    return wanted


def image_of(name: str) -> Path:
    """The kernel that comes out."""
    return HOME / "built" / name / "bzImage"


def unpack() -> None:
    """The source, once."""
    print("# downloading and unpacking Linux' source to build/linux/source/", flush=True)
    debian.fetch(PLACE, lambda apt: [PACKAGE])
    package = max(PLACE.glob(f"{PACKAGE}_*.deb"), key=os.path.getmtime)
    run("dpkg-deb", "-x", str(package), str(PLACE / "package"))
    left_out = [f"--exclude={PACKAGE}/{directory}/*.[ch]" for directory in LEFT_OUT]
    run("tar", "-C", str(PLACE), *left_out, "-xf", str(PLACE / "package" / "usr" / "src" / f"{PACKAGE}.tar.xz"))
    shutil.rmtree(PLACE / "package")
    (SOURCES / ".done").touch()


def restore() -> None:
    """Takes patches back, those of a build that was interrupted too."""
    for original in [path for path in ORIGINALS.rglob("*") if path.is_file()]:
        original.replace(SOURCES / original.relative_to(ORIGINALS))
        (SOURCES / original.relative_to(ORIGINALS)).touch()  # so that make compiles it again
    shutil.rmtree(ORIGINALS, ignore_errors=True)


@contextmanager
def patched(name: str) -> Iterator[None]:
    """The source with these patches in it."""
    restore()
    try:
        if wanted := parts(name):
            # In one go, as what is kept of a file is how it was before.
            together = PLACE / "patch"
            together.write_text("".join((PATCHES / f"{part}.patch").read_text() for part in wanted))
            run("patch", "-d", str(SOURCES), "-p1", "--backup", f"--prefix={ORIGINALS}/", "-i", str(together))
        yield
    finally:
        restore()


def make(*words: str) -> None:
    """Linux' own make; what it says is in a file, and its last words in the error."""
    command = ["make", "-s", f"-j{os.cpu_count()}", "-C", str(SOURCES), f"O={OBJECTS}", *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    log = PLACE / "make.log"
    with open(log, "wb") as file:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=file,
                              stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise PackageError(f"{' '.join(command)}: {log.read_text(errors='replace')[-LAST_WORDS:].strip()}")


def configure() -> None:
    """tinyconfig, and what the stories need besides; PackageError names what Linux did not take."""
    make("tinyconfig")
    with open(OBJECTS / ".config", "a", encoding="utf-8") as file:
        file.write(CONFIGURATION.read_text())  # the last word on an option is the one that counts
    make("olddefconfig")
    taken = set((OBJECTS / ".config").read_text().split("\n"))
    wanted = [line for line in CONFIGURATION.read_text().split("\n") if line.endswith("=y")]
    if missing := [line for line in wanted if line not in taken]:
        raise PackageError(f"Linux' configuration did not take {' '.join(missing)}")


def build(name: str) -> Path:
    """One kernel; the first takes minutes."""
    parts(name)  # what is no patch is said before anything is downloaded
    OBJECTS.mkdir(parents=True, exist_ok=True)
    with open(PLACE / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes meanwhile waits for it
        if not (SOURCES / ".done").exists():
            unpack()
        print(f"# building Linux ({name}); what make says is in {PLACE / 'make.log'}", flush=True)
        with patched(name):
            configure()
            make(f"LOCALVERSION=-{name}", "bzImage")
            image_of(name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(OBJECTS / "arch" / "x86" / "boot" / "bzImage", image_of(name))
    return image_of(name)
