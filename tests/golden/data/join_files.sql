SELECT s.symbol, count(*) AS n FROM '../../data/stocks.csv' AS s JOIN '../../data/stocks.csv' AS t ON s.date = t.date AND s.symbol = t.symbol GROUP BY s.symbol ORDER BY 1;
