-- input: sales.csv
SELECT region, sum(qty) AS s FROM input_table GROUP BY region HAVING sum(qty) >= 9 AND count(*) > 2 ORDER BY s DESC;
