"""The same by Spark with Delta Lake. Shown, not run by the tests.

spark-submit --packages io.delta:delta-spark_2.13:4.0.0,org.apache.hadoop:hadoop-aws:3.4.1 \
    spark.py s3a://bucket/tingblik/oda.ft.dk_api
"""

import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

lake = sys.argv[1].rstrip("/")
spark = (
    SparkSession.builder.config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
    .getOrCreate()
)
syncs = spark.read.format("delta").load(f"{lake}/syncs")
moment = json.loads(syncs.where("name = 'moment'").first()["document"])
votes = (
    spark.read.format("delta")
    .option("versionAsOf", moment["versions"]["figures/votes"])
    .load(f"{lake}/figures/votes")
)
votes.groupBy("session").agg(
    f.count("*").alias("votes"), f.sum(f.col("adopted").cast("int")).alias("adopted")
).orderBy("session").show()
