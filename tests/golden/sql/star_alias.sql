-- input: sales.csv
SELECT t.*, t.qty * t.price AS total FROM input_table AS t WHERE t.qty > 6 ORDER BY id;
