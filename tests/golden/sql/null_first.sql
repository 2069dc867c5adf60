-- A batch that begins with NULL: what is constant is looked at all the same.
SELECT date_trunc('month', d) AS month, extract(day FROM d) AS day, date_part('quarter', d) AS quarter, date_diff('month', d, e) AS months, d AT TIME ZONE 'Asia/Tokyo' AS tokyo, s LIKE 'a_c%' AS l, s ILIKE '%B_D' AS i, s ~ '^a.*d$' AS r
FROM (VALUES (NULL::TIMESTAMP, NULL::DATE, NULL), (NULL, DATE '2026-05-08', 'abcd'), (TIMESTAMP '2024-02-29 12:30:00', DATE '2024-12-31', NULL), (TIMESTAMP '2025-12-31 00:00:00', DATE '2026-01-01', 'abcd')) AS t(d, e, s);
