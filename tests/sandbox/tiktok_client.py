"""A tiny TikTok Shop client of the tests' own: signs, consents, lists a product. It shares no code with either side."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
from PIL import Image

from sandbox.settings import SandboxSettings
from sandbox.tiktok_shop.categories import leaf_named
from sandbox.world import World

WAREHOUSE, SECOND_WAREHOUSE = "7068517275539719942", "7068517275539719943"
MUGS = leaf_named("Mugs").id
Json = dict[str, Any]


@cache
def a_picture(width: int = 800, height: int = 800, kind: str = "PNG", colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


class Client:
    """`cipher` and `token` may be replaced or emptied by a test; `sign` may be spoilt."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world, self.http = world, http
        self.token = self.refresh_token = self.cipher = ""

    def signature(self, path: str, query: Json, body: bytes = b"", *, multipart: bool = False) -> str:
        pairs = "".join(f"{k}{v}" for k, v in sorted(query.items()) if k not in ("sign", "access_token"))
        secret = self.world.settings.tiktok_app_secret
        text = f"{secret}{path}{pairs}".encode() + (b"" if multipart else body) + secret.encode()
        return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        cipher: bool = True,
        query: Json | None = None,
        headers: Json | None = None,
        raw: bytes | None = None,
        files: Json | None = None,
        fields: Json | None = None,
    ) -> httpx.Response:
        """`query` adds to or replaces the common parameters; None there takes one away."""
        asked: Json = {"app_key": self.world.settings.tiktok_app_key, "timestamp": str(int(self.world.now()))}
        if cipher:
            asked["shop_cipher"] = self.cipher
        asked |= query or {}
        asked = {k: v for k, v in asked.items() if v is not None}
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        if "sign" not in (query or {}):
            asked["sign"] = self.signature(path, asked, content, multipart=files is not None)
        address = f"{path}?" + "&".join(f"{k}={quote(str(v), safe='')}" for k, v in asked.items() if v is not None)
        sent = {"x-tts-access-token": self.token, **(headers or {})}
        if files is not None:
            return await self.http.request(method, address, headers=sent, files=files, data=fields)
        return await self.http.request(
            method, address, headers={"content-type": "application/json", **sent}, content=content
        )

    async def data(self, method: str, path: str, body: Any = None, **more: Any) -> Json:
        answer = (await self.send(method, path, body, **more)).json()
        assert answer["code"] == 0, answer
        made: Json = answer["data"]
        return made

    async def code(self, method: str, path: str, body: Any = None, **more: Any) -> int:
        return int((await self.send(method, path, body, **more)).json()["code"])

    async def consent(self, **choices: str) -> httpx.Response:
        form = {"service_id": self.world.settings.tiktok_service_id, "state": "s1", "region": "us", "role": "main"}
        form |= {"terms": "yes", "answer": "authorize", **choices}
        return await self.http.post("/open/authorize", data={k: v for k, v in form.items() if v})

    async def tokens(self, which: str, **query: str) -> Json:
        settings = self.world.settings
        asked = {"app_key": settings.tiktok_app_key, "app_secret": settings.tiktok_app_secret, **query}
        answer = await self.http.get(f"/api/v2/token/{which}", params=asked)
        assert answer.status_code == 200
        made: Json = answer.json()
        return made

    async def sign_in(self, **choices: str) -> Json:
        """Consent, tokens, cipher. Gives the token host's `data`."""
        code = returned(await self.consent(**choices))["code"]
        got: Json = (await self.tokens("get", auth_code=code, grant_type="authorized_code"))["data"]
        self.token, self.refresh_token = got["access_token"], got["refresh_token"]
        shops = await self.data("GET", "/authorization/202309/shops", cipher=False)
        self.cipher = shops["shops"][0]["cipher"]
        return got

    async def upload(self, content: bytes | None = None, use: str = "MAIN_IMAGE") -> httpx.Response:
        files = {"data": ("p.png", a_picture() if content is None else content)}
        return await self.send(
            "POST", "/product/202309/images/upload", cipher=False, files=files, fields={"use_case": use}
        )

    async def uri(self, content: bytes | None = None, use: str = "MAIN_IMAGE") -> str:
        return str((await self.upload(content, use)).json()["data"]["uri"])

    async def a_product(self, **changes: Any) -> Json:
        """The body of a create that passes; None in `changes` takes a property away."""
        body: Json = {
            "title": "Enamel Camp Mug, 12 oz",
            "description": "<p>Holds coffee, and the heat of it.</p>",
            "category_id": MUGS,
            "category_version": "v2",
            "main_images": [{"uri": await self.uri()}],
            "package_weight": {"value": "0.8", "unit": "POUND"},
            "package_dimensions": {"length": "5", "width": "5", "height": "4", "unit": "INCH"},
            "skus": [a_sku()],
            **changes,
        }
        return {k: v for k, v in body.items() if v is not None}

    async def create(self, **changes: Any) -> Json:
        return await self.data("POST", "/product/202309/products", await self.a_product(**changes))

    async def listed(self, **changes: Any) -> str:
        """Create a product and let the reviewers pass it. Gives its id."""
        made = await self.create(**changes)
        id_ = str(made["product_id"])
        self.world.tiktok.rule(id_, approve=True)
        return id_

    async def read(self, product_id: str, **query: str) -> Json:
        return await self.data("GET", f"/product/202309/products/{product_id}", query=query)


def a_sku(seller_sku: str | None = "EM-012", **changes: Any) -> Json:
    sku: Json = {
        "seller_sku": seller_sku,
        "price": {"amount": "18.00", "currency": "USD"},
        "inventory": [{"warehouse_id": WAREHOUSE, "quantity": 25}],
        **changes,
    }
    return {k: v for k, v in sku.items() if v is not None}


def axis(name: str, value: str, **more: Any) -> Json:
    return {"name": name, "value_name": value, **more}


def returned(answer: httpx.Response) -> dict[str, str]:
    """The query with which the consent page sends the person back."""
    assert answer.status_code == 303, answer.text
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def a_world(**settings: Any) -> World:
    """Reviews only end when a test moves the clock; webhooks are held."""
    world = World(SandboxSettings(**{"review_seconds": 60.0, "index_lag_seconds": 0.0, **settings}))
    world.webhooks.mode = "hold"
    return world


@asynccontextmanager
async def stranger(world: World) -> AsyncIterator[Client]:
    """A client without a grant."""
    transport = httpx.ASGITransport(app=world.tiktok_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://tiktok.test") as http:
        yield Client(world, http)


@asynccontextmanager
async def seller(world: World | None = None, **choices: str) -> AsyncIterator[Client]:
    """A client with the main shop's grant."""
    async with stranger(world or a_world()) as client:
        await client.sign_in(**choices)
        yield client
