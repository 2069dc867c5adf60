-- input: sales.csv
SELECT region AS x FROM input_table UNION SELECT product FROM input_table ORDER BY x;
