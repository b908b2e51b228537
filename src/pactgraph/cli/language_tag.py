"""Language tags that are given as options: well-formed, or refused."""

from __future__ import annotations

import re
from typing import Final

import click

_EXTENDED: Final = r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
_SUBTAGS: Final = (
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"
)
_PRIVATE: Final = r"x(?:-[a-z0-9]{1,8})+"
_IRREGULAR: Final = (
    "en-gb-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn"
    "|i-tao|i-tay|i-tsu|sgn-be-fr|sgn-be-nl|sgn-ch-de"
)
_TAG: Final = re.compile(
    f"{_EXTENDED}{_SUBTAGS}(?:-{_PRIVATE})?|{_PRIVATE}|{_IRREGULAR}", re.IGNORECASE | re.ASCII
)


def checked_tags(
    context: click.Context, parameter: click.Parameter, tags: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the tags that an option was given, each well-formed (BCP 47: RFC 5646, 2.1).

    Raises BadParameter for one that is not.
    """
    for tag in tags:
        if _TAG.fullmatch(tag) is None:
            raise click.BadParameter(
                f"{tag!r} is no language tag (BCP 47), as en, az or sr-Latn are"
            )
    return tags
