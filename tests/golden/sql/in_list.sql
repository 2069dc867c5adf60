-- input: sales.csv
SELECT id FROM input_table WHERE region IN ('apac', 'emea') AND product NOT IN ('tea', 'milk') ORDER BY id;
