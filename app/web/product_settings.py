"""Settings → Product Settings: the default package, the sales warehouse, the category's basis (S24, S132–S134)."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain import packages
from app.domain.categories import Basis
from app.domain.units import Rounded
from app.domain.words import N_
from app.resources import Resources
from app.sync import product_settings
from app.sync.readiness import check_readiness
from app.tables.connections import Connection
from app.web import paths
from app.web.clocks import clock_of
from app.web.forms import Form
from app.web.language import NO_ERRORS, Sentence
from app.web.render import flash, page, see_other
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]

BASES: tuple[tuple[str, Sentence], ...] = (
    (Basis.CATEGORY_THEN_TYPE, N_("Default category, else product type")),
    (Basis.CATEGORY, N_("Default category")),
    (Basis.TYPE, N_("Product type")),
)


@get("/connections/{connection_id:int}/settings/products")
async def show(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The page."""
    return _page(request, connection, res)


def _page(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    *,
    values: Mapping[str, str] | None = None,
    units: str = "",
    errors: Mapping[str, Sentence] = NO_ERRORS,
) -> Template:
    return page(
        request,
        "settings/products.html",
        shell=shell_for(request, connection=connection, tab="settings"),
        status=422 if errors else 200,
        package=_package_view(connection, values, units, errors),
        warehouses=[
            {"id": w.id, "name": w.name, "address": w.address, "default": w.is_default}
            for w in product_settings.warehouses_of(connection.warehouses)
        ],
        warehouse=connection.warehouse_id,
        warehouse_at=connection.readiness_at,
        basis=connection.category_basis,
        bases=BASES,
        clock=clock_of(connection, res),
    )


def _package_view(
    connection: Connection, values: Mapping[str, str] | None, units: str, errors: Mapping[str, Sentence]
) -> dict[str, Any]:
    saved = _saved(connection)
    system = units or connection.package_units
    view: dict[str, Any] = {
        "units": system,
        "values": values or {},
        "sends": None,
        "rounded": set(),
        "whole": "",
        "other": "",
        "errors": errors,
    }
    if saved is None or values is not None:
        return view
    whole = saved.whole(system)
    other = saved.whole("metric" if system == "imperial" else "imperial")
    view["values"] = {name: str(measure.value) for name, measure in whole.items()}
    view["sends"] = {name: f"{measure.value} {measure.unit}" for name, measure in whole.items()}
    view["whole"], view["other"] = _in_a_row(whole), _in_a_row(other)
    return view


def _in_a_row(whole: Mapping[str, Rounded]) -> str:
    """ "31 × 11 × 23 cm, 454 g"."""
    sides = " × ".join(str(whole[name].value) for name in packages.SIDES)
    return f"{sides} {whole['length'].unit}, {whole['weight'].value} {whole['weight'].unit}"


def _saved(connection: Connection) -> packages.Package | None:
    measures = (
        connection.package_length_mm,
        connection.package_width_mm,
        connection.package_height_mm,
        connection.package_weight_g,
    )
    return packages.Package(*measures, connection.package_units) if all(measures) else None


@post("/connections/{connection_id:int}/settings/package")
async def save_package(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Custom Attributes: all four, whole integers, the rounding said."""
    units = form.choice("units", tuple(packages.UNITS))
    values = {name: form.text(name, most=12, required=False) for name in packages.FIELDS}
    typed = packages.read(values, units)
    if typed.package is None:
        errors = {name: (text, params) if params else text for name, (text, params) in typed.errors.items()}
        return _page(request, connection, res, values=values, units=units, errors=errors)
    await product_settings.save_package(res, connection.id, typed.package)
    if typed.rounded:
        flash(request, N_("The default package is saved, rounded up to whole numbers."))
    else:
        flash(request, N_("The default package is saved."))
    return see_other(request, f"{paths.connection(connection.id)}/settings/products")


@post("/connections/{connection_id:int}/settings/warehouse")
async def save_warehouse(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Where the stock goes."""
    await product_settings.save_warehouse(res, connection.id, form.text("warehouse", most=40))
    flash(request, N_("The warehouse is saved."))
    return see_other(request, f"{paths.connection(connection.id)}/settings/products")


@post("/connections/{connection_id:int}/settings/warehouses")
async def refresh_warehouses(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Response[Any]:
    """Ask TikTok for its warehouses again."""
    await check_readiness(res, connection.id)
    return see_other(request, f"{paths.connection(connection.id)}/settings/products")


@post("/connections/{connection_id:int}/settings/category-basis")
async def save_basis(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """What "Category in Ecwid" means."""
    basis = form.choice("basis", Basis.ALL)
    await product_settings.save_basis(res, connection.id, basis)
    flash(request, N_("Saved. Products are grouped anew."))
    return see_other(request, f"{paths.connection(connection.id)}/settings/products")


ROUTES = [show, save_package, save_warehouse, refresh_warehouses, save_basis]
