"""The TikTok Shop stand-in: API host, token host and consent host on one port (US local seller)."""
