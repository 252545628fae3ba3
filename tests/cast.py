"""The fixed cast: Alice (shop connected), Bob (her colleague, an admin), Charlie (another account: may see nothing)."""

from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from app.resources import Resources
from app.sync import passwords
from app.tables.engine import transaction

PASSWORD = "a password for rehearsals only"
# Made once with today's parameters, so that a test does not pay 30 ms for it.
PASSWORD_HASH = passwords.HASHER.hash(PASSWORD)

ECWID_STORE, TIKTOK_SHOP = "1003", "7000000000000000101"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the cast, as rows."""

    id: int
    account_id: int
    name: str
    email: str
    role: str
    epoch: int = 1


@dataclass(frozen=True, slots=True)
class Cast:
    """Who there is, and Alice's things by the name of the path parameter they fill (0: not made yet)."""

    alice: Player
    bob: Player
    charlie: Player
    connection_id: int
    charlies_connection_id: int

    @property
    def everybody(self) -> tuple[Player, ...]:
        return self.alice, self.bob, self.charlie


async def assemble(res: Resources) -> Cast:
    """Write the cast: Harbor Goods with an active connection, and another account with a connection of its own."""
    async with transaction(res.db):
        harbor = await new_account(res, "Harbor Goods")
        alice = await new_person(res, harbor, "Alice Moreau", "alice@harborgoods.example", "owner")
        bob = await new_person(res, harbor, "Bob Lindqvist", "bob@harborgoods.example", "admin")
        other = await new_account(res, "Northwind Packaging")
        charlie = await new_person(res, other, "Charlie Osei", "charlie@northwind.example", "owner")
        connection_id = await new_connection(res, harbor, "Harbor Goods US", ECWID_STORE, TIKTOK_SHOP)
        charlies = await new_connection(res, other, "Northwind US", "1004", "7000000000000000102")
    return Cast(alice, bob, charlie, connection_id, charlies)


async def new_account(res: Resources, name: str) -> int:
    async with transaction(res.db) as db:
        return int(await db.fetchval("INSERT INTO account (name) VALUES ($1) RETURNING id", name))


async def new_person(res: Resources, account_id: int, name: str, email: str, role: str) -> Player:
    """A person whose password is PASSWORD."""
    async with transaction(res.db) as db:
        person_id = await db.fetchval(
            "INSERT INTO person (account, name, email, role, password_hash) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            account_id,
            name,
            email,
            role,
            PASSWORD_HASH,
        )
    return Player(person_id, account_id, name, email, role)


async def new_connection(res: Resources, account_id: int, name: str, store: str, shop: str) -> int:
    """An active connection with a healthy grant at both platforms; tokens are `token-of-{connection}-{platform}`."""
    async with transaction(res.db) as db:
        connection_id = int(
            await db.fetchval(
                """INSERT INTO connection (account, name, state, currency, timezone, package_length_mm,
                       package_width_mm, package_height_mm, package_weight_g)
                   VALUES ($1, $2, 'active', 'USD', 'America/New_York', 240, 180, 160, 500) RETURNING id""",
                account_id,
                name,
            )
        )
        for platform, shop_id, shop_name in (("ecwid", store, f"{name} store"), ("tiktok_shop", shop, f"{name} shop")):
            await db.execute(
                """INSERT INTO access_grant (connection, platform, shop_id, shop_name, region, cipher, scopes,
                       access_token, refresh_token, access_expires_at, facts)
                   VALUES ($1, $2, $3, $4, 'US', 'cipher', '{}', $5, $6, $7, $8)""",
                connection_id,
                platform,
                shop_id,
                shop_name,
                res.vault.seal(
                    f"token-of-{connection_id}-{platform}", f"grant:{connection_id}:{platform}:access_token"
                ),
                res.vault.seal(
                    f"fresh-of-{connection_id}-{platform}", f"grant:{connection_id}:{platform}:refresh_token"
                ),
                res.now() + timedelta(days=7) if platform == "tiktok_shop" else None,
                msgspec.json.encode({}).decode(),
            )
    return connection_id


def renamed(player: Player, name: str) -> Player:
    """The same person under another name (as memory has it, not the row)."""
    return replace(player, name=name)
