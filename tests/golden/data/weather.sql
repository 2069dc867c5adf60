-- input: ../../data/seattle-weather.csv
SELECT weather, count(*) AS days, count(DISTINCT wind) AS winds, min(temp_min) AS coldest, max(temp_max) AS hottest
FROM input_table GROUP BY weather ORDER BY days DESC;
