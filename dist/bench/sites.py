"""What is served: two addresses, each with a root, and a program in both that tells which root it is in."""

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from failure import Failure
from packages import on_path

ADDRESSES = ("127.0.0.1", "127.0.0.2")
HERE = Path(__file__).parent
WITHOUT_START_UP = ("-static", "-nostartfiles")


@dataclass(frozen=True)
class Site:
    """The same for every server of a scenario."""

    roots: tuple  # of ADDRESSES, in their order
    command: tuple  # the program, a path inside the root, and its arguments
    request: bytes = b""  # what a client has to say before it gets an answer
    lines: int = 2  # of the roots table; those of ADDRESSES are the last ones
    services: int = 1

    def with_lines(self, lines):
        return replace(self, lines=lines)

    def with_services(self, services):
        return replace(self, services=services)

    def write_table(self, path):
        """The roots table, in the format that Virtuald and virtuald.c have in common."""
        others = (f"10.{number >> 16}.{number >> 8 & 255}.{number & 255} /nowhere\n"
                  for number in range(self.lines - len(ADDRESSES)))
        ours = (f"{address} {root}\n" for address, root in zip(ADDRESSES, self.roots))
        path.write_text("".join([*others, *ours]))
        return path


def compile_c(output, source, *flags):
    """Makes a program from a C source."""
    output.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["gcc", "-O2", "-w", "-o", output, source, *flags], capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"cannot compile {source}:\n{done.stderr.strip()}")
    return output


def make_site(directory, fill, command, request=b""):
    """Makes both roots, each by fill(root, the line that its program has to answer)."""
    roots = []
    for number in range(1, len(ADDRESSES) + 1):
        root = directory / f"root{number}"
        root.mkdir(parents=True)
        fill(root, f"root {number}")
        roots.append(root)
    return Site(tuple(roots), tuple(command), request)


def c_site(directory, source, flags=WITHOUT_START_UP):
    """A site whose program is one of our C sources."""
    def fill(root, answer):
        program = compile_c(root / "bin/program", HERE / source, *flags, f'-DANSWER="{answer}\\n"')
        copy_libraries(root, program)
    return make_site(directory, fill, ["/bin/program"])


def static_site(directory):
    return c_site(directory, "program.c")


def held_site(directory):
    return c_site(directory, "held.c")


def dynamic_site(directory):
    return c_site(directory, "dynamic.c", flags=())


def http_site(directory):
    """A web server for one request."""
    busybox = on_path("busybox-static", "busybox")

    def fill(root, answer):
        (root / "bin").mkdir()
        shutil.copy(busybox, root / "bin/busybox")
        copy_libraries(root, busybox)
        (root / "www").mkdir()
        (root / "www/index.html").write_text(f"{answer}\n")
    return make_site(directory, fill, ["/bin/busybox", "httpd", "-i", "-h", "/www"], b"GET / HTTP/1.0\r\n\r\n")


def copy_libraries(root, program):
    """Gives a root the dynamic linker and the libraries that a program needs, at the paths at which it looks for them."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True).stdout  # nothing for a static one
    for library in re.findall(r"(?:^|=> )\s*(/\S+) \(0x", listed, re.M):
        copy = root / library[1:]
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, copy)
