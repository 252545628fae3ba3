"""Where TikTok's orders go: districts by level, and what is masked stays masked (platform-facts T12). Pure."""

from app.domain.orders import Address
from app.platforms.tiktok_shop import order_wire as wire

_COUNTRY, _STATE, _CITY = "L0", "L1", "L3"  # L2 is the county


def address(row: wire.Recipient) -> Address | None:
    """The recipient; None while TikTok tells nothing (unpaid, on hold)."""
    districts = {district.address_level: district for district in row.district_info or ()}
    country = (row.region_code or _code(districts.get(_COUNTRY)) or "").upper()
    state = districts.get(_STATE)
    city = districts.get(_CITY)
    found = Address(
        name=(row.name or f"{row.first_name or ''} {row.last_name or ''}").strip(),
        phone=row.phone_number or "",
        line1=row.address_line1 or row.address_detail or row.full_address or "",
        line2=row.address_line2 or "",
        city=(city.address_name if city else "") or "",
        state=_state(state, country),
        postal_code=row.postal_code or "",
        country=country,
    )
    return None if found == Address(country=country) else found


def _state(district: wire.District | None, country: str) -> str:
    """The code where there is one, "CA" or "US-CA" (ISO 3166-2); else the name."""
    if district is None:
        return ""
    return _code(district).removeprefix(f"{country}-") or district.address_name or ""


def _code(district: wire.District | None) -> str:
    return ((district.iso_code if district else "") or "").strip()
