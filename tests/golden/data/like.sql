-- input: ../../data/stocks.csv
SELECT symbol, date FROM input_table WHERE date LIKE 'Mar 1 200_' AND symbol LIKE '%M%' ORDER BY symbol, date;
