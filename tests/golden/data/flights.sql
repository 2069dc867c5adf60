-- input: ../../data/flights.jsonl
SELECT origin, count(*) AS n, sum(delay) AS late, max(distance) AS far
FROM input_table GROUP BY origin HAVING count(*) >= 60 ORDER BY n DESC, origin;
