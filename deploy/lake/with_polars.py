"""Votes and adopted votes of each session, by Polars: python with_polars.py <address of the source>"""

import json
import sys

import polars as pl

lake = sys.argv[1].rstrip("/")
syncs = pl.scan_delta(f"{lake}/syncs")
moment = json.loads(
    syncs.filter(pl.col("name") == "moment").collect().row(0, named=True)["document"]
)
found = (
    pl.scan_delta(f"{lake}/figures/votes", version=moment["versions"]["figures/votes"])
    .group_by("session")
    .agg(pl.len().alias("votes"), pl.col("adopted").sum().alias("adopted"))
    .sort("session")
    .collect()
)
print(f"Published {moment['made_at']}", file=sys.stderr)
sys.stdout.write(found.write_csv())
