SELECT abs(-5) AS a, abs(CAST(-2.5 AS DOUBLE)) AS b, ceil(CAST(1.2 AS DOUBLE)) AS c, floor(CAST(-1.2 AS DOUBLE)) AS d, round(2.5) AS e, round(-2.5) AS f, round(1234.567, 2) AS g;
