-- input: sales.csv
SELECT id, qty FROM input_table ORDER BY qty NULLS FIRST, id DESC;
