SELECT event_id, count(*) AS times FROM marts.facility_status_history GROUP BY ALL HAVING count(*) > 1;
