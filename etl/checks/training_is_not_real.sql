-- A statement is of the mode of its incident.
SELECT h.event_id FROM marts.facility_status_history AS h
JOIN marts.incidents AS i USING (incident_id) WHERE h.mode <> i.mode;
