"""Labels and packing slips: their addresses, good for a day, and the papers themselves."""

from __future__ import annotations

import hashlib
import hmac
import io
from collections import Counter
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from sandbox.tiktok_shop.orders import pdf
from sandbox.tiktok_shop.orders.addresses import recipient
from sandbox.tiktok_shop.orders.barcode import code128
from sandbox.tiktok_shop.orders.pdf import Page
from sandbox.tiktok_shop.orders.records import Json, Package

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

KINDS = (
    "SHIPPING_LABEL",
    "PACKING_SLIP",
    "SHIPPING_LABEL_AND_PACKING_SLIP",
    "SHIPPING_LABEL_PICTURE",
    "HAZMAT_LABEL",
)
SIZES = {"A6": pdf.A6, "A5": pdf.A5}
GOOD_FOR = 24 * 3600  # seconds
HOST = "wsos_v2/oec_fulfillment_doc_tts/object"
EDGE = 18  # points of white around everything


def address_of(owner: TikTokShop, package_id: str, kind: str, size: str) -> str:
    """An address anybody may open until it ends; nobody can make one up."""
    end = int(owner.now()) + GOOD_FOR
    name = f"{package_id}-{kind}-{size}"
    return f"{owner.world.tiktok_url}/{HOST}/{name}?expires={end}&signature={_seal(owner, name, end)}"


def is_good(owner: TikTokShop, name: str, expires: str, signature: str) -> bool:
    return (
        expires.isdigit()
        and int(expires) >= owner.now()
        and hmac.compare_digest(_seal(owner, name, int(expires)).encode(), signature.encode())
    )


def _seal(owner: TikTokShop, name: str, end: int) -> str:
    secret = owner.world.settings.tiktok_app_secret.encode()
    return hmac.new(secret, f"{name}-{end}".encode(), hashlib.sha256).hexdigest()[:32]


def render(owner: TikTokShop, shop: Shop, package: Package, kind: str, size: str) -> tuple[bytes, str]:
    """(file, media type)."""
    order = shop.orders[package.order_ids[0]]
    # The carrier must read what the seller may not.
    address = recipient(order, owner.now(), mask_tiktok_shipping=False)
    if kind == "SHIPPING_LABEL_PICTURE":
        return _picture(package, address), "image/png"
    width, height = SIZES[size]
    pages = []
    if kind != "PACKING_SLIP":
        pages.append(_label(Page(width, height), shop, package, address))
    if "PACKING_SLIP" in kind:
        pages.append(_slip(Page(width, height), shop, package))
    return pdf.document(pages), "application/pdf"


def _label(page: Page, shop: Shop, package: Package, address: Json) -> Page:
    top, wide = page.height - EDGE, page.width - 2 * EDGE
    page.text(EDGE, top - 16, 18, package.provider_name, bold=True)
    page.text(EDGE, top - 32, 9, package.service.get("name", ""))
    page.line(EDGE, top - 42, wide)
    sender = shop.warehouses[0]["address"]
    for i, words in enumerate(
        ("FROM", shop.name, sender["address_line1"], f"{sender['city']}, {sender['postal_code']}")
    ):
        page.text(EDGE, top - 56 - 10 * i, 8, words)
    page.line(EDGE, top - 96, wide)
    page.text(EDGE, top - 112, 9, "SHIP TO")
    for i, words in enumerate(_lines(address)):
        page.text(EDGE, top - 130 - 15 * i, 12, words, bold=i == 0)
    page.line(EDGE, EDGE + 112, wide)
    page.text(EDGE, EDGE + 98, 8, "TRACKING NUMBER   REHEARSAL, NOT FOR MAILING")
    _bars(page, package.tracking_number, wide)
    page.text(EDGE, EDGE + 6, 11, package.tracking_number, bold=True)
    return page


def _bars(page: Page, number: str, wide: float) -> None:
    widths = code128(number)
    unit, x = wide / sum(widths), float(EDGE)
    for i, width in enumerate(widths):
        if i % 2 == 0:
            page.box(x, EDGE + 24, width * unit, 62)
        x += width * unit


def _lines(address: Json) -> list[str]:
    city = next((d["address_name"] for d in address.get("district_info", ()) if d["address_level"] == "L3"), "")
    state = next((d.get("iso_code", "") for d in address.get("district_info", ()) if d["address_level"] == "L1"), "")
    rows = [address.get("name", ""), address.get("address_line1", ""), address.get("address_line2", "")]
    return [r for r in (*rows, f"{city}, {state} {address.get('postal_code', '')}") if r.strip(", ")]


def _slip(page: Page, shop: Shop, package: Package) -> Page:
    top = page.height - EDGE
    page.text(EDGE, top - 16, 14, "Packing slip", bold=True)
    page.text(EDGE, top - 32, 8, f"{shop.name}, package {package.id}")
    for i, (words, n) in enumerate(_contents(shop, package).items()):
        page.text(EDGE, top - 56 - 13 * i, 9, f"{n} x {words}"[:64])
    return page


def _contents(shop: Shop, package: Package) -> Counter[str]:
    units = [u for i in package.order_ids for u in shop.orders[i].units if u.package_id == package.id]
    return Counter(f"{u.product_name} ({u.sku_name}) {u.seller_sku}" for u in units)


def _picture(package: Package, address: Json) -> bytes:
    image = Image.new("RGB", (812, 1218), "white")  # 4 by 6 inches at 203 dots
    pen = ImageDraw.Draw(image)
    pen.text((40, 40), f"{package.provider_name}  {package.service.get('name', '')}", fill="black")
    for i, words in enumerate(_lines(address)):
        pen.text((40, 200 + 40 * i), words, fill="black")
    widths, x = code128(package.tracking_number), 40.0
    unit = 732 / sum(widths)
    for i, width in enumerate(widths):
        if i % 2 == 0:
            pen.rectangle((x, 900, x + width * unit, 1100), fill="black")
        x += width * unit
    pen.text((40, 1120), package.tracking_number, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
