"""How to speak to each outside platform. Knows the domain's words; knows no tables and no web."""

import warnings

# Authlib prefers httpx's successor. Weft stays on httpx 0.28, which Litestar's test client needs as well.
warnings.filterwarnings("ignore", message="The httpx module is deprecated")
