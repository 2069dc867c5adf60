SELECT greatest(1, 5, 3) AS a, least(4, 2, 8) AS b, greatest('a', 'c', 'b') AS c, greatest(1, NULL, 2) AS d;
