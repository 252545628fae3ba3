"""The smallest PDF that prints: pages of text, lines and boxes, in the one font every reader has (ISO 32000-1)."""

from __future__ import annotations

from dataclasses import dataclass, field

A6, A5 = (298, 420), (420, 595)  # points, width and height


@dataclass
class Page:
    """Coordinates in points from the lower left corner."""

    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, size: float, words: str, *, bold: bool = False) -> None:
        """Letters Latin-1 does not have become question marks."""
        safe = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.parts.append(f"BT /F{2 if bold else 1} {size:g} Tf {x:.1f} {y:.1f} Td ({safe}) Tj ET")

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Filled, black."""
        self.parts.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def line(self, x: float, y: float, width: float) -> None:
        self.box(x, y, width, 0.8)


def document(pages: list[Page]) -> bytes:
    """The file: catalogue, page tree, two fonts, then each page and its content."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    bodies = [o.encode() for o in objects]
    for i, page in enumerate(pages):
        content = "\n".join(page.parts).encode("latin-1", "replace")
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Contents {6 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        bodies.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    return _file(bodies)


def _file(bodies: list[bytes]) -> bytes:
    """Objects, the table of where each begins, and where the table is."""
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    size, start = len(bodies) + 1, len(made)
    made += f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table
    return made + f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
