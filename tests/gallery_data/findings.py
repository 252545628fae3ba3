"""What can stand in a product's way."""

from app.domain.decisions import Fix, Who
from tests.gallery_data.cases import LONG, Record, ago


def finding(sentence: object, **more: object) -> Record:
    """One finding as the pages show it."""
    plain = {
        "hint": "", "fix": Fix.EDIT_IN_SOURCE, "who": Who.YOU, "can_retry": True, "their_text": "", "their_code": "",
        "request_id": "", "at": ago(hours=2, minutes=22),
    }  # fmt: skip
    return Record(sentence=sentence, **{**plain, **more})


CERTIFICATE = finding(
    "TikTok needs a certificate for this product.",
    hint="Baby wash asks for a Children’s Product Certificate (PDF, JPG or PNG).",
    fix=Fix.CERTIFICATES,
    their_text="The product is missing the required certificate file.",
    their_code="12052217",
    request_id="20251118094207A1C3",
)
PACKAGE = finding(
    "At least one package dimension is missing.", fix=Fix.PACKAGE_SIZE, hint="TikTok takes whole integers."
)
TITLE = finding(
    ("The name has %(length)s characters, TikTok takes %(most)s.", {"length": 291, "most": 255}),
    hint=LONG,
)
WAITING = finding("TikTok did not answer.", hint="Try 2 of 3, next in 6:12.", fix=Fix.NONE, who=Who.WAIT)
ECWID_SILENT = finding(
    "Ecwid did not answer three times in a row.",
    hint="The place is kept. Trying again reads only what is missing.",
    fix=Fix.NONE,
    who=Who.WAIT,
    their_text="GET /products?offset=800&limit=100\n503 Service Unavailable\nRetry-After: 600",
)
