"""The local copy: one Parquet file per entity set and partition, and what is loaded into it."""
