-- input: ../../data/flights.jsonl
SELECT median(delay) AS m, min(delay) AS lo, max(delay) AS hi FROM input_table WHERE origin IN ('LAX', 'SEA');
