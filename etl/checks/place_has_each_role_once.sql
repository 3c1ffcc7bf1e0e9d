SELECT place_id, role, count(*) AS times FROM marts.facilities GROUP BY ALL HAVING count(*) > 1;
