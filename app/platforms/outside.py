"""Connections to addresses that other people chose: they reach the public internet only, whatever the name says."""

import ipaddress
import socket
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 that carries an IPv4 address in its last 32 bits: NAT64 (RFC 6052) and "IPv4-compatible" (RFC 4291).
_EMBEDDED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
_UNICAST = ipaddress.IPv6Network("2000::/3")


class NotPublicAddress(OSError):
    """The address belongs to this machine or its network. An OSError, so that aiohttp takes it for a failed connect."""


def is_public(text: str) -> bool:
    """Whether `text` is an IP address out on the public internet. False for anything that is not an address."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is None:
            return address in _UNICAST and address.is_global and not address.is_reserved
        address = inner
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that is really reached, where an IPv6 address only wraps one."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _EMBEDDED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class Gate:
    """Decides at the socket, with the very address that is connected to: a name that changes its mind gains nothing."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed  # "host:port" whose private addresses are all right
        self._let_in: set[tuple[str, int]] = set()

    def may_reach(self, host: str, port: int) -> bool:
        """Whether `host`, an IP address, may be connected to."""
        return is_public(host) or f"{host}:{port}" in self.allowed or (host, port) in self._let_in

    def let_in(self, host: str, port: int) -> None:
        """Remember an address of an allowed name."""
        self._let_in.add((host, port))

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Make the socket aiohttp asks for, or raise NotPublicAddress."""
        family, kind, protocol, _, where = info
        if not self.may_reach(str(where[0]), int(where[1])):
            raise NotPublicAddress("not a public address")
        return socket.socket(family=family, type=kind, proto=protocol)


class _Resolver(AbstractResolver):
    """Refuses a name as soon as one of its addresses is private, and lets the allowed names in."""

    def __init__(self, gate: Gate, names: AbstractResolver) -> None:
        self._gate = gate
        self._names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        if f"{host}:{port}" in self._gate.allowed:
            for one in found:
                self._gate.let_in(one["host"], port)
        if not all(self._gate.may_reach(one["host"], port) for one in found):
            raise NotPublicAddress("not a public address")
        return found

    async def close(self) -> None:
        await self._names.close()


def public_only(
    allowed: frozenset[str], *, names: AbstractResolver | None = None, **options: Any
) -> aiohttp.TCPConnector:
    """A connector that reaches public addresses, and of the others only `allowed` ("host:port")."""
    gate = Gate(allowed)
    resolver = _Resolver(gate, names or aiohttp.ThreadedResolver())
    return aiohttp.TCPConnector(resolver=resolver, socket_factory=gate.open_socket, **options)
