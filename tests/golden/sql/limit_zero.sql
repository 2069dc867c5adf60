-- input: sales.csv
SELECT id, region FROM input_table LIMIT 0;
