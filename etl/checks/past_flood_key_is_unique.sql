SELECT flood_id, count(*) FROM marts.past_floods GROUP BY flood_id HAVING count(*) > 1
