"""The bodies of the calls of orders, fulfilment and cancellations (platform-facts T10 to T16)."""

from __future__ import annotations

from sandbox.tiktok_shop.shape import Kind

_WINDOWS: Kind = {"create_time_ge": "int", "create_time_lt": "int", "update_time_ge": "int", "update_time_lt": "int"}
SEARCH: Kind = {
    **_WINDOWS,
    "order_status": "str",
    "shipping_type": "str",
    "buyer_user_id": "str",
    "is_buyer_request_cancel": "bool",
    "warehouse_ids": ["str"],
}
REFERENCES: Kind = {
    "orders*": [
        {
            "id*": "str",
            "external_order*": {
                "id*": "str",
                "platform*": "str",
                "line_items*": [{"id*": "str", "origin_id*": "str"}],
            },
        }
    ]
}
_LINES: Kind = {
    "order_line_item_ids": ["str"],
    "order_line_list": [{"order_line_id": "str", "sub_item_id": "str"}],
}
TRACKING: Kind = {"tracking_number*": "str", "shipping_provider_id*": "str"}
SHIP: Kind = {**TRACKING, **_LINES}
_DIMENSION: Kind = {"length*": "str", "width*": "str", "height*": "str", "unit*": "str"}
_PARCEL: Kind = {"weight": {"value*": "str", "unit*": "str"}, "dimension": _DIMENSION}
SERVICES: Kind = {**_PARCEL, **_LINES}
PACKAGE: Kind = {
    **_PARCEL,
    "ship_type*": "str",
    "order_id": "str",
    "order_line_item": [{"order_line_id": "str", "sub_item_id": "str"}],
    "order_list_ids": ["str"],
    "shipping_service_id": "str",
}
PACKAGE_202309: Kind = {
    **_PARCEL,
    "order_id*": "str",
    "order_line_item_ids": ["str"],
    "shipping_service_id": "str",
}
PACKAGES: Kind = {**_WINDOWS, "package_status": "str"}
CANCEL_202309: Kind = {
    "order_id*": "str",
    "skus": [{"sku_id*": "str", "quantity*": "int"}],
    "order_line_item_ids": ["str"],
    "cancel_reason*": "str",
}
CANCEL: Kind = {
    **CANCEL_202309,
    "order_line_list": [{"order_line_item_id": "str", "sub_order_line_item_id": "str"}],
}
CANCELLATIONS: Kind = {
    **_WINDOWS,
    "cancel_ids": ["str"],
    "order_ids": ["str"],
    "buyer_user_ids": ["str"],
    "cancel_types": ["str"],
    "cancel_status": ["str"],
    "locale": "str",
}
REJECT: Kind = {
    "reject_reason*": "str",
    "comment": "str",
    "images": [{"image_id*": "str", "mime_type": "str", "height": "int", "width": "int"}],
}
NOTHING: Kind = {}
