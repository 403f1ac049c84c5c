"""What the kernel says that a process has used, proc(5)."""

import contextlib
import os
import re
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def stat_fields(pid):
    """The fields of /proc/PID/stat from the third on; the second, a name, may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def children(pid):
    """The processes whose parent it is."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            if int(stat_fields(entry.name)[1]) == pid:
                found.append(int(entry.name))
    return found


def arguments(pid):
    """The words that it was started with; none once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")[:-1]
    except (FileNotFoundError, ProcessLookupError):
        return []


def cpu_seconds(pid):
    """Processor time of a process: user, system, and both of the children that it has waited for."""
    user, system, *waited_for = [int(ticks) / TICK for ticks in stat_fields(pid)[11:15]]
    return user, system, sum(waited_for)


def memory_mb(pid):
    """What it has in memory: all of it (RSS), and that with its share only of pages it has in common (PSS)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return tuple(int(re.search(rf"^{key}: +(\d+) kB$", text, re.M)[1]) / 1024 for key in ("Rss", "Pss"))


def total(figures, pids):
    """The figures of several processes added up."""
    return tuple(map(sum, zip(*(figures(pid) for pid in pids))))
