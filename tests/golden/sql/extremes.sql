-- input: sales.csv
SELECT min(qty) AS a, max(qty) AS b, min(price) AS c, max(day) AS d, min(paid) AS e, max(paid) AS f, min(region) AS g FROM input_table;
