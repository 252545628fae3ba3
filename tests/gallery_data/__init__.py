"""Canned data for the gallery, one file per folder of templates."""
