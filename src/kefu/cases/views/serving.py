"""Files that were kept, as an answer."""

from typing import Any

from django.http import FileResponse, Http404

from kefu.ui import storing


def kept_file(digest: str, media_type: str, **named: Any) -> FileResponse:
    """What lies on the disk under a digest, for this reader alone; 404 if it is gone. `named`: as `FileResponse`."""
    try:
        held = storing.open_kept(digest)
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = FileResponse(held, content_type=media_type, **named)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
