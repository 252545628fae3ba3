"""Signed out, mail, and what went wrong."""

from tests.gallery_data.cases import LONG, Case, Record, ago

EMPTY: dict[str, dict[str, str]] = {"values": {}, "errors": {}}
ALICE = {"email": "alice@harborgoods.com"}
WRONG = "Email or password is wrong. 3 tries are left, then sign-in pauses for 15 minutes."
SIGN_IN = {"notice": "", "next": "", "can_sign_up": True}


def door(name: str, template: str, **context: object) -> Case:
    """A page for people who are signed out."""
    return Case(f"accounts/{name}", f"accounts/{template}", context, signed_in=False)


MAILS = [
    Record(
        id=2,
        to="alice@harborgoods.com",
        subject="Set a new password",
        text="Somebody asked for a new password.\n\nhttp://localhost:8000/password-resets/2f9c4\n\nIt works once.",
        sent_at=ago(minutes=3),
    ),
    Record(id=1, to=f"{'a' * 60}@example.com", subject=LONG, text=LONG, sent_at=ago(days=9)),
]

CASES = [
    door("sign-in", "sign-in.html", **EMPTY, **SIGN_IN),
    door("sign-in-wrong", "sign-in.html", values=ALICE, errors={"password": WRONG}, **SIGN_IN),
    door("sign-in-ended", "sign-in.html", **EMPTY, **{**SIGN_IN, "notice": "You were signed out. Sign in again."}),
    door("sign-up", "sign-up.html", **EMPTY),
    door(
        "sign-up-wrong",
        "sign-up.html",
        values={"name": "Alice Moreau", "email": "alice"},
        errors={
            "email": "This is not an email address.",
            "password": ("The password is too short. It needs %(min)s characters.", {"min": 12}),
        },
    ),
    door("reset-ask", "reset-ask.html", **EMPTY),
    door("reset-sent", "reset-sent.html", email="alice@harborgoods.com", local_mail=True),
    door("set-password", "set-password.html", token="2f9c4", email="alice@harborgoods.com", errors={}),
    door("reset-gone", "reset-gone.html"),
    Case("accounts/mailbox", "accounts/mailbox.html", {"mails": MAILS}),
    Case("accounts/mailbox-empty", "accounts/mailbox.html", {"mails": []}),
    Case("failures/not-found", "failures/not-found.html"),
    Case("failures/not-found-signed-out", "failures/not-found.html", signed_in=False),
    Case(
        "failures/problem",
        "failures/problem.html",
        {
            "title": "Weft could not finish this",
            "text": "Nothing was changed. Try again; if it stays, give the reference to whoever runs this Weft.",
            "href": "/connections",
            "action": "Open connections",
            "reference": "7f3a-91c2",
        },
    ),
    Case(
        "failures/dialog",
        "failures/_problem.html",
        {"title": "Weft could not finish this", "text": "Nothing was changed. Try again.", "reference": "7f3a-91c2"},
        tab="products",
    ),
]
