-- input: sales.csv
SELECT id FROM input_table WHERE region IS DISTINCT FROM 'apac' AND product IS NOT DISTINCT FROM 'tea' ORDER BY id;
