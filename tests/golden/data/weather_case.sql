-- input: ../../data/seattle-weather.csv
SELECT CASE WHEN temp_max < 10 THEN 'cold' WHEN temp_max < 20 THEN 'mild' ELSE 'warm' END AS feel, count(*) AS n
FROM input_table GROUP BY feel ORDER BY n DESC, feel;
