SELECT weather, count(*) AS n FROM '../../data/seattle-weather.csv' GROUP BY weather ORDER BY 1;
