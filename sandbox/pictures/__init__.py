"""The rehearsal shop's pictures: drawn on demand, pleasant to look at, the same for the same order."""

from sandbox.pictures.book import BOOK, PictureBook
from sandbox.pictures.scene import Order, draw

__all__ = ["BOOK", "Order", "PictureBook", "draw"]
