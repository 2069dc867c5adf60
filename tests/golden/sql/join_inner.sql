SELECT s.id, r.name FROM 'sales.csv' s JOIN 'regions.csv' r ON s.region = r.region ORDER BY s.id, r.name;
