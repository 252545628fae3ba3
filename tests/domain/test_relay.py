"""What becomes of a TikTok order (S88–S96, S110, S143): rules alone, no clock, no network."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations, product

import pytest

from app.domain.orders import (
    Address,
    Link,
    Order,
    OrderMoney,
    OrderPolicy,
    OrderStatus,
    OrderUnit,
    RelayState,
)
from app.domain.relay import (
    SHIPPED_BEFORE,
    SHIPPED_MEANWHILE,
    Create,
    Skip,
    Wait,
    decide_order,
    forward,
    fulfilment_of,
    is_newer,
    still_wanted,
)

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
POLICY = OrderPolicy()
LINKS = {"sku-1": Link(101, 0, "MUG-1"), "sku-2": Link(102, 7, "SOCK-RED")}


def unit(id_: str, sku: str = "sku-1", price: str = "9.99", **more: object) -> OrderUnit:
    plain = OrderUnit(
        id=id_,
        sku_id=sku,
        product_id="p-1",
        seller_sku="MUG-1",
        name="Mug",
        options="",
        original_price=Decimal("10.99"),
        sale_price=Decimal(price),
        seller_discount=Decimal("1.00"),
        tax=Decimal("0.92"),
        status=OrderStatus.AWAITING_SHIPMENT,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


ORDER = Order(
    id="576461413038785752",
    status=OrderStatus.AWAITING_SHIPMENT,
    created_at=AT,
    updated_at=AT,
    money=OrderMoney(
        currency="USD",
        total=Decimal("27.27"),
        sub_total=Decimal("19.98"),
        shipping_fee=Decimal("4.99"),
        tax=Decimal("2.30"),
        seller_discount=Decimal("2.00"),
        platform_discount=Decimal("0"),
    ),
    units=(unit("u-1"), unit("u-2")),
    address=Address(name="Jane Roe", line1="1 Main St", city="Austin", state="TX", country="US"),
    buyer_email="v2b2V5@chat.seller.tiktok.com",
)


def drafted(order: Order, policy: OrderPolicy = POLICY) -> Create:
    decision = decide_order(order, LINKS, policy)
    assert isinstance(decision, Create)
    return decision


def test_unpaid_order_waits() -> None:
    """S90, S91"""
    decision = decide_order(replace(ORDER, status=OrderStatus.UNPAID), LINKS, POLICY)
    assert isinstance(decision, Wait)
    assert decision.state is RelayState.WAITING_FOR_PAYMENT


def test_order_on_hold_waits_unless_the_seller_wants_it_at_once() -> None:
    """S95"""
    held = replace(ORDER, status=OrderStatus.ON_HOLD)
    assert decide_order(held, LINKS, POLICY) == decide_order(held, LINKS, POLICY)
    waiting = decide_order(held, LINKS, POLICY)
    assert isinstance(waiting, Wait)
    assert waiting.state is RelayState.ON_HOLD
    assert isinstance(decide_order(held, LINKS, OrderPolicy(relay_on_hold=True)), Create)


def test_order_with_one_unlinked_line_waits_whole() -> None:
    """S88, S96: parked as "Needs linking", never relayed in part."""
    mixed = replace(ORDER, units=(unit("u-1"), unit("u-2", sku="sku-9", seller_sku="HAND-MADE")))
    decision = decide_order(mixed, LINKS, POLICY)
    assert isinstance(decision, Wait)
    assert decision.state is RelayState.NEEDS_LINKING
    assert decision.params["names"] == "HAND-MADE"


@pytest.mark.parametrize("lost", range(3))
def test_no_line_of_three_is_ever_dropped(lost: int) -> None:
    """Reliability R-30: every combination of linked and unlinked lines keeps the whole order."""
    for linked in product((True, False), repeat=3):
        units = tuple(unit(f"u-{i}", sku="sku-1" if known else f"none-{i}") for i, known in enumerate(linked))
        decision = decide_order(replace(ORDER, units=units), LINKS, POLICY)
        if all(linked):
            assert isinstance(decision, Create)
            assert sum(line.quantity for line in decision.draft.lines) == 3
        else:
            assert isinstance(decision, Wait)
            assert int(decision.params["count"]) >= 1


def test_units_of_one_sku_become_one_line_with_a_quantity() -> None:
    """One entry a unit on TikTok, one line with a quantity in Ecwid."""
    (line,) = drafted(ORDER).draft.lines
    assert (line.quantity, line.price, line.tax) == (2, Decimal("9.99"), Decimal("1.84"))
    assert line.unit_ids == ("u-1", "u-2")
    assert line.link == LINKS["sku-1"]


def test_units_at_different_prices_stay_apart() -> None:
    lines = drafted(replace(ORDER, units=(unit("u-1"), unit("u-2", price="8.99")))).draft.lines
    assert [line.price for line in lines] == [Decimal("9.99"), Decimal("8.99")]


def test_prices_are_the_buyers_and_totals_equal_tiktoks_to_the_cent() -> None:
    """S96"""
    draft = drafted(ORDER).draft
    assert draft.total == Decimal("27.27")
    assert draft.sub_total + draft.shipping + draft.tax + draft.fees == draft.total
    assert draft.difference == 0


def test_a_total_that_does_not_add_up_is_written_as_it_is_and_the_difference_listed() -> None:
    odd = replace(ORDER, money=replace(ORDER.money, total=Decimal("27.30")))
    draft = drafted(odd).draft
    assert draft.total == Decimal("27.30")
    assert draft.difference == Decimal("0.03")


def test_tiktoks_own_discount_can_be_added_back_because_the_seller_earns_it() -> None:
    """B10"""
    cheap = replace(
        ORDER,
        units=(unit("u-1", price="8.99", platform_discount=Decimal("1.00")), unit("u-2")),
        money=replace(
            ORDER.money, sub_total=Decimal("18.98"), total=Decimal("26.27"), platform_discount=Decimal("1.00")
        ),
    )
    buyer = drafted(cheap).draft
    seller = drafted(cheap, OrderPolicy(discount_policy="with_platform_discount")).draft
    assert (buyer.total, buyer.difference) == (Decimal("26.27"), Decimal(0))
    assert (seller.total, seller.difference) == (Decimal("27.27"), Decimal(0))


def test_list_prices_are_written_without_any_discount_and_add_up() -> None:
    """B10: whoever paid for a discount, on items and on shipping; tax stays TikTok's."""
    order = replace(
        ORDER,
        units=(unit("u-1", price="8.99", platform_discount=Decimal("1.00")), unit("u-2")),
        money=replace(
            ORDER.money,
            sub_total=Decimal("18.98"),
            shipping_fee=Decimal("1.99"),
            total=Decimal("23.27"),
            platform_discount=Decimal("1.00"),
            shipping_seller_discount=Decimal("2.00"),
            shipping_platform_discount=Decimal("1.00"),
        ),
    )
    draft = drafted(order, OrderPolicy(discount_policy="list_price")).draft
    assert [(line.price, line.quantity) for line in draft.lines] == [(Decimal("10.99"), 2)]
    assert (draft.sub_total, draft.shipping, draft.tax) == (Decimal("21.98"), Decimal("4.99"), Decimal("2.30"))
    assert (draft.total, draft.difference) == (Decimal("29.27"), Decimal(0))


def test_fallback_address_comes_before_the_relay_address_and_nobodys() -> None:
    """S96"""
    assert drafted(ORDER).draft.email == "v2b2V5@chat.seller.tiktok.com"
    assert drafted(ORDER, OrderPolicy(fallback_email="orders@harbor.example")).draft.email == "orders@harbor.example"
    assert drafted(replace(ORDER, buyer_email="")).draft.email == "tiktok-576461413038785752@orders.invalid"


def test_fbt_orders_are_kept_but_not_sent_unless_switched_on() -> None:
    """S138"""
    fbt = replace(ORDER, fulfilled_by_channel=True)
    decision = decide_order(fbt, LINKS, POLICY)
    assert isinstance(decision, Skip)
    assert decision.state is RelayState.SKIPPED
    assert drafted(fbt, OrderPolicy(relay_fbt=True)).draft.shipped_by_channel


@pytest.mark.parametrize(
    "status", [OrderStatus.AWAITING_COLLECTION, OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED, OrderStatus.COMPLETED]
)
def test_shipped_order_is_an_offer_or_a_question_and_goes_when_the_seller_asks(status: OrderStatus) -> None:
    """S143: one that was shipped before Weft knew it is left alone, with an exact sentence; one that Weft was about to
    write when somebody shipped it in Seller Center is asked about."""
    shipped = replace(ORDER, status=status)
    offer, question = decide_order(shipped, LINKS, POLICY), decide_order(shipped, LINKS, POLICY, known=True)
    assert isinstance(offer, Skip)
    assert isinstance(question, Skip)
    assert (offer.state, offer.sentence, offer.needs_seller) == (RelayState.SKIPPED, SHIPPED_BEFORE, False)
    assert (question.state, question.sentence, question.needs_seller) == (RelayState.NEEDS_YOU, SHIPPED_MEANWHILE, True)
    for known in (True, False):
        assert isinstance(decide_order(shipped, LINKS, POLICY, asked=True, known=known), Create)


def test_order_cancelled_before_the_relay_is_never_written() -> None:
    """S112: nor when somebody asks for it."""
    gone = replace(ORDER, status=OrderStatus.CANCELLED)
    assert isinstance(decide_order(gone, LINKS, POLICY, asked=True), Skip)


def test_cancelled_units_are_left_out() -> None:
    part = replace(ORDER, units=(unit("u-1"), unit("u-2", status=OrderStatus.CANCELLED)))
    assert [line.quantity for line in drafted(part).draft.lines] == [1]


def test_unknown_status_waits_instead_of_guessing() -> None:
    assert isinstance(decide_order(replace(ORDER, status=OrderStatus.UNKNOWN), LINKS, POLICY), Wait)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (OrderStatus.AWAITING_SHIPMENT, "AWAITING_PROCESSING"),
        (OrderStatus.AWAITING_COLLECTION, "SHIPPED"),
        (OrderStatus.IN_TRANSIT, "SHIPPED"),
        (OrderStatus.DELIVERED, "DELIVERED"),
        (OrderStatus.COMPLETED, "DELIVERED"),
        (OrderStatus.CANCELLED, "WILL_NOT_DELIVER"),
    ],
)
def test_ecwids_word_for_each_status(status: OrderStatus, word: str) -> None:
    """S95"""
    assert fulfilment_of(status) == word


def test_ecwid_status_only_moves_forward() -> None:
    """S110: and what people did by hand stays."""
    assert forward("AWAITING_PROCESSING", "SHIPPED")
    assert forward("SHIPPED", "DELIVERED")
    assert not forward("DELIVERED", "SHIPPED")
    assert not forward("SHIPPED", "SHIPPED")
    assert not forward("RETURNED", "DELIVERED")


def test_what_somebody_sets_in_ecwid_meanwhile_is_not_overwritten() -> None:
    """S110: a return by hand, or a further step, comes before what was about to be told."""
    assert still_wanted("SHIPPED", "AWAITING_PROCESSING") == "SHIPPED"
    assert still_wanted("SHIPPED", "SHIPPED") == ""
    assert still_wanted("PROCESSING", "SHIPPED") == ""
    assert still_wanted("SHIPPED", "RETURNED") == ""
    assert still_wanted("WILL_NOT_DELIVER", "SHIPPED") == "WILL_NOT_DELIVER"
    assert still_wanted("WILL_NOT_DELIVER", "WILL_NOT_DELIVER") == ""
    assert still_wanted("", "SHIPPED") == ""


def test_every_order_of_two_and_three_readings_ends_at_the_newest() -> None:
    """S110: late webhooks never pull an order back, whatever the order in which three readings come."""
    life = [OrderStatus.UNPAID, OrderStatus.AWAITING_SHIPMENT, OrderStatus.IN_TRANSIT, OrderStatus.CANCELLED]
    for size in (2, 3):
        for picked in permutations(enumerate(life), size):
            known, known_at = picked[0][1], float(picked[0][0])
            for at, status in picked[1:]:
                if is_newer(known, known_at, status, float(at)):
                    known, known_at = status, float(at)
            assert known is max(picked, key=lambda reading: reading[0])[1]


def test_of_two_readings_of_the_same_second_the_further_one_stays() -> None:
    assert is_newer(OrderStatus.AWAITING_SHIPMENT, 5.0, OrderStatus.IN_TRANSIT, 5.0)
    assert not is_newer(OrderStatus.IN_TRANSIT, 5.0, OrderStatus.AWAITING_SHIPMENT, 5.0)
