"""Orders of the TikTok Shop stand-in: buyers, money, parcels and cancellations (platform-facts T10 to T16)."""
