"""A drawn label in the words of label printers: ZPL (Zebra), TSPL (TSC, Xprinter, Godex), EPL (old Zebra, Citizen).

All three send dots, so that every letter of every language prints on every model.
"""

from __future__ import annotations

from PIL import Image

_INVERTED = bytes(255 - byte for byte in range(256))


def zpl(picture: Image.Image, *, copies: int = 1) -> bytes:
    """`^GFA`: dots as hexadecimal digits, black is 1."""
    row = picture.width // 8
    body = picture.tobytes().translate(_INVERTED)
    head = f"^XA^PW{picture.width}^LL{picture.height}^LH0,0^FO0,0^GFA,{len(body)},{len(body)},{row},"
    return head.encode("ascii") + body.hex().upper().encode("ascii") + f"^FS^PQ{copies}^XZ\n".encode("ascii")


def tspl(picture: Image.Image, *, width_mm: float, height_mm: float, gap_mm: float = 2, copies: int = 1) -> bytes:
    """`BITMAP`: raw dots, black is 0."""
    row = picture.width // 8
    head = (
        f"SIZE {width_mm:g} mm,{height_mm:g} mm\r\nGAP {gap_mm:g} mm,0 mm\r\nDIRECTION 1\r\nCLS\r\n"
        f"BITMAP 0,0,{row},{picture.height},0,"
    )
    return head.encode("ascii") + picture.tobytes() + f"\r\nPRINT 1,{copies}\r\n".encode("ascii")


def epl(picture: Image.Image, *, gap_dots: int = 16, copies: int = 1) -> bytes:
    """`GW`: raw dots, black is 0."""
    row = picture.width // 8
    head = f"\nN\nq{picture.width}\nQ{picture.height},{gap_dots}\nGW0,0,{row},{picture.height},"
    return head.encode("ascii") + picture.tobytes() + f"\nP{copies}\n".encode("ascii")
