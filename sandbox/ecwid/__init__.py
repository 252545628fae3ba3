"""The Ecwid stand-in: one store, the REST API v3 with its real paths, OAuth, webhooks and a picture host."""
