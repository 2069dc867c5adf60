SELECT trim('  x ') || '|' AS a, ltrim('  x ') || '|' AS b, rtrim('  x ') || '|' AS c, concat('a', 1, NULL, 'b') AS d, concat_ws('-', 'a', 'b', 'c') AS e, 'a' || NULL AS f;
