-- input: ../../data/stocks.csv
SELECT symbol, count(*) AS n FROM input_table WHERE price > 100 GROUP BY symbol HAVING count(*) > 20 ORDER BY symbol;
