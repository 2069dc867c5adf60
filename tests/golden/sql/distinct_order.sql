-- input: sales.csv
SELECT DISTINCT product, region FROM input_table WHERE qty > 0;
