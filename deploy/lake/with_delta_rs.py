"""The same by delta-rs: python with_delta_rs.py <address of the source>"""

import json
import sys

from deltalake import DeltaTable, QueryBuilder

lake = sys.argv[1].rstrip("/")
syncs = QueryBuilder().register("syncs", DeltaTable(f"{lake}/syncs"))
(document,) = syncs.execute("select document from syncs where name = 'moment'").read_all()[
    "document"
]
moment = json.loads(document.as_py())
votes = DeltaTable(f"{lake}/figures/votes", version=moment["versions"]["figures/votes"])
found = (
    QueryBuilder()
    .register("votes", votes)
    .execute(
        "select session, count(*) as votes, sum(case when adopted then 1 else 0 end) as adopted "
        "from votes group by session order by session"
    )
    .read_all()
)
print("session,votes,adopted")
for row in zip(*(found[name] for name in ("session", "votes", "adopted")), strict=True):
    print(",".join(str(value.as_py()) for value in row))
