"""The same by DuckDB, over the files that delta-rs names: python with_duckdb.py <address>

A bucket needs DuckDB's extension httpfs and `CREATE SECRET`; a folder needs neither.
"""

import json
import sys

import duckdb
from deltalake import DeltaTable

lake = sys.argv[1].rstrip("/")
syncs = duckdb.read_parquet(DeltaTable(f"{lake}/syncs").file_uris())
((document,),) = syncs.filter("name = 'moment'").select("document").fetchall()
moment = json.loads(document)
files = DeltaTable(f"{lake}/figures/votes", version=moment["versions"]["figures/votes"]).file_uris()
votes = duckdb.read_parquet(files, hive_partitioning=True)
found = duckdb.sql(
    "select session, count(*) as votes, count(*) filter (adopted) as adopted "
    "from votes group by session order by session"
)
print("session,votes,adopted")
for row in found.fetchall():
    print(*row, sep=",")
