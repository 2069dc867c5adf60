-- input: sales.csv
SELECT * EXCLUDE (note, paid, day) FROM input_table WHERE id < 4;
