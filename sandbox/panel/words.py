"""What the panel calls the faults."""

from __future__ import annotations

from sandbox.pages import N_

FAULTS = {
    "rate_limited": (N_("Rate limit"), N_("429 with a Retry-After")),
    "rate_limited_without_hint": (N_("Rate limit without a hint"), N_("429 and not a word more")),
    "error_before_effect": (N_("500 before the effect"), N_("Nothing was done")),
    "error_after_effect": (N_("500 after the effect"), N_("It was done, the answer is lost")),
    "stall": (N_("Stall"), N_("It is done, the answer comes late")),
    "truncated_json": (N_("Half an answer"), N_("It is done, the JSON ends in the middle")),
    "html_502": (N_("HTML instead of JSON"), N_("502 from something in between")),
    "drop_connection": (N_("Dropped connection"), N_("It is done, the line is cut")),
    "token_revoked": (N_("Token revoked"), N_("The shop takes its consent back")),
    "token_expired": (N_("Token expired"), N_("It has to be refreshed")),
    "plan_without_api": (N_("Plan without API"), N_("402 for every call")),
    "down": (N_("Down"), N_("Nobody answers, pages included")),
    "batch_error_before_effect": (N_("500 inside a batch"), N_("Nothing was done, Ecwid tries again")),
    "batch_error_after_effect": (N_("500 inside a batch, too late"), N_("It was done, Ecwid does it again")),
    "webhook_lost": (N_("Lost webhook"), N_("It is never sent")),
    "webhook_late": (N_("Late webhook"), N_("It comes when nobody waits for it")),
    "webhook_duplicate": (N_("Duplicate webhook"), N_("The same event twice")),
    "webhook_forged": (N_("Forged webhook"), N_("A twin with a wrong signature")),
}
PLATFORMS = {"tiktok": N_("TikTok Shop"), "ecwid": N_("Ecwid")}
DELIVERIES = {
    "delivered": (N_("Delivered"), "success", "synced"),
    "waiting": (N_("On its way"), "info", "queued"),
    "held": (N_("Held"), "neutral", "queued"),
    "failed": (N_("Given up"), "danger", "failed"),
    "lost": (N_("Lost"), "warning", "off"),
}
