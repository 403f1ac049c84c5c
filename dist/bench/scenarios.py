"""What is measured: a scenario starts servers, puts them to the same work in turn, round after round, and records."""

import contextlib
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import load
from server import Server
from sites import ADDRESSES, dynamic_site, held_site, http_site, static_site


@dataclass(frozen=True)
class Scenario:
    """A name, what it is, and how it is measured."""

    name: str
    title: str
    measure: object  # measure(bench, record)
    columns: tuple  # (key, heading, digits) of what it records
    pictures: tuple = ()  # the keys that are drawn
    by_case: str = "case"  # what its cases are
    logarithmic: bool = False  # how it is drawn


class Servers(contextlib.ExitStack):
    """Servers of one scenario, all of which end with it."""

    def __init__(self, bench):
        super().__init__()
        self.bench, self.running = bench, []
        self.directory = Path(self.enter_context(tempfile.TemporaryDirectory(dir=bench.directory)))
        self.directory.chmod(0o755)  # the programs and the host are ordinary users

    def start(self, contestant, site):
        own = Path(tempfile.mkdtemp(dir=self.directory))
        own.chmod(0o755)
        server = Server(contestant, own, site)
        self.running.append(server)
        self.callback(self.end, server)
        return server

    def end(self, server):
        if server in self.running:
            self.running.remove(server)
            server.stop()


def rates(make_site):
    """Clients in a closed loop, of each of the numbers of clients."""
    def measure(bench, record):
        with Servers(bench) as servers:
            site = make_site(servers.directory)
            running = [servers.start(contestant, site) for contestant in bench.contestants]
            cases = [(f"{clients}", lambda server, _, clients=clients: load.closed_loop(
                bench.client, server, clients, bench.seconds)) for clients in bench.clients]
            in_turn(bench, record, running, cases)
    return measure


def http_rates(bench, record):
    ab = bench.packages.command("apache2-utils", "ab")
    with Servers(bench) as servers:
        site = http_site(servers.directory)
        running = [servers.start(contestant, site) for contestant in bench.contestants]
        cases = [(f"{clients}", lambda server, number, clients=clients: load.http(
            ab, servers.directory, server, clients, bench.seconds, ADDRESSES[number % 2])) for clients in bench.clients]
        in_turn(bench, record, running, cases)


def first_byte(bench, record):
    with Servers(bench) as servers:
        site = static_site(servers.directory)
        running = [servers.start(contestant, site) for contestant in bench.contestants]
        in_turn(bench, record, running, [(f"{bench.rate}", lambda server, _: load.closed_loop(
            bench.client, server, 64, bench.seconds, bench.rate))])


def in_turn(bench, record, running, cases):
    """Every round measures each server once in each case, so that whatever else the machine does meets all of them."""
    lost = set()  # what has lost a connection is left out from then on

    def measured(server, case, measure, number, use):
        if (server, case) not in lost:
            lost.add((server, case))
            with bench.without(f"{server.name}, {case}"):
                use(measure(server, number))
                lost.remove((server, case))
    if not bench.quick:
        bench.progress("warming up, not counted")
        for server in running:
            measured(server, *cases[-1], 0, lambda result: None)
    for number in range(bench.rounds):
        for case, measure in cases:
            for server in running:
                measured(server, case, measure, number, lambda result, server=server, case=case: record(
                    case, server.name, number, result))


def growth(bench, record, sizes_of, resize, chosen, label_of, loads):
    """The same load on servers that differ in one size only and run at the same time."""
    with Servers(bench) as servers:
        site = static_site(servers.directory)
        running = [(size, servers.start(contestant, resize(site, size)))
                   for contestant in chosen for size in sizes_of(contestant)]
        for number in range(0 if bench.quick else -1, bench.rounds):  # the one before the first is not counted
            for size, server in running:
                for label, measure in loads(size):
                    result = measure(server)
                    if number >= 0:
                        record(label_of(size) + label, server.name, number, result)


def tables(bench, record):
    by_table = [contestant for contestant in bench.contestants if contestant.table]
    # what all peers run reads the table, so one of them is enough
    growth(bench, record, lambda _: bench.tables, lambda site, lines: site.with_lines(lines), by_table[:2], lines_text,
           lambda size: [("", lambda server: load.closed_loop(bench.client, server, 4, bench.seconds))])


def services(bench, record):
    def loads(size):
        yield ", one asked", lambda server: load.closed_loop(bench.client, server, 4, bench.seconds)
        if size > 1:
            yield ", all asked", lambda server: load.closed_loop(bench.client, server, 4, bench.seconds, ports=size)
    many = [contestant for contestant in bench.contestants if contestant.most_services > 1]
    growth(bench, record, lambda contestant: served(contestant, bench.services),
           lambda site, count: site.with_services(count), many, services_text, loads)


def served(contestant, numbers):
    """Those of the numbers of services that one of it can serve, or else one."""
    return [number for number in numbers if number <= contestant.most_services] or [1]


def lines_text(count):
    return f"{count:,} lines"


def services_text(count):
    return f"{count:,} service{'s' if count > 1 else ''}"


def memory(bench, record):
    """At rest after a few connections, and with many open; of the server's processes, without the programs."""
    with Servers(bench) as servers:
        site = held_site(servers.directory)
        for number in range(min(bench.rounds, 3)):
            for contestant in bench.contestants:
                server = servers.start(contestant, site)
                with load.held(server, 10):
                    pass  # nothing is counted that is loaded with the first connections
                record("at rest", server.name, number, sizes(server))
                for count in bench.open:
                    begin = time.monotonic()
                    with load.held(server, count):
                        seconds = time.monotonic() - begin
                        record(f"{count:,} open", server.name, number,
                               dict(sizes(server), opening_s=seconds))
                servers.end(server)


def sizes(server):
    by_role = server.memory()
    result = {f"{role}_rss": rss for role, (rss, _) in by_role.items()}
    result.update({f"{role}_pss": pss for role, (_, pss) in by_role.items()})
    return dict(result, rss=sum(rss for rss, _ in by_role.values()), pss=sum(pss for _, pss in by_role.values()))


def start_up(bench, record):
    """From the command to the first right answer of each address, of the first and the last service."""
    with Servers(bench) as servers:
        site = static_site(servers.directory)
        for number in range(bench.rounds):
            for contestant in bench.contestants:
                for count in served(contestant, bench.services):
                    server = servers.start(contestant, site.with_services(count))
                    record(services_text(count), server.name, number,
                           {"start_ms": server.start_ms, "start_cpu_ms": server.start_cpu_ms})
                    servers.end(server)


def reload(bench, record):
    """From the moment in which one more service is written to its first answers."""
    with Servers(bench) as servers:
        site = static_site(servers.directory)
        running = [(count, servers.start(contestant, site.with_services(count)))
                   for contestant in bench.contestants if contestant.reloads
                   for count in served(contestant, bench.services)]
        for number in range(bench.rounds):
            for count, server in running:
                record(services_text(count), server.name, number, {"reload_ms": server.grow(server.site.services + 1)})


def recovery(bench, record):
    """After seconds in which more came than can be served, and all of it was abandoned."""
    with Servers(bench) as servers:
        site = static_site(servers.directory)
        running = [servers.start(contestant, site) for contestant in bench.contestants]
        seconds = 0.001 if bench.quick else bench.seconds  # one wave
        for number in range(bench.rounds):
            for server in running:
                usual = load.usual_ms(server)
                count = load.flood(server, seconds, most=100 if bench.quick else 1000)
                answered, recovered = load.recovery_ms(server, usual)
                record("after a flood", server.name, number, {
                    "usual_ms": usual, "flood": count / seconds, "answered_ms": answered, "recovered_ms": recovered})


RATES = (("rate", "connections/s", 0), ("p50", "p50 ms", 2), ("p99", "p99 ms", 2), ("p999", "p99.9 ms", 2),
         ("cpu_ms", "CPU ms", 3), ("own_ms", "server CPU ms", 3), ("host_ms", "host CPU ms", 3),
         ("launcher_ms", "launcher CPU ms", 3), ("starters_ms", "starters CPU ms", 3))
SCENARIOS = (
    Scenario("static", "A static program", rates(static_site), RATES, ("rate", "p99"), "clients"),
    Scenario("http", "busybox httpd, asked by ab", http_rates, RATES, ("rate",), "clients"),
    Scenario("dynamic", "A dynamic program", rates(dynamic_site), RATES, ("rate",), "clients"),
    Scenario("first-byte", "Time from connect to the first byte, at a fixed rate", first_byte,
             (("first_p50", "p50 ms", 2), ("first_p99", "p99 ms", 2), ("first_p999", "p99.9 ms", 2),
              ("cpu_ms", "CPU ms", 3), ("own_ms", "server CPU ms", 3)), ("first_p50", "first_p99"), "connections/s"),
    Scenario("memory", "Memory of the server", memory,
             (("pss", "PSS MB", 1), ("rss", "RSS MB", 1), ("host_pss", "host PSS", 1), ("host_rss", "host RSS", 1),
              ("launcher_pss", "launcher PSS", 1), ("launcher_rss", "launcher RSS", 1),
              ("starters_pss", "starters PSS", 2), ("opening_s", "opening s", 2)),
             ("pss",), logarithmic=True),
    Scenario("tables", "Lines of the roots table", tables, RATES, ("rate",)),
    Scenario("services", "Number of services", services, RATES, ("rate",)),
    Scenario("start", "Start-up", start_up, (("start_ms", "ms to the first answer", 0), ("start_cpu_ms", "CPU ms", 0)),
             ("start_ms",), logarithmic=True),
    Scenario("reload", "Reload with one more service", reload, (("reload_ms", "ms to its first answer", 0),),
             ("reload_ms",)),
    Scenario("flood", "Recovery after a flood", recovery,
             (("usual_ms", "usual ms", 2), ("flood", "flood/s", 0), ("answered_ms", "ms to an answer", 0),
              ("recovered_ms", "ms to a usual answer", 0)), ("recovered_ms",), logarithmic=True),
)
