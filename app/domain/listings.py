"""What a channel shows of a product: the draft we send, and what the channel says about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.products import Size, SyncState


class ListingStatus(StrEnum):
    """The channel's own status of a listing (platform-facts T7)."""

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    FAILED = "FAILED"
    ACTIVATE = "ACTIVATE"
    SELLER_DEACTIVATED = "SELLER_DEACTIVATED"
    PLATFORM_DEACTIVATED = "PLATFORM_DEACTIVATED"
    FREEZE = "FREEZE"
    DELETED = "DELETED"
    SCHEDULED = "SCHEDULED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """One SKU to send. `remote_id` is the channel's SKU id if it exists (an edit without it makes a new one)."""

    combination_id: int
    seller_sku: str
    price: Decimal
    quantity: int
    options: tuple[tuple[str, str], ...] = ()
    gtin: str = ""
    picture: str = ""
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """Everything one create or full edit carries, still with the source's picture addresses.

    `weight_g` and `package` are canonical; the platform's payload chooses units by `imperial`.
    `description` is the source's HTML; the platform's payload makes of it what is taken there.
    """

    source_id: int
    title: str
    description: str
    category_id: str
    pictures: tuple[str, ...]
    package: Size
    weight_g: int
    imperial: bool
    warehouse_id: str
    currency: str
    skus: tuple[SkuDraft, ...]
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class SentListing:
    """The channel's answer to a create or an edit: its ids. `sku_ids` maps combination id to the channel's SKU id."""

    remote_id: str
    sku_ids: Mapping[int, str]
    warnings: tuple[str, ...] = ()
    audit_status: str = ""


@dataclass(frozen=True, slots=True)
class RemoteListing:
    """A listing as the channel shows it now. `refusals` are its reviewers' own words, `sku_ids` seller SKU to id.

    `said`: the channel's own word for its status, where that is UNKNOWN to us.
    """

    remote_id: str
    status: ListingStatus
    audit_status: str
    title: str = ""
    external_id: str = ""
    sku_ids: Mapping[str, str] = ()  # type: ignore[assignment]
    refusals: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    updated_at: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a remote status means to us: our state, and whether TikTok has ruled."""

    state: SyncState
    ruled: bool


def rule(status: ListingStatus, audit_status: str, *, was_live: bool) -> Ruling:
    """Say what the channel's two statuses mean (platform-facts T7).

    An edit under review keeps the old version live: ACTIVATE with AUDITING is "In review" and not ruled on;
    ACTIVATE with FAILED means that the edit was refused and the old version stays.
    """
    if status is ListingStatus.ACTIVATE:
        if audit_status == "AUDITING":
            return Ruling(SyncState.IN_REVIEW, False)
        if audit_status == "FAILED":
            return Ruling(SyncState.UPDATE_FAILED, True)
        return Ruling(SyncState.SYNCED, True)
    if status in (ListingStatus.PENDING, ListingStatus.SCHEDULED):
        return Ruling(SyncState.IN_REVIEW, False)
    if status is ListingStatus.FAILED:
        return Ruling(SyncState.UPDATE_FAILED if was_live else SyncState.SYNC_FAILED, True)
    if status in (ListingStatus.SELLER_DEACTIVATED, ListingStatus.PLATFORM_DEACTIVATED, ListingStatus.FREEZE):
        return Ruling(SyncState.DEACTIVATED, True)
    if status is ListingStatus.DELETED:
        return Ruling(SyncState.NOT_SYNCED, True)
    return Ruling(SyncState.IN_REVIEW, False)
