-- input: sales.csv
SELECT product, paid, sum(qty * 2) AS twice FROM input_table GROUP BY ALL ORDER BY ALL;
