SELECT 7 / 2 AS a, -7 / 2 AS b, 7 % 3 AS c, -7 % 3 AS d, 7 / 0 AS e, 7 % 0 AS f, 9223372036854775807 AS g, - 5 AS h, 2 * 3 + 4 AS i, 2 + 3 * 4 AS j, (2 + 3) * 4 AS k;
