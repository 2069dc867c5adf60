SELECT * FROM (VALUES (1, 'x'), (2, NULL), (3, 'z')) AS t (n, s) ORDER BY n DESC;
