-- input: ../../data/flights.jsonl
SELECT origin || '-' || destination AS way, count(*) AS n FROM input_table GROUP BY 1 ORDER BY n DESC, way LIMIT 8;
