"""Are the JSON types of a body those of the endpoint page? Go's decoder on the other side is not forgiving."""

from __future__ import annotations

from typing import Any

from sandbox.tiktok_shop.errors import bad_param

# A kind is "str", "int", "bool", [kind] or {name: kind}; a name that ends with * is mandatory.
Kind = Any
_TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "bool": (bool,)}


def without_nulls(value: Any) -> Any:
    """null means absent, as in Go."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(v) for v in value if v is not None] if isinstance(value, list) else value


def check(value: Any, kind: Kind, path: str = "body") -> None:
    """Raises `Refused` 36009004 with the gateway's wording for a missing or wrongly typed parameter."""
    if isinstance(kind, dict):
        _check_object(value, kind, path)
    elif isinstance(kind, list):
        if not isinstance(value, list):
            raise bad_param(f"invalid param error, param {path} must be an array")
        for i, item in enumerate(value):
            check(item, kind[0], f"{path}[{i}]")
    elif not isinstance(value, _TYPES[kind]) or (kind == "int" and isinstance(value, bool)):
        raise bad_param(f"invalid param error, param {path} must be of type {kind}")


def _check_object(value: Any, kind: dict[str, Kind], path: str) -> None:
    if not isinstance(value, dict):
        raise bad_param(f"invalid param error, param {path} must be an object")
    for name, inner in kind.items():
        bare = name.rstrip("*")
        if bare in value:
            check(value[bare], inner, f"{path}.{bare}")
        elif bare != name:
            raise bad_param(f"param {path}.{bare} is missing")


def project(value: Any, kind: Kind) -> Any:
    """The parts of `value` that `kind` knows; the platform ignores the rest."""
    if isinstance(kind, dict):
        names = (name.rstrip("*") for name in kind)
        inner = {name.rstrip("*"): k for name, k in kind.items()}
        return {name: project(value[name], inner[name]) for name in names if name in value}
    return [project(v, kind[0]) for v in value] if isinstance(kind, list) else value
