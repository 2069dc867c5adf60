-- input: ../../data/flights.jsonl
SELECT date, delay, distance, origin, destination FROM input_table WHERE delay > 60 ORDER BY delay DESC, date LIMIT 10;
