-- input: ../../data/stocks.csv
SELECT * FROM input_table WHERE price > 600 AND symbol = 'GOOG';
