"""What the dialog "Which Ecwid SKU is it?" shows. Pure, from the order and the source's SKUs (S50–S54)."""

from collections.abc import Iterable
from typing import Any

from app.domain import linking
from app.domain.linking import Candidate, Suggestion, Wanted, Why
from app.domain.money import shown
from app.domain.orders import OrderUnit
from app.domain.words import N_
from app.web.language import Sentence
from app.web.order_words import Row

WHY_WORDS = {
    Why.SAME_SKU: N_("Same SKU"),
    Why.SAME_BARCODE: N_("Same barcode"),
    Why.SAME_PRODUCT: N_("Same product"),
    Why.SAME_TITLE: N_("Same name"),
}


def link_view(
    row: Row, unit: OrderUnit, candidates: Iterable[Candidate], search: str, choice: str, *, taken: bool
) -> dict[str, Any]:
    """The SKU that is asked about, and what it may be: the sure one is chosen, unless something was."""
    found = linking.suggestions(Wanted(unit.seller_sku, unit.name), candidates)
    guess = linking.sure(found)
    chosen = choice or (_value(guess.candidate) if guess else "")
    currency = row["currency"] or "USD"
    choices = [_choice(one, unit, chosen, currency) for one in found]
    return {
        "id": row["id"],
        "sku_id": unit.sku_id,
        "seller_sku": unit.seller_sku,
        "name": ", ".join(part for part in (unit.name, unit.options) if part),
        "picture": unit.picture,
        "price": unit.original_price or unit.sale_price,
        "currency": currency,
        "search": search,
        "choices": choices,
        "taken": next((one for one in choices if one["chosen"]), None) if taken else None,
    }


def _value(one: Candidate) -> str:
    return f"{one.product}:{one.combination_id}"


def _choice(suggestion: Suggestion, unit: OrderUnit, chosen: str, currency: str) -> dict[str, Any]:
    one = suggestion.candidate
    return {
        "value": _value(one),
        "chosen": _value(one) == chosen,
        "sku": one.sku,
        "title": ", ".join(part for part in (one.title, one.options) if part),
        "why": _reason(suggestion, unit, currency),
        "stock": one.quantity,
        "linked_to": one.linked_to,
    }


def _reason(suggestion: Suggestion, unit: OrderUnit, currency: str) -> list[Sentence]:
    """ "Same product · same price": why it is offered, and whether the price is the same on both sides."""
    words: list[Sentence] = [WHY_WORDS[suggestion.why]] if suggestion.why in WHY_WORDS else []
    price = suggestion.candidate.price
    if price in (unit.original_price, unit.sale_price):
        return [*words, N_("same price")]
    return [*words, (N_("%(price)s in Ecwid"), {"price": shown(price, currency)})]
