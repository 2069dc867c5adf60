-- input: sales.csv
SELECT region, product, count(*) AS n FROM input_table GROUP BY region, product ORDER BY 1 NULLS FIRST, 2 DESC NULLS LAST;
