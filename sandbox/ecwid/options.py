"""Options of a product and the choices its variations are made of (4.3, 4.5)."""

from __future__ import annotations

from typing import Any

from sandbox.ecwid.errors import EcwidError, wrong
from sandbox.ecwid.wire import Record

WITH_CHOICES = ("SELECT", "RADIO", "SIZE", "SWATCHES", "CHECKBOX")
TYPES = (*WITH_CHOICES, "TEXTFIELD", "TEXTAREA", "DATE", "FILES")


def checked(sent: list[Any]) -> list[Record]:
    """The option list as stored. Raises `EcwidError` 400."""
    return [_option(row) for row in sent]


def _option(row: Any) -> Record:
    if not isinstance(row, dict) or not row.get("name"):
        raise wrong("Field Option.name is absent")
    kind = row.get("type", "SELECT")
    if kind not in TYPES:
        raise wrong(f"Field Option.type is expected to be one of {', '.join(TYPES)}")
    name = row["name"]
    made: Record = {"type": kind, "name": name, "nameTranslated": {"en": name}}
    if kind in WITH_CHOICES:
        made["choices"] = [_choice(c) for c in row.get("choices", [])]
        if kind != "CHECKBOX":
            made["defaultChoice"] = row.get("defaultChoice") or 0
    made["required"] = bool(row.get("required", False))
    return made


def _choice(row: Any) -> Record:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise wrong("Field OptionChoice.text is absent")
    modifier = {"priceModifier": row.get("priceModifier", 0), "priceModifierType": "ABSOLUTE"}
    if row.get("priceModifierType") == "PERCENT":
        modifier["priceModifierType"] = "PERCENT"
    extra = {k: row[k] for k in ("hexCodes", "imageId") if row.get(k)}
    return {"text": row["text"], "textTranslated": {"en": row["text"]}, **modifier, **extra}


def refuse_removal(options: list[Record], combinations: list[Record]) -> None:
    """A variation still uses what the new list leaves out: 409."""
    left = {o["name"]: {c["text"] for c in o.get("choices", [])} for o in options}
    for pick in (p for c in combinations for p in c["options"]):
        if pick["name"] not in left:
            text, code = "Combination contains removed option", "COMBINATION_CONTAINS_REMOVED_OPTION"
            raise EcwidError(409, f"{text} {pick['name']}", code)
        if pick["value"] not in left[pick["name"]]:
            text, code = "Combination contains removed option value", "COMBINATION_CONTAINS_REMOVED_OPTION_VALUE"
            raise EcwidError(409, f"{text} {pick['value']}", code)


def picks(product: Record, sent: list[Any]) -> list[Record]:
    """A variation's `[{name, value}]`; options and values the product lacks are added as SELECT."""
    made = []
    for row in sent:
        if not isinstance(row, dict) or not row.get("name") or not row.get("value"):
            raise wrong("Field Combination.options is expected to hold name and value")
        name, value = str(row["name"]), str(row["value"])
        _ensure(product, name, value)
        made.append(pick(name, value))
    return made


def pick(name: str, value: str) -> Record:
    return {"name": name, "nameTranslated": {"en": name}, "value": value, "valueTranslated": {"en": value}}


def _ensure(product: Record, name: str, value: str) -> None:
    option = next((o for o in product["options"] if o["name"] == name), None)
    if option is None:
        option = _option({"type": "SELECT", "name": name})
        product["options"].append(option)
    if value not in {c["text"] for c in option.setdefault("choices", [])}:
        option["choices"].append(_choice({"text": value}))


def modifiers(product: Record, chosen: dict[str, str], price: float) -> float:
    """What the chosen choices add to `price`."""
    added = 0.0
    for option in product["options"]:
        for choice in option.get("choices", []):
            if chosen.get(option["name"]) == choice["text"]:
                amount = choice["priceModifier"]
                added += price * amount / 100 if choice["priceModifierType"] == "PERCENT" else amount
    return added


def preselected(product: Record) -> dict[str, str]:
    chosen = {}
    for option in product["options"]:
        choices, default = option.get("choices", []), option.get("defaultChoice")
        if default is not None and 0 <= default < len(choices):
            chosen[option["name"]] = choices[default]["text"]
    return chosen
