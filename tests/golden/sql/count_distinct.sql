-- input: sales.csv
SELECT count(DISTINCT region) AS r, count(DISTINCT price) AS p, count(DISTINCT paid) AS b, count(DISTINCT day) AS d FROM input_table;
