-- input: sales.csv
SELECT id, qty FROM input_table WHERE qty IS NULL OR qty <> 10 ORDER BY id;
