-- input: sales.csv
SELECT id, day, extract(year FROM day) AS y, extract(month FROM day) AS m, extract(day FROM day) AS d, extract(week FROM day) AS w, extract(isoyear FROM day) AS iy, extract(dow FROM day) AS dow, extract(doy FROM day) AS doy
FROM input_table WHERE day IS NOT NULL ORDER BY day;
