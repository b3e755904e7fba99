"""The bill of materials: which files there are, what is in them, and what they were made with, as SPDX 2.3 in JSON.

The specification's chapters "Document Creation Information", "Package Information", "File Information" and
"Relationships between SPDX elements" say which fields there have to be.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DOCUMENT, OURSELVES = "SPDXRef-DOCUMENT", "SPDXRef-handoff"


@dataclass(frozen=True)
class Material:
    """A file of a Debian package, and what it is to which of ours."""

    file: str  # or a command
    licence: str
    relation: str  # of the package to `to`, in SPDX' words
    to: str  # one of our files; empty: the whole release


MATERIALS = (
    Material("/usr/include/xxhash.h", "BSD-2-Clause", "STATIC_LINK", "handoff.elf"),
    Material("/usr/include/qrcodegen/qrcodegen.h", "MIT", "STATIC_LINK", "handoff.elf"),
    Material("/usr/include/c++/*/span", "GPL-3.0-or-later WITH GCC-exception-3.1", "STATIC_LINK", "handoff.elf"),
    Material("/usr/share/grub/unicode.pf2", "GPL-3.0-or-later", "STATIC_LINK", "handoff.elf"),  # GNU Unifont
    Material("/usr/lib/grub/i386-pc/moddep.lst", "GPL-3.0-or-later", "CONTAINED_BY", "handoff.iso"),
    Material("/usr/lib/grub/x86_64-efi/moddep.lst", "GPL-3.0-or-later", "CONTAINED_BY", "handoff.iso"),
    Material("g++", "GPL-3.0-or-later", "BUILD_TOOL_OF", ""),
    Material("ld", "GPL-3.0-or-later", "BUILD_TOOL_OF", ""),
    Material("nasm", "BSD-2-Clause", "BUILD_TOOL_OF", ""),
    Material("xorriso", "GPL-2.0-or-later", "BUILD_TOOL_OF", ""),
    Material("mtools", "GPL-3.0-or-later", "BUILD_TOOL_OF", ""),
    Material("faketime", "GPL-2.0-only", "BUILD_TOOL_OF", ""),
)


@dataclass(frozen=True)
class Package:
    """A Debian package, by the system's own record."""

    name: str
    version: str
    architecture: str


def asked(*command: str) -> str:
    """What a command says; nothing if it fails or is not there."""
    try:
        return subprocess.run(command, text=True, capture_output=True, check=False).stdout.strip()
    except OSError:
        return ""


def package_of(name: str) -> Package | None:
    """The package that a command or a file is from; None where dpkg does not know (or is not)."""
    found = sorted(Path("/").glob(name[1:])) if name.startswith("/") else [Path(shutil.which(name) or "/")]
    owner = asked("dpkg", "-S", str(found[-1].resolve())).partition(": ")[0] if found else ""
    words = asked("dpkg-query", "-W", "-f", "${Package} ${Version} ${Architecture}", owner).split() if owner else []
    return Package(*words) if len(words) == 3 else None


def sums(file: Path) -> list[dict[str, str]]:
    """SHA-1 is the one that SPDX asks for."""
    data = file.read_bytes()
    return [{"algorithm": "SHA1", "checksumValue": hashlib.sha1(data).hexdigest()},
            {"algorithm": "SHA256", "checksumValue": hashlib.sha256(data).hexdigest()}]


def reference(name: str) -> str:
    """An SPDX identifier: letters, digits, dot and hyphen."""
    return "SPDXRef-" + "".join(c if c.isalnum() and c.isascii() or c == "." else "-" for c in name)


def package(package_: Package, licence: str) -> dict[str, Any]:
    """One of Debian's."""
    purl = f"pkg:deb/debian/{package_.name}@{package_.version}?arch={package_.architecture}"
    return {"SPDXID": reference(package_.name), "name": package_.name, "versionInfo": package_.version,
            "supplier": "Organization: Debian", "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION", "licenseDeclared": licence, "copyrightText": "NOASSERTION",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": purl}]}


def ours(version: str, commit: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    """The release itself; the code of its files is the SHA-1 of theirs, sorted ("Package verification code")."""
    sha1 = sorted(file["checksums"][0]["checksumValue"] for file in files)
    code = {"packageVerificationCodeValue": hashlib.sha1("".join(sha1).encode()).hexdigest()}
    return {"SPDXID": OURSELVES, "name": "handoff", "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": True, "packageVerificationCode": code,
            "licenseConcluded": "NOASSERTION", "licenseDeclared": "MIT",
            "copyrightText": "Copyright (c) 2026 The Handoff authors", "sourceInfo": f"git commit {commit}"}


def related(one: str, how: str, other: str) -> dict[str, str]:
    """A relationship."""
    return {"spdxElementId": one, "relationshipType": how, "relatedSpdxElement": other}


def document(files: Iterable[Path], version: str, commit: str, epoch: int) -> dict[str, Any]:
    """The whole bill."""
    listed = [{"SPDXID": reference(file.name), "fileName": f"./{file.name}", "checksums": sums(file),
               "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION"} for file in files]
    packages = {"": ours(version, commit, listed)}
    relations = [related(DOCUMENT, "DESCRIBES", OURSELVES),
                 *(related(OURSELVES, "CONTAINS", file["SPDXID"]) for file in listed)]
    for material in MATERIALS:
        if (found := package_of(material.file)) is not None:
            packages.setdefault(found.name, package(found, material.licence))
            of = reference(material.to) if material.to else OURSELVES
            relations.append(related(of, "STATIC_LINK", reference(found.name)) if material.relation == "STATIC_LINK"
                             else related(reference(found.name), material.relation, of))
    return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": DOCUMENT, "name": f"handoff-{version}",
            "documentNamespace": f"https://spdx.org/spdxdocs/handoff-{version}-{commit}",
            "creationInfo": {"created": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                             "creators": ["Tool: handoff-make-release"]},
            "packages": list(packages.values()), "files": listed, "relationships": relations}
