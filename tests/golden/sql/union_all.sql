-- input: sales.csv
SELECT 1 AS a, region AS b FROM input_table WHERE id < 3 UNION ALL SELECT 2, product FROM input_table WHERE id < 3;
