"""Alice's connection with something on every page, and the ids that fill the parameters of a path."""

import re

from app.domain.selection import Selection
from app.sync.tasks import start_push
from tests.cast import Cast
from tests.sync.catalogue import TEAPOTS, Catalogue, a_product
from tests.sync.pulling import Shop

# The names of path parameters, and what of Alice's fills them. A route with another name fails the walk of all routes
# until it is taught here how to ask for something of hers.
THINGS = {
    "connection_id": "SELECT id FROM connection WHERE id = $1",
    "product_id": "SELECT max(id) FROM product WHERE connection = $1",
    "task_id": "SELECT max(id) FROM task WHERE connection = $1",
    "mapping_id": "SELECT max(id) FROM category_mapping WHERE connection = $1",
}
# Parameters of public routes: nobody's.
NOBODYS = {"token": "made-up", "name": "none.js", "folder": "accounts"}

ABSENT = 999_999_999
# What Charlie must never read.
ALICES_WORDS = re.compile(r"Harbor Goods|Alice|Bob Lindqvist|Mug \d|Teapot|MUG-|TEA-|tts-\d")


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
    await start_push(shop.res, shop.account, shop.id, cast.alice.id, Selection(search="mug"))
    return {name: (await shop.fetch(query, shop.id))[0][0] for name, query in THINGS.items()}
