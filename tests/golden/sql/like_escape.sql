-- input: sales.csv
SELECT id, note FROM input_table WHERE note LIKE '%\%' ESCAPE '\' OR note LIKE '%r!_s%' ESCAPE '!' ORDER BY id;
