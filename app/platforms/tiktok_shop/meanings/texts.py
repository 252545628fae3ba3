"""Names and descriptions."""

from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning

ENTRIES: Entries = (
    (
        (12052261,),
        Meaning(N_("It has no name that TikTok can show."), N_("Give it a name in Ecwid, then pull it again.")),
    ),
    (
        (12052051,),
        Meaning(N_("Its name is too long for TikTok."), N_("Shorten the name in Ecwid, then pull it again.")),
    ),
    (
        (12052931,),
        Meaning(
            N_("Its name has characters that TikTok does not take."),
            N_("Remove emoji, symbols and repeated characters from the name in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052262, 12052266),
        Meaning(N_("Its name is not in English."), N_("Write the name in English in Ecwid, then pull it again.")),
    ),
    (
        (12052263,),
        Meaning(
            N_("TikTok does not take the beginning of its name."),
            N_("Begin the name with a letter or a digit in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052015,),
        Meaning(N_("It has no description."), N_("Describe it in Ecwid, then pull it again.")),
    ),
    (
        (12052013,),
        Meaning(
            N_("Its description is too long for TikTok."),
            N_("Shorten the description in Ecwid, then pull it again."),
        ),
    ),
    (
        (12019006, 12052932),
        Meaning(
            N_("Its description has characters that TikTok does not take."),
            N_("Remove emoji, symbols and repeated characters from the description in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052344, 12052345, 12052348, 12052349, 12052350, 12052352),
        Meaning(
            N_("TikTok does not take the layout of its description."),
            N_("Use paragraphs, lists and bold text only in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052346, 12052351),
        Meaning(N_("Its description is not in English."), N_("Write it in English in Ecwid, then pull it again.")),
    ),
    (
        (12052235, 12052236, 12052237, 12052238),
        Meaning(
            N_("TikTok does not take a web address in it."),
            N_("Remove web addresses from it in Ecwid, then pull it again."),
        ),
    ),
)
