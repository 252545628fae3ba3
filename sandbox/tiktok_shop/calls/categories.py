"""Categories, their attributes and rules, and the recommendation (platform-facts T4)."""

from __future__ import annotations

import re

from sandbox.tiktok_shop.attributes import attributes_of
from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.categories import TREE, Category, leaf_problem, version_problem
from sandbox.tiktok_shop.checks.text import TITLE_LONGEST, breaks_rules, is_chinese, is_foreign
from sandbox.tiktok_shop.errors import Refused, refuse
from sandbox.tiktok_shop.recommend import recommend
from sandbox.tiktok_shop.records import Json
from sandbox.tiktok_shop.rules import rules_row

DESCRIPTION_LONGEST = 10_000
_TAG = re.compile(r"<[^>]*>")


def listed(call: Call) -> Json:
    """The whole tree as a flat list, or the categories whose name contains `keyword`."""
    _check_version(call.query.get("category_version"))
    keyword = call.query.get("keyword", "").lower()
    return {"categories": [c.row() for c in TREE.values() if keyword in c.name.lower()]}


def suggested(call: Call) -> Json:
    title, description = call.body.get("product_title", ""), call.body.get("description", "")
    _check_version(call.body.get("category_version"))
    _check_title(title)
    if len(description) > DESCRIPTION_LONGEST:
        raise refuse(12052013)
    text = _TAG.sub(" ", description)
    if is_foreign(text):
        raise refuse(12052351)
    for image in call.body.get("images", ()):
        if image.get("uri") not in call.owner.media.pictures:
            raise refuse(12052722)
    found = recommend(title, text)
    if found is None:
        raise refuse(12019064)
    nodes = [TREE[_id_at(found, depth)] for depth in range(1, len(found.path) + 1)]
    rows = [
        {
            "id": node.id,
            "name": node.name,
            "level": level,
            "is_leaf": node.is_leaf,
            "permission_statuses": [node.permission],
        }
        for level, node in enumerate(nodes, 1)
    ]
    return {"leaf_category_id": found.id, "categories": rows}


def attributes(call: Call) -> Json:
    return {"attributes": [a.row() for a in attributes_of(_leaf(call))]}


def rules(call: Call) -> Json:
    return rules_row(_leaf(call))


def _check_version(version: str | None) -> None:
    if wrong := version_problem(version):
        raise Refused(wrong)


def _leaf(call: Call) -> Category:
    _check_version(call.query.get("category_version"))
    if wrong := leaf_problem(call.path["category_id"]):
        raise Refused(wrong)
    return TREE[call.path["category_id"]]


def _check_title(title: str) -> None:
    if not title.strip():
        raise refuse(12052261)
    if len(title) > TITLE_LONGEST:
        raise refuse(12052051)
    if is_chinese(title):
        raise refuse(12052262)
    if is_foreign(title):
        raise refuse(12052266)
    if breaks_rules(title):
        raise refuse(12052931)


def _id_at(leaf: Category, depth: int) -> str:
    """The id of the ancestor of `leaf` at this level, 1 = root."""
    node = leaf
    for _ in range(len(leaf.path) - depth):
        node = TREE[node.parent_id]
    return node.id
