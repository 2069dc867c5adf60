-- input: sales.csv
SELECT id FROM input_table WHERE qty NOT IN (1, 2, NULL) ORDER BY id;
