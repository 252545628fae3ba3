"""Alice's connection with something on every page, and the ids that fill the parameters of a path."""

import re

from app.domain.selection import Selection
from app.sync.tasks import start_push
from tests.cast import Cast
from tests.sync.catalogue import TEAPOTS, Catalogue, a_product
from tests.sync.pulling import Shop
from tests.web import ordered

# The names of path parameters, and what of Alice's fills them. A route with another name fails the walk of all routes
# until it is taught here how to ask for something of hers.
THINGS = {
    "connection_id": "SELECT id FROM connection WHERE id = $1",
    "product_id": "SELECT max(id) FROM product WHERE connection = $1",
    "task_id": "SELECT max(id) FROM task WHERE connection = $1",
    "order_id": "SELECT max(id) FROM sales_order WHERE connection = $1",
    "event_id": """SELECT max(e.id) FROM inbox_event e JOIN access_grant g USING (platform, shop_id)
                   WHERE g.connection = $1""",
    "mapping_id": "SELECT max(id) FROM category_mapping WHERE connection = $1",
}
# Parameters of public routes: nobody's.
NOBODYS = {"token": "made-up", "name": "none.js", "folder": "accounts"}

ABSENT = 999_999_999
# What Charlie must never read.
ALICES_WORDS = re.compile(
    r"Harbor Goods|Alice|Bob Lindqvist|Mug \d|Teapot|MUG-|TEA-|tts-\d"
    r"|5770865121237|HG-\d|Garza|Coleman|Austin|evt-of-alice"
)


async def stock(shop: Shop, cast: Cast) -> dict[str, int]:
    """Pull, list and push some products; answers Alice's id for every name in THINGS."""
    products = [a_product(n) for n in range(101, 106)]
    teapots = [a_product(n, title=f"Teapot {n}", sku=f"TEA-{n}", category=TEAPOTS) for n in range(201, 203)]
    await shop.pull(Catalogue(*products, *teapots))
    await shop.list_product(101)
    await shop.fetch(
        """INSERT INTO issue (connection, product, code, sentence, parameters)
           SELECT connection, id, 'title_too_long', 'The title is too long.', '{}' FROM product
           WHERE connection = $1 AND source_id = 102""",
        shop.id,
    )
    await _orders(shop)
    await start_push(shop.res, shop.account, shop.id, cast.alice.id, Selection(search="mug"))
    return {name: (await shop.fetch(query, shop.id))[0][0] for name, query in THINGS.items()}


async def _orders(shop: Shop) -> None:
    """Orders with something on each of their pages: the last one has a question, a wish to cancel and a parcel."""
    res = shop.res
    await ordered.written(res, await ordered.one(res, shop.id, 1, 3), "HG-1")
    await ordered.one(res, shop.id, 2)
    last = await ordered.one(res, shop.id, 3, 5)
    await ordered.written(res, last, "HG-3", shipment="carrier", tracking_number="9400111202555842119033")
    await ordered.asks_to_cancel(res, shop.id, last)
    await ordered.parcel(res, shop.id, last, "USPS", "1")
    await shop.fetch(
        """INSERT INTO inbox_event (platform, event_id, shop_id, their_type, topic, subject_id, occurred_at,
               received_at)
           SELECT platform, 'evt-of-alice', shop_id, 'order.updated', 'ignored', 'HG-3', now(), now() + interval '1 s'
           FROM access_grant WHERE connection = $1""",
        shop.id,
    )
