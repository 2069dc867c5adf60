-- input: ../../data/seattle-weather.csv
SELECT min(date) AS first, max(date) AS last FROM input_table WHERE precipitation >= 40;
