-- input: ../../data/stocks.csv
SELECT symbol, count(*) AS n, min(price) AS lo, max(price) AS hi
FROM input_table GROUP BY symbol;
