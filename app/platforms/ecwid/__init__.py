"""Ecwid by Lightspeed, REST API v3: a source. Facts and their vendors' pages: docs.ecwid.com/api-reference."""

PLATFORM = "ecwid"
