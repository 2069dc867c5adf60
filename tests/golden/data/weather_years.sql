-- input: ../../data/seattle-weather.csv
SELECT extract(year FROM date) AS y, extract(month FROM date) AS m, count(*) AS n
FROM input_table WHERE weather = 'snow' GROUP BY 1, 2 ORDER BY 1, 2;
