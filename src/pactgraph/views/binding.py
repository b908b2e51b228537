"""Binding: a stored query's day is that of the view that it is asked of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pactgraph.errors import BadInput
from pactgraph.query.parameters import term_for
from pactgraph.query.stored_query import StoredQuery
from pactgraph.views.viewpoint import Viewpoint

AS_OF: Final = "asOf"
"""The parameter by which stored queries take a day."""


def with_day(
    query: StoredQuery, values: Mapping[str, object], viewpoint: Viewpoint
) -> Mapping[str, object]:
    """Return the values of a query's parameters, with the view's day if it asks for one.

    Raises BadInput if another day was given.
    """
    parameter = query.parameter(AS_OF)
    day = viewpoint.as_of
    if parameter is None or day is None:
        return values
    given = values.get(AS_OF)
    if given is not None and term_for(parameter, given).value != day.isoformat():
        raise BadInput(
            f"the view is as of {day.isoformat()}, and the query is asked for {given}",
            hint=f"leave out {AS_OF}, which takes the day of the view",
        )
    return {**values, AS_OF: day.isoformat()}
