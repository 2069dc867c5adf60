-- input: sales.csv
SELECT id FROM input_table ORDER BY id LIMIT 3 OFFSET 10;
