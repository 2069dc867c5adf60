-- input: ../../data/stocks.csv
SELECT symbol, sum(price) AS s, avg(price) AS a FROM input_table GROUP BY symbol;
