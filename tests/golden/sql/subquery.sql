-- input: sales.csv
SELECT r, s FROM (SELECT region AS r, sum(qty) AS s FROM input_table GROUP BY region) AS t WHERE s > 5 ORDER BY r;
