"""Pictures of the product, of its options and in its description."""

from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, again

ENTRIES: Entries = (
    (
        (12052028,),
        Meaning(
            N_("It has no picture. TikTok takes no product without one."),
            N_("Add at least one picture in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052306,),
        Meaning(
            N_("It has more pictures than TikTok takes."),
            N_("Keep at most nine pictures in Ecwid, then pull it again."),
        ),
    ),
    (
        (12038002, 12038004, 12038015, 12052304, 12052324, 12052343, 12052523),
        Meaning(
            N_("TikTok cannot read one of its pictures."),
            N_("Save the picture as JPG or PNG, put it into Ecwid again, then pull it again."),
        ),
    ),
    (
        (12038005, 36009021, 12052302, 12052342, 12052521),
        Meaning(
            N_("One of its pictures is a larger file than TikTok takes."),
            N_("Use a picture of at most 5 MB in Ecwid, then pull it again."),
        ),
    ),
    (
        (12038014, 12019116, 12052341),
        Meaning(
            N_("One of its pictures is too small or too large for TikTok."),
            N_("Use a picture of 600 to 4,000 px a side in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052301,),
        Meaning(
            N_("One of its pictures is too small for TikTok."),
            N_("Use a picture of 600 × 600 px and up in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052305, 12052524),
        Meaning(
            N_("One of its pictures is too narrow or too wide for TikTok."),
            N_("Crop the picture so that it is nearly square, then pull it again."),
        ),
    ),
    (
        (12019009, 12052300, 12052340, 12052520, 12052722),
        again(N_("TikTok no longer has one of its pictures."), N_("Retry sends the pictures again.")),
    ),
    (
        (12052522,),
        Meaning(
            N_("TikTok wants a picture for every value of its first option."),
            N_("Give each variation a picture in Ecwid, or none of them, then pull it again."),
        ),
    ),
    (
        (12052528, 12052356, 12052357),
        Meaning(
            N_("TikTok takes pictures for one option only."),
            N_("Give pictures to the variations of one option in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052056,),
        Meaning(
            N_("Its description has more pictures than TikTok takes."),
            N_("Keep at most 30 pictures in the description in Ecwid, then pull it again."),
        ),
    ),
)
