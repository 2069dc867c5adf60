-- input: ../../data/flights.jsonl
SELECT count(DISTINCT origin) AS o, count(DISTINCT destination) AS d, count(DISTINCT distance) AS x FROM input_table;
