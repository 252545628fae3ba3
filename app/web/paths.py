"""Addresses of Weft's own pages, and whether an address that came from outside is one of them."""

from urllib.parse import quote, urlsplit

CONNECTIONS = "/connections"
SIGN_IN = "/sign-in"

LONGEST = 512


def own_path(address: str) -> str:
    """`address` when it leads to a page of ours (path and query), otherwise "": never to another host.

    Browsers read backslashes as slashes and drop tabs and newlines, so "/\\t/host" is an address of `host`.
    """
    if not address.startswith("/") or address.startswith("//") or len(address) > LONGEST:
        return ""
    if "\\" in address or any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else address


def path_of(url: str) -> str:
    """Path and query of a whole address, when they are a page of ours; "" for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return own_path(parts.path + ("?" + parts.query if parts.query else ""))


def sign_in(then: str = "", *, ended: bool = False) -> str:
    """The sign-in page; `then` is where to go on, `ended` says that a session was over."""
    query = [f"next={quote(own_path(then), safe='/')}"] if own_path(then) else []
    if ended:
        query.append("ended=1")
    return SIGN_IN + ("?" + "&".join(query) if query else "")


def connection(connection_id: int) -> str:
    """Home of a connection."""
    return f"{CONNECTIONS}/{connection_id}"
