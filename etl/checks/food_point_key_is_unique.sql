SELECT point_id, count(*) AS times FROM marts.food_drive_points GROUP BY ALL HAVING count(*) > 1;
