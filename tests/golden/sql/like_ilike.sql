-- input: sales.csv
SELECT id, note FROM input_table WHERE note LIKE '%e%' OR note ILIKE 'SAY%' ORDER BY id;
