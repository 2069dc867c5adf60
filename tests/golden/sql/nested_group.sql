-- input: sales.csv
SELECT n, count(*) AS groups FROM (SELECT product, count(*) AS n FROM input_table GROUP BY product) AS t GROUP BY n ORDER BY n;
