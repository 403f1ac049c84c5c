"""Programs from Debian packages that are unpacked for the benchmark and not installed, as some exclude one another."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from failure import Missing

SEARCHED = "/usr/sbin:/usr/bin:/sbin:/bin"
# what is not on every Debian machine; one that is installed is used, and not downloaded
LIBRARIES = {
    "libwrap0": "libwrap.so.0", "libtirpc3": "libtirpc.so.3", "libssl3": "libssl.so.3",
    "libapr1": "libapr-1.so.0", "libaprutil1": "libaprutil-1.so.0", "libexpat1": "libexpat.so.1"}
NEEDS = {
    "openbsd-inetd": ["libwrap0"], "xinetd": ["libwrap0", "libtirpc3"], "socat": ["libwrap0", "libssl3"],
    "apache2-utils": ["libapr1", "libaprutil1", "libexpat1", "libssl3"]}


class Packages:
    """A directory of unpacked packages, kept for the next run."""

    def __init__(self, directory):
        self._directory = directory
        self._installed_libraries = subprocess.run(
            ["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout
        self.versions = {}

    def command(self, package, program):
        """The words that start a program of a package: the installed one, else one from its package."""
        installed = shutil.which(program, path=SEARCHED)
        if installed:
            self.versions[program] = version(["dpkg-query", "-W", "-f", "${Version}", package])
            return [installed]
        unpacked = self._unpack(package)
        self.versions[program] = (unpacked / "version").read_text()
        found = next((path for folder in SEARCHED.split(":") if (path := unpacked / folder[1:] / program).exists()), None)
        if found is None:
            raise Missing(f"no {program} in Debian's package {package}")
        libraries = [self._unpack(name) for name in NEEDS.get(package, [])
                     if LIBRARIES[name] not in self._installed_libraries]
        loader = re.search(rb"/lib[\w/.-]*/ld-linux[\w.-]+", found.read_bytes())
        if not libraries or not loader:
            return [found]
        folders = {path.parent for library in libraries for path in library.glob("**/*.so.*")}
        # not by LD_LIBRARY_PATH: what a server starts would search there, too
        return [loader[0].decode(), "--library-path", ":".join(map(str, sorted(folders))), found]

    def _unpack(self, package):
        directory = self._directory / package
        if (directory / "version").exists():
            return directory
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        # as root apt would become a user who may not be able to write here
        done = subprocess.run(["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package],
                              cwd=directory, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        archive = next(directory.glob("*.deb"), None)
        if done.returncode or archive is None:
            raise Missing(f"cannot download {package} (apt-get update first?): {done.stderr.strip()}")
        subprocess.run(["dpkg", "-x", archive, directory], check=True)
        (directory / "version").write_text(version(["dpkg-deb", "-f", archive, "Version"]))
        archive.unlink()
        return directory


def version(command):
    """What a command that tells a version says."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def on_path(package, program):
    """A program that must be installed."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":" + SEARCHED)
    if not found:
        raise Missing(f"no {program}: install Debian's package {package}")
    return Path(found)
