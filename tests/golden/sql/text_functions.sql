-- input: sales.csv
SELECT id, upper(note) AS u, length(note) AS n, reverse(note) AS r, left(note, 2) AS l, right(note, 2) AS e, replace(note, 'a', 'AA') AS p, substr(note, 2, 3) AS s
FROM input_table WHERE note IS NOT NULL ORDER BY id;
