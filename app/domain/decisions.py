"""What a rule answers when something stands in the way: a code, a sentence a shopkeeper understands, and the repair."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Who(StrEnum):
    """Who can mend it (S163)."""

    YOU = "you"
    WAIT = "wait"
    OPERATOR = "operator"


class Fix(StrEnum):
    """The place where it is mended; the web turns it into a link and a button's words."""

    NONE = "none"
    RETRY = "retry"
    EDIT_IN_SOURCE = "edit_in_source"
    PACKAGE_SIZE = "package_size"
    CATEGORY = "category"
    WAREHOUSE = "warehouse"
    ATTRIBUTES = "attributes"
    CERTIFICATES = "certificates"
    REAUTHORISE_SOURCE = "reauthorise_source"
    REAUTHORISE_CHANNEL = "reauthorise_channel"
    SELLER_CENTER = "seller_center"
    # The order's own page in Weft: where it is looked at, decided and tried again.
    ORDER = "order"
    CARRIER = "carrier"
    TRACKING = "tracking"
    LABEL = "label"
    CANCEL_REASON = "cancel_reason"
    LINK_PRODUCT = "link_product"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands in the way.

    `sentence` is an English msgid with %(name)s places, translated when shown; `hint` says what to do, likewise.
    `code` is ours ("title_too_long") or the platform's ("tiktok:12052104") and groups equal causes.
    """

    code: str
    sentence: str
    hint: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    fix: Fix = Fix.EDIT_IN_SOURCE
    who: Who = Who.YOU
    can_retry: bool = False
    # The platform's own words, folded away on the page (S163).
    their_text: str = ""
    their_code: str = ""
    request_id: str = ""
