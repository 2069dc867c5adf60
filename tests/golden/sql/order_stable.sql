-- input: sales.csv
SELECT product, id FROM input_table ORDER BY product;
