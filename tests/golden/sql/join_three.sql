SELECT a.id, b.id AS other, r.hq FROM 'sales.csv' a JOIN 'sales.csv' b ON a.product = b.product AND a.region = b.region JOIN 'regions.csv' r ON r.region = a.region WHERE a.id < b.id ORDER BY 1, 2, 3;
