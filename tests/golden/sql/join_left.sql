SELECT s.id, s.region, r.hq FROM 'sales.csv' s LEFT JOIN 'regions.csv' r ON s.region = r.region AND s.region <> 'apac' ORDER BY s.id, r.hq;
