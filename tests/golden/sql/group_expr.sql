-- input: sales.csv
SELECT qty % 2 AS odd, count(*) AS n, sum(qty) AS s FROM input_table GROUP BY qty % 2 ORDER BY 1;
