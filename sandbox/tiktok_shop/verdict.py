"""What the reviewers say: deterministic, strict about a few words and moody about one product in forty."""

from __future__ import annotations

import re
import zlib
from typing import Any

MOODY = 40  # one listing in so many is refused for its pictures

_CLAIMS = re.compile(
    r"\b(miracle|cures?|cbd|replica|knock-?off|counterfeit|weight loss|lose weight|anti-?viral|fda[- ]approved|"
    r"100% safe|clinically proven)\b",
    re.I,
)
_CONTACT = re.compile(r"(https?://|www\.)\S+|\b[\w.]+@[\w.]+\.\w+\b|whats\s?app", re.I)
_TAG = re.compile(r"<[^>]*>")


def reason(position: str, text: str, suggestion: str) -> dict[str, Any]:
    """One entry of `audit_failed_reasons`."""
    return {
        "position": position,
        "reasons": [text],
        "suggestions": [suggestion],
        "listing_platform": "TIKTOK_SHOP",
    }


def judge(content: dict[str, Any], first_picture: str) -> list[dict[str, Any]]:
    """The reviewers' reasons to refuse this version, empty when it passes.

    `first_picture`: digest of the first main image's bytes. Another title or picture gets another hearing.
    """
    title, body = content["title"], _TAG.sub(" ", content.get("description", ""))
    made = []
    if claim := _CLAIMS.search(title):
        made.append(
            reason(
                "Product name",
                f"The product name contains a prohibited claim: “{claim.group()}”.",
                "Remove the claim and submit the product again.",
            )
        )
    if claim := _CLAIMS.search(body):
        made.append(
            reason(
                "Description",
                f"The description contains a prohibited claim: “{claim.group()}”.",
                "Remove the claim and submit the product again.",
            )
        )
    if _CONTACT.search(body):
        made.append(
            reason(
                "Description",
                "The description leads buyers away from TikTok Shop.",
                "Remove web addresses, e-mail addresses and messenger names.",
            )
        )
    if not made and zlib.crc32(f"{title}{first_picture}".encode()) % MOODY == 0:
        made.append(
            reason(
                "Main image",
                "The main image contains a watermark, border or text that covers the product.",
                "Use a picture that shows only the product, and submit it again.",
            )
        )
    return made
