"""Where distributions put OVMF: its code is shared and read-only, its variables are copied for every run."""

import shutil
from pathlib import Path

PLACES = (
    ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),  # Debian 11 and later, Ubuntu
    ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),  # Fedora
)


def arguments(directory: Path) -> list[str]:
    """QEMU's arguments for OVMF with a copy of the variables in `directory`."""
    for code, variables in PLACES:
        if Path(code).exists() and Path(variables).exists():
            copy = directory / "ovmf-vars.fd"
            shutil.copyfile(variables, copy)
            return ["-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={code}",
                    "-drive", f"if=pflash,unit=1,format=raw,file={str(copy).replace(',', ',,')}"]
    raise FileNotFoundError("no OVMF firmware found; `make doctor` names its package")
