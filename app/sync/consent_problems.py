"""Why a consent brought nothing, in the seller's words (S13). The draft stays in each case, and no token is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.decisions import Finding
from app.domain.words import N_
from app.platforms.errors import AccessGone, PlatformError, Refused
from app.platforms.registry import ECWID, TIKTOK_SHOP


@dataclass(frozen=True, slots=True)
class Problem:
    """`title` and `text` are msgids whose places `params` fill; `detail` is the platform's own words, or names."""

    title: str
    text: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    detail: str = ""

    @classmethod
    def of(cls, finding: Finding) -> "Problem":
        """What a platform's refusal says."""
        return cls(finding.sentence, finding.hint, dict(finding.params), finding.their_text)


class ConsentFailed(Exception):
    """A consent brought nothing; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem

    @classmethod
    def because(cls, error: PlatformError) -> "ConsentFailed":
        """From what the platform answered to an exchange, or to the first call with a new token."""
        if isinstance(error, Refused):
            return cls(Problem.of(error.finding))
        if isinstance(error, AccessGone):
            return cls(_GONE.get((error.platform, error.reason), EXPIRED))
        return cls(NO_ANSWER)


EXPIRED = Problem(
    N_("This consent has expired."), N_("It works once and only for a few minutes. Nothing was changed; try again.")
)
FOREIGN = Problem(
    N_("This consent does not belong to this connection."),
    N_("Nothing was changed. Start the consent again from this page."),
)
DENIED = {
    ECWID: Problem(
        N_("Ecwid did not give access."),
        N_("You chose “Decline” on Ecwid’s page. Nothing was changed, and this draft is kept."),
    ),
    TIKTOK_SHOP: Problem(
        N_("TikTok did not give access."),
        N_("You chose “Cancel” on TikTok’s page. Nothing was changed, and this draft is kept."),
    ),
}
NO_PLAN = Problem(
    N_("Your Ecwid plan does not allow API access."),
    N_("Change the plan in Ecwid, then press “Auth” again. This draft is kept."),
)
NO_ANSWER = Problem(
    N_("The platform did not answer."), N_("Nothing was changed, and this draft is kept. Try again in a minute.")
)
OTHER_SHOP = Problem(
    N_("This is another shop."),
    N_(
        "The connection’s products and orders belong to the shop it was made with. "
        "Sign in there, or create another connection."
    ),
)
TAKEN_SHOP = Problem(
    N_("This TikTok shop is in another connection."),
    N_("A shop can be in one connection only. Disconnect it there first."),
)
SEVERAL_SHOPS = Problem(
    N_("This account has several TikTok shops."),
    N_("Weft takes an account with one shop. Authorise with the main account of the shop you want to connect."),
)
TOO_LITTLE = Problem(
    N_("The platform gave less access than Weft needs."),
    N_("Authorise again. If it stays, whoever runs this Weft has to switch the missing access on first."),
)
CLOSED_SHOP = Problem(
    N_("The TikTok shop is not active."),
    N_("Open Seller Center, do what it asks for, then authorise again. This draft is kept."),
)
_GONE = {
    (ECWID, "plan"): NO_PLAN,
    (ECWID, "scope"): TOO_LITTLE,
    (TIKTOK_SHOP, "scope"): TOO_LITTLE,
    (TIKTOK_SHOP, "inactive"): CLOSED_SHOP,
}
