-- Pattern and escape of each row: both rows have the same bytes in all.
SELECT s LIKE p ESCAPE e AS matches FROM (SELECT 'a' AS s, 'a' AS p, '' AS e UNION ALL SELECT 'a', '', 'a') t;
