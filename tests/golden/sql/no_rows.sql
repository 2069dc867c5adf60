-- input: sales.csv
SELECT count(*) AS n, count(qty) AS q, sum(qty) AS s, avg(price) AS a, min(day) AS d, max(note) AS m FROM input_table WHERE id > 100;
