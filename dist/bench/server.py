"""A server that runs: how it is started and found ready, which processes it is, what they have used, how it is ended."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import time

from accounts import cpu_seconds, memory_mb, total
from failure import Failure
from sites import ADDRESSES

START_SECONDS = 180
STOP_SECONDS = 10
PORT_SECONDS = 90
SPARE_PORTS = 32  # for services that are added later
PR_SET_CHILD_SUBREAPER = 36


def adopt_daemons():
    """Makes this process the parent of daemons that its children leave, so that it can wait for their ends."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def free_ports(count):
    """The first of so many ports in a row that nobody uses, below those that the kernel gives to clients.

    Waits for those of closed connections, which the kernel keeps for a minute (TIME_WAIT of tcp(7))."""
    until = time.monotonic() + PORT_SECONDS
    while True:
        for _ in range(100):
            first = random.randrange(10_000, 32_000 - count)
            with contextlib.suppress(OSError):
                for port in range(first, first + count):
                    for address in ADDRESSES:
                        with socket.socket() as probe:
                            probe.bind((address, port))
                return first
        if time.monotonic() > until:
            raise Failure(f"no {count} ports in a row are free")
        time.sleep(5)


def ask(address, port, request=b"", timeout=5):
    """What a server answers, to the end of its line; "" if it does not."""
    answer = b""
    try:
        with socket.create_connection((address, port), timeout) as connection:
            connection.settimeout(timeout)
            connection.sendall(request)
            while not answer.endswith(b"\n") or b"root" not in answer:
                part = connection.recv(4096)
                if not part:
                    break
                answer += part
    except OSError:
        pass
    return answer


class Server:
    """A contestant that runs with a site, on ports of its own."""

    def __init__(self, contestant, directory, site):
        self.contestant, self.name, self.site = contestant, contestant.name, site
        self._directory, self._log, self._processes = directory, directory / "log", []
        self.port = free_ports(site.services + SPARE_PORTS)
        contestant.configure(directory, site, self.port)
        self.started = time.monotonic()
        try:
            with open(self._log, "w") as log:
                for command in contestant.commands(directory, site, self.port):
                    self._processes.append(subprocess.Popen(
                        [str(word) for word in command], env=contestant.environment, stdin=subprocess.DEVNULL,
                        stdout=log, stderr=log, cwd="/"))
            self.await_answer(self.port)
            self.await_answer(self.port + site.services - 1)
            self.start_ms = (time.monotonic() - self.started) * 1000
            self.start_cpu_ms = sum(user + system for user, system, _ in self.cpu().values()) * 1000
        except BaseException:
            self.stop()
            raise

    def await_answer(self, port):
        """Waits until each address answers with its root on a port."""
        deadline = time.monotonic() + START_SECONDS
        for number, address in enumerate(ADDRESSES, 1):
            answer = b""
            while not answer.endswith(b"root %d\n" % number):
                # a command of a daemon ends with 0
                if any(process.poll() for process in self._processes) or time.monotonic() > deadline:
                    raise Failure(f"{self.name} does not serve {address}: it answers {answer!r}; its log:\n{self.log()}")
                answer = ask(address, port, self.site.request)
                if not answer:
                    time.sleep(0.001)  # it does not listen yet

    def log(self):
        return self._log.read_text(errors="replace").strip()[-2000:]

    def _pids(self):
        if self.contestant.pid_file:
            return [int((self._directory / self.contestant.pid_file).read_text())]
        return [process.pid for process in self._processes]

    def processes(self):
        """The server's processes by what they are; the programs it runs are not among them."""
        return self.contestant.processes(self._pids())

    def cpu(self):
        """Processor seconds by what the processes are: user, system, and those of the children they have waited for."""
        return {role: total(cpu_seconds, pids) for role, pids in self.processes().items() if pids}

    def memory(self):
        """Megabytes by what the processes are: RSS, PSS."""
        return {role: total(memory_mb, pids) for role, pids in self.processes().items() if pids}

    def grow(self, services):
        """Has it read a conf of more services; the time in ms until the last of them answers."""
        self.site = self.site.with_services(services)
        begin = time.monotonic()
        self.contestant.configure(self._directory, self.site, self.port)
        os.kill(self._pids()[0], signal.SIGHUP)
        self.await_answer(self.port + services - 1)
        return (time.monotonic() - begin) * 1000

    def stop(self):
        """Ends it and waits for its end; a helper ends with its server, and programs that run with their clients."""
        daemon = None
        if self.contestant.pid_file:
            with contextlib.suppress(OSError, ValueError):
                daemon = self._pids()[0]
                os.kill(daemon, self.contestant.stop)
        for process in self._processes:
            process.send_signal(self.contestant.stop)
        for process in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if daemon:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(daemon, 0)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:  # programs that outlived their server
                pass
