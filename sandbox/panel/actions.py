"""What the panel can do to the shops. Used by its forms and its JSON API alike.

All raise `Refused` with a sentence when it cannot be done; then nothing has changed.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from sandbox.catalogue.numbers import FIRST_PRODUCT, Pictures
from sandbox.ecwid import product_writes
from sandbox.ecwid.variation_writes import write_variation
from sandbox.pages import N_
from sandbox.panel.refused import Refused, refusing
from sandbox.pictures.scene import THINGS

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.webhooks import Record as Sent
    from sandbox.world import World

Body = dict[str, Any]


@refusing
def change_product(world: World, number: int, body: Body, variation: int = 0) -> None:
    """Write `body` (fields as in PUT /products/{id}) as the owner would in the admin; product.updated follows."""
    store = world.ecwid
    if not variation:
        product_writes.update(store, number, body)
        return
    draft = store.draft(number)
    write_variation(store, draft, store.variation(draft, variation), body)
    store.save(draft)


@refusing
def create_product(world: World, body: Body) -> int:
    """A new product with a picture; product.created follows. Returns its id."""
    made = product_writes.draft(world.ecwid, body, with_variations=True)
    number = int(made["id"])
    dice = random.Random(number)
    pictures = Pictures(number - FIRST_PRODUCT, dice.choice(sorted(THINGS)), dice.randrange(12))
    made["images"] = pictures.usual(made["name"], 3)
    world.ecwid.add_product(made)
    return number


@refusing
def delete_product(world: World, number: int) -> None:
    world.ecwid.remove_product(number)


def uninstall_ecwid(world: World) -> None:
    world.ecwid.uninstall()


@refusing
def rule(world: World, product_id: str, approve: bool, reason: str = "") -> None:
    """The verdict of TikTok's review, now."""
    world.tiktok.rule(product_id, approve, reason)


@refusing
def deauthorise_tiktok(world: World) -> None:
    world.tiktok.deauthorise()


@refusing
def turn_on(world: World, platform: str, name: str, **how: Any) -> Fault:
    """`how`: path, probability, count, seconds (see `Faults.turn_on`)."""
    world.touch()
    return world.faults.turn_on(platform, name, **how)


def send_again(world: World, number: int, how: str, seconds: float = 0.0) -> Sent:
    """Send webhook `number` of the log once more: "again", "late" (after `seconds`) or "forged"."""
    found = world.webhooks.find(number)
    if found is None:
        raise Refused(N_("There is no such webhook."))
    if how == "forged":
        return world.webhooks.dispatch(found.delivery.forge())
    if how not in ("again", "late"):
        raise Refused(N_("A webhook can be sent again, late or forged."))
    return world.webhooks.dispatch(found.delivery, late=seconds if how == "late" else 0.0)
