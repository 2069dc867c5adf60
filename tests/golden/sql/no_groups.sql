-- input: sales.csv
SELECT region, count(*) AS n FROM input_table WHERE id > 100 GROUP BY region;
