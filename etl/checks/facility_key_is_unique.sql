SELECT facility_id, count(*) AS times FROM marts.facilities GROUP BY ALL HAVING count(*) > 1;
