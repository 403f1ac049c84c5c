"""What clients do to a server, and what they see."""

import contextlib
import csv
import errno
import json
import math
import re
import socket
import struct
import subprocess
import time

from failure import Failure, Missing
from server import ask
from sites import ADDRESSES

ABANDON = struct.pack("ii", 1, 0)  # SO_LINGER: close sends a reset, socket(7)
ANSWER_SECONDS = 60


def accounted(server, load):
    """Runs a load, and adds the processor time that one connection took: of each process, of all, of the programs too."""
    before = server.cpu()
    result = load()
    programs = own = 0
    for role, (user, system, waited_for) in server.cpu().items():
        old_user, old_system, old_waited_for = before.get(role, (0, 0, 0))
        mine = (user - old_user + system - old_system) * 1000 / result["connections"]
        result[f"{role}_ms"] = mine
        own += mine
        programs += (waited_for - old_waited_for) * 1000 / result["connections"]
    return dict(result, own_ms=own, cpu_ms=own + programs)


def closed_loop(client, server, clients, seconds, rate=0, ports=1):
    """Clients of which each begins again when it has its answer; with a rate, so many connections a second."""
    def load():
        words = [client, server.port, ports, clients, seconds, rate]
        try:
            done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=seconds + 30)
        except subprocess.TimeoutExpired:
            # a handshake that a full queue drops at its end is done for the client, which waits for ever, listen(2)
            raise Missing("it never answered a connection that the client has made") from None
        result = json.loads(done.stdout or "{}")
        if done.returncode or result["errors"] or result["wrong"] or not result["connections"]:
            raise Failure(f"{server.name}: {done.stdout}{done.stderr[-1000:]}{server.log()}")
        return result
    return accounted(server, load)


def http(ab, directory, server, clients, seconds, address):
    """ab, which asks one address. It knows p99.9 in whole milliseconds only."""
    def load():
        percentiles, all_of_them = directory / "percentiles", directory / "requests"
        done = subprocess.run(
            [*ab, "-q", "-d", "-S", "-c", str(clients), "-t", str(math.ceil(seconds)), "-n", "10000000",
             "-e", percentiles, "-g", all_of_them, f"http://{address}:{server.port}/"],
            capture_output=True, text=True, timeout=seconds + 60)
        said = dict(re.findall(r"^([\w -]+): +([\d.]+)", done.stdout, re.M))
        if done.returncode or int(said.get("Failed requests", 1)) or "Non-2xx responses" in said:
            raise Failure(f"{server.name}: ab failed:\n{done.stdout}{done.stderr[-1000:]}{server.log()}")
        at = dict(csv.reader(percentiles.read_text().splitlines()[1:]))
        times = sorted(int(line.split("\t")[4]) for line in all_of_them.read_text().splitlines()[1:])
        return {"connections": int(said["Complete requests"]), "rate": float(said["Requests per second"]),
                "p50": float(at["50"]), "p99": float(at["99"]), "p999": times[len(times) * 999 // 1000]}
    return accounted(server, load)


@contextlib.contextmanager
def held(server, count):
    """So many connections whose programs have answered and go on."""
    with contextlib.ExitStack() as opened:
        connections = []
        for number in range(count):
            connection = opened.enter_context(socket.socket())
            connection.settimeout(ANSWER_SECONDS)
            connection.connect((ADDRESSES[number % 2], server.port))
            connections.append(connection)
        for number, connection in enumerate(connections):
            answer = connection.recv(64)
            if answer != b"root %d\n" % (number % 2 + 1):
                raise Failure(f"{server.name}: connection {number + 1} of {count} got {answer!r}\n{server.log()}")
        yield


def flood(server, seconds, most):
    """Connects as fast as one process can and abandons everything that connected; how many connections that were."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        wave = []
        for _ in range(most):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABANDON)
            connection.setblocking(False)
            failure = connection.connect_ex((ADDRESSES[count % 2], server.port))
            if failure not in (0, errno.EINPROGRESS):
                connection.close()
                break
            wave.append(connection)
            count += 1
        for connection in wave:
            connection.close()
    return count


def recovery_ms(server, usual_ms):
    """The time until a connection is answered again, and until one is in twice the usual time."""
    begin = time.monotonic()
    first = None
    while time.monotonic() - begin < ANSWER_SECONDS:
        start = time.monotonic()
        if ask(ADDRESSES[0], server.port, server.site.request, ANSWER_SECONDS) != b"root 1\n":
            continue
        now = time.monotonic()
        first = first or (now - begin) * 1000
        if (now - start) * 1000 <= 2 * usual_ms + 1:
            return first, (now - begin) * 1000
    raise Failure(f"{server.name} has not recovered {ANSWER_SECONDS} s after a flood; its log:\n{server.log()}")


def usual_ms(server, count=20):
    """The median time of a connection when there is no other."""
    times = []
    for _ in range(count):
        start = time.monotonic()
        ask(ADDRESSES[0], server.port, server.site.request)
        times.append((time.monotonic() - start) * 1000)
    return sorted(times)[count // 2]
