-- input: sales.csv
SELECT id, paid, qty > 4 AS big, paid AND qty > 4 AS both, paid OR qty > 4 AS either, NOT paid AS unpaid
FROM input_table ORDER BY id;
