-- input: sales.csv
SELECT id, price FROM input_table ORDER BY abs(qty - 5), id LIMIT 6;
