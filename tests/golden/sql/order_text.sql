-- input: sales.csv
SELECT note FROM input_table WHERE note IS NOT NULL ORDER BY note;
