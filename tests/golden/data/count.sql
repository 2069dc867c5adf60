-- input: ../../data/stocks.csv
SELECT count(*) AS n FROM input_table;
