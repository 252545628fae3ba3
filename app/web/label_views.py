"""What the label pages show: the parcel as it is sent, what is inside, what each service costs. Pure (S105, S134)."""

from typing import Any

from app.domain import packages
from app.domain.packages import Package, Typed
from app.domain.products import Size
from app.platforms.order_roles import ShippingService
from app.sync.shipment_actions import amount_of
from app.tables.connections import Connection
from app.web.language import Sentence


def default_size(connection: Connection, units: str) -> dict[str, str]:
    """The default package, where there is one (S133)."""
    measures = (connection.package_length_mm, connection.package_width_mm, connection.package_height_mm)
    if not all(measures) or not connection.package_weight_g:
        return dict.fromkeys(packages.FIELDS, "")
    whole = Package(*measures, connection.package_weight_g, units).whole(units)
    return {name: str(measure.value) for name, measure in whole.items()}


def size_of(package: Package) -> Size:
    return Size(package.length_mm, package.width_mm, package.height_mm)


def inside(units: Any) -> list[tuple[int, str]]:
    """How many of what."""
    counted: dict[str, int] = {}
    for unit in units:
        name = ", ".join(part for part in (unit.name, unit.options) if part)
        counted[name] = counted.get(name, 0) + 1
    return [(n, name) for name, n in counted.items()]


def errors_of(typed: Typed | None) -> dict[str, Sentence]:
    if typed is None:
        return {}
    return {name: (text, params) if params else text for name, (text, params) in typed.errors.items()}


def sends(typed: Typed | None, units: str) -> str:
    """The parcel in whole numbers, "3 lb, 12 × 9 × 7 in": TikTok takes no others (S134)."""
    if typed is None or typed.package is None:
        return ""
    whole = typed.package.whole(units)
    sides = " × ".join(str(whole[name].value) for name in ("length", "width", "height"))
    return f"{whole['weight'].value} {whole['weight'].unit}, {sides} {whole['length'].unit}"


def service_view(service: ShippingService) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "provider": service.provider,
        "days": service.days,
        "price": amount_of(service.price),
        "currency": service.currency or "USD",
        "default": service.is_default,
    }
