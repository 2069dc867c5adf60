SELECT r.name, count(*) AS n, sum(s.qty) AS q FROM 'regions.csv' r LEFT JOIN 'sales.csv' s ON r.region = s.region GROUP BY r.name ORDER BY r.name;
