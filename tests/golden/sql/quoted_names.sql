SELECT 1 AS "a b", 2 AS "select", 3 AS "x""y", 4 AS "名";
