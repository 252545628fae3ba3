"""Orders of the TikTok Shop stand-in: buyers, money, parcels and cancellations (tiktok-shop.md 5 to 7)."""
