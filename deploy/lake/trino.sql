-- The same by Trino, with a catalog `lake` of the connector delta_lake whose properties have
-- delta.register-table-procedure.enabled=true. Shown, not run by the tests.

CALL lake.system.register_table('tingblik', 'syncs',
    's3://bucket/tingblik/oda.ft.dk_api/syncs');
CALL lake.system.register_table('tingblik', 'votes',
    's3://bucket/tingblik/oda.ft.dk_api/figures/votes');

-- The version of figures/votes that belongs to the last moment:
SELECT json_extract_scalar(document, '$.versions["figures/votes"]')
FROM lake.tingblik.syncs
WHERE name = 'moment';

-- With that number in the place of 42:
SELECT session, count(*) AS votes, count_if(adopted) AS adopted
FROM lake.tingblik.votes FOR VERSION AS OF 42
GROUP BY session
ORDER BY session;
