"""TikTok Shop: how to speak to it. Knows the domain's words, nothing of tables, pages or the other platform."""

PLATFORM = "tiktok_shop"
