"""Buyers in the United States: real towns, invented people and streets, telephone numbers nobody has (555-01xx)."""

from __future__ import annotations

import random
from typing import Any

# Town, county, state, its code, ZIP, area code, sales tax of 2026 as the platform would charge it (roughly),
# is shipping taxed there.
_TOWNS: tuple[tuple[str, str, str, str, str, str, str, bool], ...] = (
    ("San Jose", "Santa Clara", "California", "CA", "95110", "408", "0.09375", False),
    ("Long Beach", "Los Angeles", "California", "CA", "90802", "562", "0.105", False),
    ("Austin", "Travis", "Texas", "TX", "78701", "512", "0.0825", True),
    ("El Paso", "El Paso", "Texas", "TX", "79901", "915", "0.0825", True),
    ("Tampa", "Hillsborough", "Florida", "FL", "33602", "813", "0.075", True),
    ("Buffalo", "Erie", "New York", "NY", "14201", "716", "0.0875", True),
    ("Brooklyn", "Kings", "New York", "NY", "11201", "718", "0.08875", True),
    ("Naperville", "DuPage", "Illinois", "IL", "60540", "630", "0.0775", False),
    ("Columbus", "Franklin", "Ohio", "OH", "43215", "614", "0.08", True),
    ("Pittsburgh", "Allegheny", "Pennsylvania", "PA", "15222", "412", "0.07", True),
    ("Atlanta", "Fulton", "Georgia", "GA", "30303", "404", "0.089", True),
    ("Durham", "Durham", "North Carolina", "NC", "27701", "919", "0.075", True),
    ("Spokane", "Spokane", "Washington", "WA", "99201", "509", "0.09", True),
    ("Denver", "Denver", "Colorado", "CO", "80202", "303", "0.0881", False),
    ("Boulder", "Boulder", "Colorado", "CO", "80302", "303", "0.09045", False),
    ("Portland", "Multnomah", "Oregon", "OR", "97209", "503", "0", False),
    ("Nashville", "Davidson", "Tennessee", "TN", "37203", "615", "0.0975", True),
    ("Minneapolis", "Hennepin", "Minnesota", "MN", "55401", "612", "0.09025", True),
    ("Worcester", "Worcester", "Massachusetts", "MA", "01608", "508", "0.0625", False),
    ("Boise", "Ada", "Idaho", "ID", "83702", "208", "0.06", False),
)
# fmt: off
_FIRST = [
    "Maya", "Owen", "Priya", "Jonas", "Talia", "Marcus", "Elena", "Wes", "Noor", "Calvin", "Ines", "Dorothy", "Theo",
    "Lucia", "Amir", "Hannah", "Ruben", "Colette", "Ezra", "Simone", "Gideon", "Marisol", "Anton", "Beatrix", "Farah",
    "Leland", "Odessa", "Quinn", "Rosalind", "Silas",
]
_LAST = [
    "Kessler", "Whitfield", "Anand", "Ferreira", "Holloway", "Okafor", "Brandt", "Lindqvist", "Delgado", "Marsh",
    "Petrov", "Castellano", "Ng", "Abernathy", "Sorensen", "Vance", "Moreau", "Tillman", "Ibarra", "Novak", "Haddad",
    "Pruitt", "Yamada", "Calloway", "Esposito", "Rowe", "Zielinski", "Mbeki",
]
# fmt: on
_STREETS = (
    "Alder Creek Lane",
    "Copperfield Avenue",
    "Thistle Ridge Road",
    "North Harbor Street",
    "Sycamore Bend",
    "Old Quarry Road",
    "Bluebell Court",
    "Millrace Drive",
    "Juniper Hollow Way",
    "Lantern Hill Road",
)
_SECOND = ("", "", "", "Apt 4B", "Suite 210", "Unit 12", "Floor 2")
# Colorado takes its fee from every parcel, Minnesota from orders of $100 and more (cents, from cents on).
_FEES = {"CO": (28, 0), "MN": (50, 100_00)}


def buyer(dice: random.Random, state: str = "") -> dict[str, Any]:
    """An invented person at an invented address. `state`: two letters, "" for anywhere. Raises ValueError."""
    towns = [t for t in _TOWNS if state in ("", t[3])]
    if not towns:
        raise ValueError(f"nobody lives in {state} here")
    city, county, name, code, postal, area, rate, taxed = dice.choice(towns)
    name_on_tiktok = "".join(dice.choices("abcdefghkmnpqrstuvwxyzACDEFHKLMNPRTVWXY234679", k=6))
    last = "" if dice.random() < 0.05 else dice.choice(_LAST)  # some give no last name
    return {
        "user_id": f"7021{dice.randrange(10**15):015d}",
        "email": f"{name_on_tiktok}@chat.seller.tiktok.com",
        "first_name": dice.choice(_FIRST),
        "last_name": last,
        "phone": f"(+1){area}55501{dice.randrange(100):02d}",
        "line1": f"{dice.randrange(11, 9800)} {dice.choice(_STREETS)}",
        "line2": dice.choice(_SECOND),
        "city": city,
        "county": county,
        "state": name,
        "state_code": code,
        "postal_code": postal,
        "tax_rate": rate,
        "shipping_taxed": taxed,
        "drop_off": dice.choice(("", "", "Front Door", "Leave with neighbor")),
    }


def delivery_fee(state_code: str, merchandise: int) -> int:
    """The state's retail delivery fee for an order of so many cents, in cents."""
    fee, floor = _FEES.get(state_code, (0, 0))
    return fee if merchandise and merchandise >= floor else 0
