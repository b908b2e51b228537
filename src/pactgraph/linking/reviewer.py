"""Who judges: the reviewer's ORCID or IRI, remembered in the user's own settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from platformdirs import user_config_path

from pactgraph.errors import BadInput
from pactgraph.export.atomic import make_folder, write_atomically
from pactgraph.linking.authorities import can_be_written

_ORCID: Final = re.compile(r"(?:(?:https?://)?orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")
_OURS: Final = re.compile(r"id:[a-z0-9][a-z0-9-]*")


def reviewer_id(text: str) -> str:
    """Return an ORCID or an IRI as rows name a reviewer; raises BadInput for what is neither.

    >>> reviewer_id("0000-0002-1825-0097")
    'https://orcid.org/0000-0002-1825-0097'
    """
    given = text.strip()
    orcid = _ORCID.fullmatch(given)
    if orcid:
        if not _checks(orcid[1]):
            raise BadInput(
                f'"{given}" is no ORCID: its last character does not fit the others',
                hint="look it up at https://orcid.org",
            )
        return f"https://orcid.org/{orcid[1]}"
    if _OURS.fullmatch(given):
        return given
    if given.startswith(("http://", "https://")) and can_be_written(given):
        return given
    raise BadInput(
        f'"{given}" names no reviewer',
        hint="give an ORCID (0000-0002-1825-0097) or an IRI (https://example.org/people/me)",
    )


def remembered() -> str | None:
    """Return the reviewer who judged here last, or None; raises BadInput for a broken file."""
    path = _place()
    if not path.exists():
        return None
    try:
        return reviewer_id(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}", hint="remove it") from error


def remember(reviewer: str) -> Path:
    """Keep who judges for the next time; return the file. Raises WriteFailed."""
    path = _place()
    make_folder(path.parent)
    write_atomically(path, [reviewer.encode(), b"\n"])
    return path


def _place() -> Path:
    return user_config_path("pactgraph") / "reviewer"


def _checks(orcid: str) -> bool:
    """Say whether the last character is right (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    value = (12 - total % 11) % 11
    return orcid[-1] == ("X" if value == 10 else str(value))
