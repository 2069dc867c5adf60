-- input: sales.csv
SELECT id, CASE region WHEN 'apac' THEN 1 WHEN 'emea' THEN 2 END AS r, CASE WHEN qty > 5 THEN 'many' WHEN qty IS NULL THEN 'none' ELSE 'few' END AS q
FROM input_table ORDER BY id;
