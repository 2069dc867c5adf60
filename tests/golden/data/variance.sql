-- input: ../../data/seattle-weather.csv
SELECT weather, CAST(var(temp_max) AS DECIMAL(18,9)) AS v, CAST(stddev(temp_max) AS DECIMAL(18,9)) AS s
FROM input_table GROUP BY weather ORDER BY weather;
