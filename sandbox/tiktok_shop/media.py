"""Pictures and files a seller uploaded: what became of them, and (for a while) their bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

KEPT_BYTES = 32 * 1024 * 1024
BUCKET = "tos-useast5-i-omjb5zjo8w-tx"


@dataclass
class Media:
    """`pictures`: uri → {width, height, use_case, digest, mime}; `files`: id → {name, format}. The bytes of the
    newest pictures are kept outside the snapshot, so that their addresses can be opened."""

    pictures: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    _bytes: dict[str, bytes] = field(default_factory=dict)
    _held: int = 0

    def add_picture(self, content: bytes, row: dict[str, Any]) -> str:
        """Remember an upload and give its uri; the same bytes sent twice make two uris."""
        digest = hashlib.sha256(content).hexdigest()
        mark = hashlib.sha256(f"{digest}{len(self.pictures)}".encode()).hexdigest()[:32]
        uri = f"{BUCKET}/{mark}"
        self.pictures[uri] = {**row, "digest": digest[:16]}
        self._bytes[uri] = content
        self._held += len(content)
        while self._held > KEPT_BYTES and len(self._bytes) > 1:
            oldest = next(iter(self._bytes))
            self._held -= len(self._bytes.pop(oldest))
        return uri

    def add_file(self, content: bytes, row: dict[str, Any]) -> str:
        id_ = f"v09e40f40000{hashlib.sha256(content + str(len(self.files)).encode()).hexdigest()[:20]}"
        self.files[id_] = row
        return id_

    def content(self, uri: str) -> bytes | None:
        return self._bytes.get(uri)

    def dump(self) -> dict[str, Any]:
        return {"pictures": self.pictures, "files": self.files}

    @classmethod
    def load(cls, row: dict[str, Any]) -> Media:
        return cls(dict(row["pictures"]), dict(row["files"]))


def picture_url(base: str, uri: str) -> str:
    """The address of an uploaded picture; `base` without a slash at its end."""
    return f"{base}/{uri}~tplv-origin-jpeg.jpeg"


def uri_of(url: str, base: str) -> str | None:
    """The uri inside an address `picture_url` made, None for foreign addresses."""
    start, _, rest = url.partition(f"{base}/")
    return rest.split("~", 1)[0] if not start and rest.startswith(f"{BUCKET}/") else None
