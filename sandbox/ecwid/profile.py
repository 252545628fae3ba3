"""The store profile: a US shop with one currency, prices before tax (store-profile/get-store-profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

NAME = "Rehearsal store"
FEATURES = (
    "API",
    "COMBINATIONS",
    "CUSTOM_ORDER_STATUSES",
    "INVENTORY_TRACKING",
    "ORDER_EDITOR",
    "PRODUCT_DIMENSIONS",
    "SHIPMENT_TRACKING",
    "TIKTOK_SHOPS",
)


def profile(store: EcwidStore) -> Record:
    url = store.world.ecwid_url
    return {
        "generalInfo": {"storeId": store.id, "storeUrl": f"{url}/", "websitePlatform": "instantsite"},
        "account": _account(store),
        "settings": {
            "closed": False,
            "storeName": NAME,
            "storeDescription": "",
            "hideOutOfStockProductsInStorefront": False,
            "allowPreordersForOutOfStockProducts": False,
            "defaultProductSortOrder": "DEFINED_BY_STORE_OWNER",
        },
        "company": {
            "companyName": "Harbor Goods Rehearsal",
            "email": "owner@harborgoods.example",
            "street": "412 Wharf Street",
            "city": "Portland",
            "countryCode": "US",
            "postalCode": "04101",
            "stateOrProvinceCode": "ME",
            "phone": "+1 207 555 0142",
        },
        "formatsAndUnits": _formats(),
        "languages": {"enabledLanguages": ["en"], "facebookPreferredLocale": "en_US", "defaultLanguage": "en"},
        "shipping": {"handlingFee": {"value": 0}, "shippingOrigin": _origin(), "shippingOptions": shipping_options()},
        "taxSettings": {"automaticTaxEnabled": False, "taxes": [], "pricesIncludeTax": False},
        "zones": [],
        "payment": {"paymentOptions": payment_options()},
        "featureToggles": [
            {"name": "ALLOW_EMPTY_AND_NON_UNIQUE_SKU", "visible": True, "enabled": store.any_sku},
            {"name": "RANDOM_ORDER_IDS", "visible": True, "enabled": True},
            {"name": "CONSECUTIVE_ORDER_IDS", "visible": True, "enabled": False},
        ],
        "businessRegistrationID": {"name": "", "value": ""},
        "legalPagesSettings": {"requireTermsAgreementAtCheckout": False, "legalPages": []},
    }


def _account(store: EcwidStore) -> Record:
    return {
        "accountName": NAME,
        "accountNickName": "Harbor",
        "accountEmail": "owner@harborgoods.example",
        "whiteLabel": False,
        "brandName": "Ecwid",
        "suspended": False,
        "availableFeatures": list(FEATURES),
        "registrationDate": "2024-03-01 09:00:00 +0000",
        "limitsAndRestrictions": {"maxProductLimit": max(2500, store.world.settings.products * 2)},
    }


def _formats() -> Record:
    return {
        "currency": "USD",
        "currencyPrefix": "$",
        "currencySuffix": "",
        "currencyGroupSeparator": ",",
        "currencyDecimalSeparator": ".",
        "currencyPrecision": 2,
        "currencyTruncateZeroFractional": False,
        "currencyRate": 1,
        "weightUnit": "POUND",
        "weightGroupSeparator": ",",
        "weightDecimalSeparator": ".",
        "weightTruncateZeroFractional": False,
        "timeFormat": "hh:mm a",
        "dateFormat": "MMM d, yyyy",
        "timezone": "America/New_York",
        "dimensionsUnit": "IN",
        "volumeUnit": "ML",
        "orderNumberPrefix": "",
        "orderNumberSuffix": "",
        "orderNumberMinDigitsAmount": 0,
    }


def _origin() -> Record:
    return {
        "companyName": "Harbor Goods Rehearsal",
        "street": "412 Wharf Street",
        "city": "Portland",
        "countryCode": "US",
        "countryName": "United States",
        "postalCode": "04101",
        "stateOrProvinceCode": "ME",
    }


def shipping_options() -> list[Record]:
    """`orderby` and `fulfilmentType` are spelled as Ecwid spells them here."""
    return [
        {
            "id": "6589-1709547151586",
            "title": "Standard shipping",
            "enabled": True,
            "orderby": 10,
            "fulfilmentType": "shipping",
            "ratesCalculationType": "flat",
            "flatRate": {"rateType": "ABSOLUTE", "rate": 4.95},
        },
        {
            "id": "6589-1709547151587",
            "title": "Pick up at the wharf",
            "enabled": True,
            "orderby": 20,
            "fulfilmentType": "pickup",
        },
    ]


def payment_options() -> list[Record]:
    return [
        {
            "id": "13379-1606718590771",
            "enabled": True,
            "configured": True,
            "checkoutTitle": "Card",
            "paymentProcessorId": "offline",
            "orderBy": 0,
        }
    ]
