-- input: ../../data/stocks.csv
SELECT symbol, date, price FROM input_table ORDER BY price DESC, date LIMIT 7;
