-- input: sales.csv
SELECT date_trunc('month', day) AS month, count(*) AS n FROM input_table GROUP BY 1 ORDER BY 1;
