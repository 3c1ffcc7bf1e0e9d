-- JIS X 0410 mesh codes of WGS 84 / JGD2011 coordinates, counted in eighths of a third mesh.
-- First mesh: 40' x 1 degree; second: 5' x 7.5'; third: 30" x 45"; halves from there.
-- The tiny addend keeps a point on a cell's south or west edge in that cell although its degrees
-- are no exact binary fraction. A 250 m code is the 125 m code without its last digit.
CREATE OR REPLACE MACRO mesh_row(lat) AS CAST(floor(lat * 960 + 1e-6) AS BIGINT);
CREATE OR REPLACE MACRO mesh_column(lon) AS CAST(floor((lon - 100) * 640 + 1e-6) AS BIGINT);
CREATE OR REPLACE MACRO mesh_number(y, x) AS
    (y // 640) * 1000000000 + (x // 640) * 10000000
    + (y // 80 % 8) * 1000000 + (x // 80 % 8) * 100000
    + (y // 8 % 10) * 10000 + (x // 8 % 10) * 1000
    + (1 + 2 * (y // 4 % 2) + x // 4 % 2) * 100
    + (1 + 2 * (y // 2 % 2) + x // 2 % 2) * 10
    + (1 + 2 * (y % 2) + x % 2);
CREATE OR REPLACE MACRO mesh_covers(lon, lat) AS
    lon >= 100 AND lon < 180 AND lat >= 0 AND lat < 66.66;
CREATE OR REPLACE MACRO mesh125(lon, lat) AS CASE WHEN mesh_covers(lon, lat)
    THEN CAST(mesh_number(mesh_row(lat), mesh_column(lon)) AS VARCHAR) END;
CREATE OR REPLACE MACRO mesh250(lon, lat) AS CASE WHEN mesh_covers(lon, lat)
    THEN CAST(mesh_number(mesh_row(lat), mesh_column(lon)) // 10 AS VARCHAR) END;
