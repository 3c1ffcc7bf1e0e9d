SELECT report_id, count(*) AS times FROM marts.road_reports GROUP BY ALL HAVING count(*) > 1;
