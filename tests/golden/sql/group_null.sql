-- input: sales.csv
SELECT region, count(*) AS n, count(qty) AS q, sum(qty) AS s, min(price) AS lo, max(note) AS note
FROM input_table GROUP BY region ORDER BY region;
