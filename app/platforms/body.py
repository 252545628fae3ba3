"""Read a whole body, unpacked, and never more of it than allowed."""

import zlib

import httpx

_GZIP_OR_ZLIB = 47  # zlib's window bits: find out by the header which of the two it is


class BodyTooLarge(Exception):
    """There was more than the cap allows, packed or unpacked."""


class BodyBroken(Exception):
    """The packing is damaged, cut short, or one we did not ask for."""


async def read_body(response: httpx.Response, cap: int) -> bytes:
    """Read `response` to its end and unpack gzip, holding at most `cap` bytes (a gzip bomb grows a thousandfold).

    Raises BodyTooLarge, BodyBroken, and whatever the transport raises.
    """
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "deflate"):
        raise BodyBroken(f"packed as {packing[:20]!r}")
    unpack = None if packing == "identity" else zlib.decompressobj(_GZIP_OR_ZLIB)
    parts: list[bytes] = []
    held = 0
    async for chunk in response.stream:  # type: ignore[union-attr]  # a transport answers with an async stream
        part = chunk if unpack is None else _unpacked(unpack, chunk, cap - held + 1)
        held += len(part)
        if held > cap:
            raise BodyTooLarge(f"more than {cap} bytes")
        parts.append(part)
    if unpack is not None and held and not unpack.eof:
        raise BodyBroken("cut short")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _unpacked(unpack: "zlib._Decompress", chunk: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(chunk, most)
    except zlib.error as error:
        raise BodyBroken(str(error)) from None
