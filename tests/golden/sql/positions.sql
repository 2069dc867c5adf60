SELECT strpos('banana', 'an') AS a, strpos('banana', 'x') AS b, strpos('日本語', '語') AS c, length('日本語') AS d, substr('日本語', 2) AS e, left('abc', 0) AS f, right('abc', 9) AS g, lower('ÄB') AS h;
