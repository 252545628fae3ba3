"""What was refused under code 0: some calls hide their partial failures in `data.errors` (platform-facts T2). Pure."""

from collections.abc import Iterable

from app.domain.decisions import Finding
from app.platforms.tiktok_shop import order_wire as wire
from app.platforms.tiktok_shop.codes import finding
from app.platforms.tiktok_shop.order_parse import text

_CHECK_FAILED = 12052990


def refused_orders(errors: Iterable[wire.PartialError], asked: Iterable[str]) -> tuple[str, ...]:
    """The orders that were refused; all of those asked for when an error does not say which one it means."""
    named = [text(error.detail.order_id) if error.detail else "" for error in errors]
    return tuple(asked) if "" in named else tuple(dict.fromkeys(named))


def refused_skus(errors: Iterable[wire.PartialError], asked: Iterable[str]) -> dict[str, Finding]:
    """Why, by SKU id; every SKU asked for when an error does not say which one it means."""
    everything = tuple(asked)
    found: dict[str, Finding] = {}
    for error in errors:
        sku_id = text(error.detail.sku_id) if error.detail else ""
        why = finding(*_cause(error))
        for id_ in (sku_id,) if sku_id else everything:
            found.setdefault(id_, why)
    return found


def _cause(error: wire.PartialError) -> tuple[int, str]:
    """ "Check failed" says nothing; what says something stands with the warehouse (update-inventory-202309)."""
    code = _number(error.code)
    inner = (error.detail.extra_errors if error.detail else None) or []
    if code in (0, _CHECK_FAILED) and inner:
        return _number(inner[0].code), inner[0].message or ""
    return code, error.message or ""


def _number(code: str | int | None) -> int:
    word = text(code)
    return int(word) if word.isascii() and word.isdigit() else 0
