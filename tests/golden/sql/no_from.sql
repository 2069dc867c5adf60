SELECT 1 AS a, 'it''s' AS b, NULL AS c, TRUE AS d, 1.25 AS e;
