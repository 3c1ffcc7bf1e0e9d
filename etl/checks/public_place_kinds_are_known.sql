SELECT place_id, kind FROM marts.public_places WHERE kind NOT IN ('aed', 'toilet', 'other')
