-- input: sales.csv
SELECT id, day FROM input_table WHERE day BETWEEN '2026-01-01' AND '2026-01-31' ORDER BY day, id;
