SELECT id, region, name FROM 'sales.csv' JOIN 'regions.csv' USING (region) WHERE qty > 4 ORDER BY id, name;
