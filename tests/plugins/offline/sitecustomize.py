"""No network but this machine: imported at start-up by every Python that the tests start (kernels, servers, commands).

tests/plugins/no_network.py puts this folder on PYTHONPATH. An audit hook is asked by the interpreter itself before each
look-up and connection, so nothing that a lesson imports can go round it, and it cannot be taken out again.
(pytest-socket replaces ``socket.socket`` inside pytest's own process, which no kernel sees.) A call out fails, and is
written down too, so that a lesson which swallows the error is found all the same.
"""

import os
import socket
import sys

LOG = "MBC_NETWORK_LOG"  # the file that a call out is written to
_HOME = {"", "localhost", "localhost.localdomain", "::1", "0.0.0.0", "::"}
_ADDRESSED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_NAMED = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_OWN_NAME = socket.gethostname()


def _host(event: str, arguments: tuple) -> str:
    """The host that is asked for; empty for this machine and for what is no network at all (Unix sockets, pipes)."""
    if event in _ADDRESSED:
        own, address = arguments[:2]
        if own.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
            return ""
        host = address[0]
    else:
        host = arguments[0]
    host = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    return "" if host in _HOME or host == _OWN_NAME or host.startswith("127.") else host


def _watch(event: str, arguments: tuple) -> None:
    if event not in _ADDRESSED and event not in _NAMED:
        return
    if host := _host(event, arguments):
        said = f"{event} to {host!r} in `{' '.join(map(str, sys.argv))[:120]}`"
        if log := os.environ.get(LOG):
            with open(log, "a", encoding="utf-8") as file:  # noqa: PTH123
                file.write(said + "\n")
        raise ConnectionRefusedError(
            f"The course works without a network, and its checks allow none: {said}. Take the call out; "
            "facts come from data/."
        )


sys.addaudithook(_watch)
