"""Security headers, on every answer: pages, errors, files, streams."""

from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message

from app.settings import Settings

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get",
        "screen-wake-lock", "sync-xhr", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


def origin_of(url: str) -> str:
    """`https://host:port` of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def content_security_policy(settings: Settings) -> str:
    """No inline script or style, no other host but for pictures, which lie at the shops.

    form-action names the consent pages: Chrome holds the redirect that answers a form against it.
    """
    pictures = " ".join(f"http://{host}" for host in sorted(settings.picture_hosts))
    consent = {origin_of(settings.ecwid.oauth_url), origin_of(settings.tiktok.services_url)}
    if all(origin.startswith("https:") for origin in consent):
        # The real platforms send a person on to sign-in pages of other hosts, before the consent page shows.
        consent.add("https:")
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: https: {pictures}".rstrip(),
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"form-action 'self' {' '.join(sorted(consent))}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


def security_headers(settings: Settings) -> dict[str, str]:
    """The headers every answer gets, unless it brings its own. What is not a file of ours is never kept (no-store)."""
    headers = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # With "no-referrer" browsers would send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if settings.https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def add_missing(message: Message, headers: dict[str, str]) -> None:
    """Add those of `headers` that the answer does not have yet."""
    present = MutableScopeHeaders.from_message(message)
    for name, value in headers.items():
        present.setdefault(name, value)
