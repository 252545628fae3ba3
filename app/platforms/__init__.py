"""How to speak to each outside platform. Knows the domain's words; knows no tables and no web."""

import warnings

import authlib.deprecate  # noqa: F401 - it has its warnings shown always; what comes after it wins

# Authlib prefers httpx's successor. Weft stays on httpx 0.28, which Litestar's test client needs as well.
warnings.filterwarnings("ignore", message="The httpx module is deprecated")
