"""This process's memory and the machine's, as Linux tells them."""

import os
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_MB = 1024**2
_GB = 1024**3


def used_bytes() -> int:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES


def free_bytes() -> int:
    """What the machine could still give without swapping."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) * 1024


def humanized(size_bytes: int) -> str:
    """`45MB`, `1.2GB`."""
    return f"{size_bytes / _GB:.1f}GB" if size_bytes >= _GB else f"{round(size_bytes / _MB)}MB"
