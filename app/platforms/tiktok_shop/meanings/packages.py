"""Size and weight of the parcel (S133, S134, S162)."""

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning

_DEFAULT = N_("Fill in length, width, height and weight as whole numbers; one default is enough for all products.")

SIZE = Meaning(N_("TikTok does not take the size of its package."), _DEFAULT, Fix.PACKAGE_SIZE)

ENTRIES: Entries = (
    ((12019012, 12052116, 12052003, 12052004, 12052005), SIZE),
    (
        (12019011, 12052006, 12052181),
        Meaning(N_("TikTok does not take the weight of its package."), _DEFAULT, Fix.PACKAGE_SIZE),
    ),
    (
        (12019060, 12019061, 12052915, 12052916),
        Meaning(
            N_("TikTok wants the size and the weight of its package in the same units."),
            N_("Choose metric or imperial for the default package."),
            Fix.PACKAGE_SIZE,
        ),
    ),
)
