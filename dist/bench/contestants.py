"""The servers that are compared: how each is started, which processes it is, how it is ended."""

import contextlib
import os
import pwd
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

START_SECONDS = 20
STOP_SECONDS = 10
ADDRESSES = ("127.0.0.1", "127.0.0.2")
HERE = Path(__file__).parent
WITHOUT_START_UP = ("-static", "-nostartfiles")


class Failure(Exception):
    """What keeps the benchmark from a result, as a person should read it."""


def compile_c(output, source, *flags):
    """Makes a program from a C source."""
    done = subprocess.run(["gcc", "-O2", "-w", "-o", output, source, *flags], capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"cannot compile {source}:\n{done.stderr.strip()}")


def stat_fields(pid):
    """The fields of /proc/PID/stat from the third on, proc(5); the second, a name, may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


class Contestant:
    """A running server."""

    def __init__(self, name, directory, port, command, environment=None, stop=signal.SIGTERM, has_helper=False):
        self.name, self.port, self._stop, self._log = name, port, stop, directory / "log"
        self._has_helper = has_helper
        with open(self._log, "w") as log:
            self._process = subprocess.Popen(
                [str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._await_answers()
        except BaseException:
            self.stop()
            raise

    def _await_answers(self):
        deadline = time.monotonic() + START_SECONDS
        for number, address in enumerate(ADDRESSES, 1):
            answer = b""
            while answer != b"root %d\n" % number:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise Failure(f"{self.name} does not serve {address}: it answers {answer!r}; its log:\n{self.log()}")
                time.sleep(0.05)
                try:
                    with socket.create_connection((address, self.port), timeout=2) as connection:
                        answer = connection.makefile("rb").read()
                except OSError:
                    pass  # it does not listen yet

    def log(self):
        return self._log.read_text(errors="replace").strip()

    def processes(self):
        """The server's process and its helper; the programs it runs are not among them."""
        processes = [self._process.pid]
        for entry in Path("/proc").glob("[0-9]*") if self._has_helper else []:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                if int(stat_fields(entry.name)[1]) == self._process.pid:
                    processes.append(int(entry.name))
        return processes

    def stop(self):
        """Ends it and waits for its end; a helper ends with its server."""
        self._process.send_signal(self._stop)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def cpu_seconds(processes):
    """Processor time of these processes alone, and with that of the children they have waited for."""
    times = [[int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in stat_fields(pid)[11:15]] for pid in processes]
    return sum(user + system for user, system, *_ in times), sum(map(sum, times))


def free_port():
    with socket.socket() as probe:
        probe.bind((ADDRESSES[0], 0))
        return probe.getsockname()[1]


def virtuald(directory, roots, dist, java):
    """Virtuald as it is shipped, with one service."""
    port = free_port()
    services = directory / "conf" / "services"
    services.mkdir(parents=True)
    listen = ", ".join(f'"{address}:{port}"' for address in ADDRESSES)
    table = ", ".join(f'"{address} {root}"' for address, root in zip(ADDRESSES, roots))
    (services / "bench.conf").write_text(
        f'listen = [{listen}]\nexec = ["/bin/program"]\nroots = [{table}]\nuser = "nobody"\n')
    environment = dict(os.environ, JAVA_HOME=java) if java else None
    command = [dist / "bin/virtuald", "run", "--conf", directory / "conf", "--state", directory / "state"]
    return Contestant("virtuald", directory, port, command, environment, has_helper=True)


def loop(directory, roots, with_entry):
    """The loop that does the least."""
    port = free_port()
    identity = f"-DIDENTITY={pwd.getpwnam('nobody').pw_uid}"
    compile_c(directory / "loop", HERE / "loop.c", identity)
    command = [directory / "loop", port, *roots]
    if with_entry:
        compile_c(directory / "entry", HERE / "entry.c", identity, *WITHOUT_START_UP)
        command.append(directory / "entry")
    return Contestant("C loop, entry program" if with_entry else "C loop", directory, port, command)


def inetd(directory, roots, program, source):
    """inetd, whose service is the virtuald of a C source. That changes no identity, so its programs stay root."""
    port = free_port()
    compile_c(directory / "virtuald", source)
    table, conf = directory / "roots", directory / "inetd.conf"
    table.write_text("".join(f"{address} {root}\n" for address, root in zip(ADDRESSES, roots)))
    conf.write_text("".join(
        f"{address}:{port} stream tcp nowait root {directory}/virtuald virtuald {table} /bin/program\n"
        for address in ADDRESSES))
    # -R puts its limit of a rate out of reach; at SIGTERM it would remove the pid file of the machine's own inetd
    command = [*find_inetd(program, directory), "-i", "-R", "1000000000", conf]
    return Contestant("inetd + virtuald.c", directory, port, command, stop=signal.SIGKILL)


def find_inetd(given, directory):
    """The command that starts inetd, with "download" Debian's own from its package, uninstalled."""
    if given != "download":
        return [given]
    script = (
        "apt-get -q -o APT::Sandbox::User=root download openbsd-inetd libwrap0"
        " && for package in *.deb; do dpkg -x $package .; done")
    done = subprocess.run(script, shell=True, cwd=directory, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"cannot download inetd (apt-get update first?):\n{done.stderr.strip()}")
    program = directory / "usr/sbin/inetd"
    loader = re.search(rb"/lib[\w/.-]*/ld-linux[\w.-]+", program.read_bytes())[0].decode()
    libraries = next(directory.glob("usr/lib/*/libwrap.so.0")).parent
    # not by LD_LIBRARY_PATH: what inetd starts would search there, too
    return [loader, "--library-path", libraries, program]
