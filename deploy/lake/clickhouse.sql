-- The same by ClickHouse. Shown, not run by the tests. It reads the newest version of a table; the
-- first query tells whether that is the one of the last moment.

SELECT JSONExtractInt(document, 'versions', 'figures/votes') AS version
FROM deltaLake('https://bucket.s3.eu-north-1.amazonaws.com/tingblik/oda.ft.dk_api/syncs')
WHERE name = 'moment';

SELECT session, count() AS votes, countIf(adopted) AS adopted
FROM deltaLake('https://bucket.s3.eu-north-1.amazonaws.com/tingblik/oda.ft.dk_api/figures/votes')
GROUP BY session
ORDER BY session;
