-- input: sales.csv
SELECT id, coalesce(region, product, 'nowhere') AS a, nullif(product, 'tea') AS b FROM input_table ORDER BY id;
