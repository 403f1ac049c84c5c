"""The servers that are compared: the conf and the commands of each."""

import os
import pwd
import signal

from accounts import arguments, children
from sites import ADDRESSES, HERE, WITHOUT_START_UP, compile_c

UNLIMITED = 1_000_000  # connections at once or a minute; the limits of the peers are out of the way here
QUEUE = 4096
MANY = 1_000_000


class Contestant:
    """A way to serve a site."""

    name = role = "server"
    most_services = 1  # how many one of it serves
    reloads = False  # whether it reads its conf again at SIGHUP
    table = False  # whether it finds the root in a table
    pid_file = None  # in its directory, of a server that cannot stay in the foreground
    environment = None
    stop = signal.SIGTERM

    def configure(self, directory, site, port):
        """Writes its conf for services on the ports from this one on."""

    def commands(self, directory, site, port):
        """The commands of its processes."""
        raise NotImplementedError

    def processes(self, pids):
        """Its processes by what they are, from those of its commands."""
        return {self.role: pids}


class Virtuald(Contestant):
    """Virtuald as it is shipped."""

    name = "virtuald"
    reloads = table = True
    most_services = MANY

    def __init__(self, dist, java):
        self._dist = dist
        self.environment = dict(os.environ, JAVA_HOME=java) if java else None

    def configure(self, directory, site, port):
        services = directory / "conf/services"
        services.mkdir(parents=True, exist_ok=True)
        table = directory / "roots"
        if not table.exists():
            site.write_table(table)
        command = ", ".join(f'"{word}"' for word in site.command)
        for number in range(port, port + site.services):
            conf = services / f"bench{number}.conf"
            if not conf.exists():
                listen = ", ".join(f'"{address}:{number}"' for address in ADDRESSES)
                conf.write_text(f'listen = [{listen}]\nexec = [{command}]\nroots = "{table}"\nuser = "nobody"\n')

    def commands(self, directory, site, port):
        return [[self._dist / "bin/virtuald", "run", "--conf", directory / "conf", "--state", directory / "state"]]

    def processes(self, pids):
        launchers = children(pids[0])
        starters = [pid for launcher in launchers for pid in children(launcher)
                    if arguments(pid)[1:] and arguments(pid)[1].startswith("starter of ")]
        return {"host": pids, "launcher": launchers, "starters": starters}


class Loop(Contestant):
    """The loop that does the least; with an entry program that makes the calls of a launch plan, or without."""

    def __init__(self, directory, with_entry):
        self.name = "C loop, entry program" if with_entry else "C loop"
        identity = f"-DIDENTITY={pwd.getpwnam('nobody').pw_uid}"
        self._loop = compile_c(directory / "loop", HERE / "loop.c", identity)
        self._entry = "-"
        if with_entry:
            self._entry = compile_c(directory / "entry", HERE / "entry.c", identity, *WITHOUT_START_UP)

    def commands(self, directory, site, port):
        return [[self._loop, port, *site.roots, self._entry, *site.command]]


class Enter:
    """What a peer starts for a connection, to enter the root: a virtuald of a C source, or chroot(8) for each address."""

    def __init__(self, directory, source):
        self.by_table = source is not None
        self.name = "virtuald.c" if source else "chroot"
        self._program = compile_c(directory / "virtuald", source) if source else "/usr/sbin/chroot"

    def prepare(self, directory, site):
        if self.by_table and not (directory / "roots").exists():
            site.write_table(directory / "roots")

    def command(self, directory, site, number):
        """The words for the address of this number. Neither changes the identity, so programs of peers stay root."""
        return [self._program, directory / "roots" if self.by_table else site.roots[number], *site.command]


class Peer(Contestant):
    """A server of a Debian package."""

    title = package = program = ""

    def __init__(self, packages, enter):
        self._start = packages.command(self.package, self.program)
        self._enter = enter
        self.name = f"{self.title} + {enter.name}"
        self.table = enter.by_table

    def configure(self, directory, site, port):
        self._enter.prepare(directory, site)
        text = "".join(
            self.service(number, address, [str(word) for word in self._enter.command(directory, site, place)])
            for number in range(port, port + site.services) for place, address in enumerate(ADDRESSES))
        (directory / "conf").write_text(self.defaults + text)

    defaults = ""

    def service(self, port, address, command):
        """The conf of one service at one address."""
        return f"{address}:{port} stream tcp nowait root {command[0]} {' '.join([os.path.basename(command[0]), *command[1:]])}\n"


class OpenbsdInetd(Peer):
    title, package, program = "inetd", "openbsd-inetd", "inetd"
    reloads = True
    most_services = MANY
    stop = signal.SIGKILL  # at SIGTERM it would remove the pid file of the machine's own inetd

    def commands(self, directory, site, port):
        return [[*self._start, "-i", "-R", UNLIMITED, directory / "conf"]]


class InetutilsInetd(Peer):
    title, package, program = "inetutils-inetd", "inetutils-inetd", "inetutils-inetd"
    reloads = True
    most_services = 500  # of two sockets each: select(2) knows 1,024 descriptors
    pid_file = "pid"

    def commands(self, directory, site, port):
        return [[*self._start, "-R", UNLIMITED, f"--pidfile={directory / 'pid'}", directory / "conf"]]


class Xinetd(Peer):
    title, package, program = "xinetd", "xinetd", "xinetd"
    reloads = True
    most_services = MANY
    defaults = "defaults\n{\n\tinstances = UNLIMITED\n\tper_source = UNLIMITED\n\tcps = 1000000 1\n}\n"

    def service(self, port, address, command):
        return (f"service bench\n{{\n\tid = {address}:{port}\n\ttype = UNLISTED\n\tsocket_type = stream\n\tprotocol = tcp\n"
                f"\tport = {port}\n\tbind = {address}\n\twait = no\n\tuser = root\n\tserver = {command[0]}\n"
                f"\tserver_args = {' '.join(command[1:])}\n}}\n")

    def commands(self, directory, site, port):
        return [[*self._start, "-dontfork", "-f", directory / "conf", "-pidfile", directory / "pid"]]


class OneAddressEach(Peer):
    """A server of one address and one service: there is a process for each of the two addresses."""

    def configure(self, directory, site, port):
        self._enter.prepare(directory, site)

    def commands(self, directory, site, port):
        return [[*self._start, *map(str, self.words(address, port, self._enter.command(directory, site, place)))]
                for place, address in enumerate(ADDRESSES)]

    def words(self, address, port, command):
        raise NotImplementedError


class Tcpserver(OneAddressEach):
    title, package, program = "tcpserver", "ucspi-tcp", "tcpserver"

    def words(self, address, port, command):
        return ["-Q", "-H", "-R", "-l", "0", "-c", UNLIMITED, "-b", QUEUE, address, port, *command]


class Tcpsvd(OneAddressEach):
    title, package, program = "tcpsvd", "ipsvd", "tcpsvd"

    def words(self, address, port, command):
        return ["-l", "0", "-c", UNLIMITED, "-b", QUEUE, address, port, *command]


class Socat(OneAddressEach):
    title, package, program = "socat", "socat", "socat"

    def words(self, address, port, command):
        return [f"TCP4-LISTEN:{port},bind={address},reuseaddr,fork,backlog={QUEUE}",
                f"EXEC:{' '.join(map(str, command))},nofork"]


class SocketActivate(OneAddressEach):
    title, package, program = "systemd-socket-activate", "systemd", "systemd-socket-activate"

    def words(self, address, port, command):
        return ["--accept", "--inetd", "-l", f"{address}:{port}", *command]


PEERS = (OpenbsdInetd, Xinetd, InetutilsInetd, Tcpserver, Tcpsvd, Socat, SocketActivate)
