"""What is loaded of the members of a session."""

from __future__ import annotations

from datetime import datetime

from core.oda.schema.codes import ActorKind, ActorRole
from core.standin.serve import Standin
from core.store.datasets.people import roles
from tests.conftest import ClientFactory


def test_roles__are_of_substitutes_in_party_groups_alone(
    parliament: Standin, client: ClientFactory
) -> None:
    asked = roles("20261", datetime(2009, 10, 6), datetime(2027, 10, 5), closed=False)
    api = client(parliament.url)
    held: set[int] = set()
    for load, end in zip(asked.loads, ("tilaktørid", "fraaktørid"), strict=True):
        found = api.fetch(load.query)
        kinds = dict(found.tables[next(iter(load.expanded))].select("id", "typeid").iter_rows())
        held |= set(found.frame["rolleid"])
        substitutes = found.frame.filter(rolleid=ActorRole.SUBSTITUTE)[end]
        assert {kinds[other] for other in substitutes} <= {ActorKind.PARTY_GROUP}
    assert {ActorRole.SUBSTITUTE, ActorRole.MINISTER, ActorRole.SPEAKER} <= held
