-- input: sales.csv
SELECT id FROM input_table WHERE price = 2.5 AND qty = 10 ORDER BY id;
