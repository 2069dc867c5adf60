-- input: cancel.csv
SELECT sum(x) AS s, avg(x) AS a FROM input_table;
