-- input: ../../data/stocks.csv
SELECT a.date, a.price AS msft, b.price AS ibm FROM input_table a JOIN input_table b ON a.date = b.date
WHERE a.symbol = 'MSFT' AND b.symbol = 'IBM' AND a.price > 36 ORDER BY b.price;
