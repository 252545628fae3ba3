"""The catalogue of TikTok's error codes, by subject (S163)."""

from app.platforms.tiktok_shop.meanings import (
    attributes,
    cancellations,
    categories,
    gateway,
    labels,
    packages,
    pictures,
    prices,
    shipping,
    shop,
    special,
    stock,
    texts,
    variants,
)
from app.platforms.tiktok_shop.meanings.meaning import Entries

ENTRIES: Entries = (
    *gateway.ENTRIES,
    *texts.ENTRIES,
    *pictures.ENTRIES,
    *categories.ENTRIES,
    *attributes.ENTRIES,
    *packages.ENTRIES,
    *variants.ENTRIES,
    *prices.ENTRIES,
    *stock.ENTRIES,
    *shop.ENTRIES,
    *special.ENTRIES,
    *shipping.ENTRIES,
    *labels.ENTRIES,
    *cancellations.ENTRIES,
)
