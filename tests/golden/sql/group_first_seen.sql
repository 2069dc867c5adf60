-- input: sales.csv
SELECT product, count(*) AS n FROM input_table GROUP BY product;
