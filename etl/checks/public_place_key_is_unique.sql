SELECT place_id, count(*) FROM marts.public_places GROUP BY place_id HAVING count(*) > 1
