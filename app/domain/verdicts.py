"""What the channel's word on a listing means to the seller, and to the product of a push that waited for it (B1)."""

from dataclasses import dataclass, replace

from app.domain.decisions import Finding, Fix
from app.domain.listings import ListingStatus, RemoteListing, Ruling
from app.domain.products import SyncState
from app.domain.tasks import ItemState
from app.domain.words import N_

_IDENTITY = "KYC_PENDING"

# The codes below: open while the listing's state gives reason to, whatever is wrong with the product otherwise.
CODES = ("review", "held_category", "held_identity", "taken_down", "unknown_status")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`item`: what becomes of the items in review, None while TikTok has not ruled. `reason` goes with it.

    `issue`: whether the reason is something the seller should know as long as the listing stays as it is.
    """

    item: ItemState | None
    reason: Finding | None = None
    issue: bool = False


def verdict(remote: RemoteListing, ruling: Ruling) -> Verdict:
    """What `ruling` on `remote` (listings.rule) means."""
    if not ruling.ruled:
        held = _held(remote)
        return Verdict(None, held, issue=held is not None)
    if ruling.state is SyncState.SYNCED:
        return Verdict(ItemState.LIVE)
    if ruling.state is SyncState.NOT_SYNCED:
        return Verdict(ItemState.REFUSED, _DELETED)
    if remote.status is ListingStatus.SELLER_DEACTIVATED:
        return Verdict(ItemState.SKIPPED, _HIDDEN)
    if ruling.state is SyncState.DEACTIVATED:
        return Verdict(ItemState.REFUSED, _TAKEN_DOWN, issue=True)
    return Verdict(ItemState.REFUSED, _refusal(remote), issue=True)


def _held(remote: RemoteListing) -> Finding | None:
    """The reviewers are done, but TikTok does not show it yet (platform-facts T7: PRE_APPROVED); or nobody can tell."""
    if remote.status is ListingStatus.UNKNOWN:
        return _unknown(remote.said)
    if remote.audit_status != "PRE_APPROVED":
        return None
    words = ", ".join(remote.restricted)
    if _IDENTITY in remote.restricted:
        return Finding(
            code="held_identity",
            sentence=N_("TikTok holds it until the shop’s identity check is done."),
            hint=N_("Seller Center shows how far the check is. Nothing has to be sent again."),
            fix=Fix.SELLER_CENTER,
            their_text=words,
        )
    return Finding(
        code="held_category",
        sentence=N_("TikTok holds it until the shop is invited to this category."),
        hint=N_("Ask for the invitation in Seller Center, or choose another category and sync it again."),
        fix=Fix.SELLER_CENTER,
        their_text=words,
    )


def _unknown(said: str) -> Finding:
    """TikTok has a status that is newer than Weft: its own word says more than our silence."""
    return Finding(
        code="unknown_status",
        sentence=N_("TikTok gives it the status “%(status)s”, which Weft does not know."),
        hint=N_("Seller Center shows what it means. Weft looks again until TikTok has ruled."),
        params={"status": said or "—"},
        fix=Fix.SELLER_CENTER,
        their_text=said,
    )


def kept_back(remote: RemoteListing, refusal: Finding) -> Finding:
    """TikTok refused to make it because it is there already, and does not give out what is there."""
    return replace(
        refusal,
        code="kept_back",
        sentence=N_("TikTok already has a listing of this product and keeps it back: its status is “%(status)s”."),
        hint=N_("See it in Seller Center; a frozen product has to be cleared there first."),
        params={"status": remote.said or remote.status.value},
        fix=Fix.SELLER_CENTER,
    )


def _refusal(remote: RemoteListing) -> Finding:
    """TikTok's reviewers said no: their words are folded, ours say what to do."""
    return Finding(
        code="review",
        sentence=N_("TikTok’s review refused this product."),
        hint=N_("Read TikTok’s own words, correct the product in Ecwid, pull it and sync it again."),
        fix=Fix.EDIT_IN_SOURCE,
        can_retry=True,
        their_text="\n".join(remote.refusals),
    )


_DELETED = Finding(
    code="listing_deleted",
    sentence=N_("It was deleted on TikTok before the review ended."),
    hint=N_("Sync it again to list it anew."),
    fix=Fix.RETRY,
    can_retry=True,
)
_HIDDEN = Finding(
    code="listing_hidden",
    sentence=N_("It was sent, but it is deactivated on TikTok."),
    hint=N_("Activate it in Seller Center to sell it."),
    fix=Fix.SELLER_CENTER,
)
_TAKEN_DOWN = Finding(
    code="taken_down",
    sentence=N_("TikTok has taken this listing down."),
    hint=N_("Seller Center names the reason and takes appeals."),
    fix=Fix.SELLER_CENTER,
)
