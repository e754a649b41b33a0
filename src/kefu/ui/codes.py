"""Pictures of addresses on pages, to hold a phone over."""

import segno
from django.utils.safestring import SafeString


def qr_code(address: str) -> SafeString:
    """An address as a picture to hold a phone over."""
    code = segno.make(address, error="m", micro=False)
    return SafeString(code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2))
