(function (map, given) {
  const colours = given.colours, words = given.words;
  const style = document.createElement('style');
  style.textContent = [
    `.leaflet-container{background:${given.layers.files ? '#ECEBE6' : colours.map_land};font-family:${given.font};font-size:14px}`,
    '#map_div,#parent{height:100vh!important}body{margin:0;overflow:hidden}',
    `.m-label{background:none;border:0;box-shadow:none;padding:0;font-size:12px;color:#3b3f45;text-shadow:0 0 3px #fff,0 0 3px #fff,0 0 3px #fff;white-space:nowrap}`,
    `.m-label:before{display:none}`,
    `.m-labels-off .m-label{display:none}`,
    `.m-mark{background:#fff;border-radius:50%;box-shadow:0 0 0 1.5px #fff,0 1px 4px rgba(0,0,0,.45);display:flex;align-items:center;justify-content:center}`,
    `.m-mark.m-stale{outline:2px dashed currentColor;outline-offset:2px}`,
    `.m-mark.m-approximate{border:2px dotted currentColor}`,
    `.m-mark.m-selected{box-shadow:0 0 0 4px ${colours.brand}}`,
    `.leaflet-marker-icon:focus-visible{outline:3px solid ${colours.brand};outline-offset:3px}`,
    `.m-cluster{background:${colours.brand};color:#fff;border:3px solid #fff;border-radius:50%;display:flex;align-items:center;justify-content:center;font-weight:700;box-shadow:0 1px 4px rgba(0,0,0,.45)}`,
    `.m-here{background:${colours.brand};border:3px solid #fff;border-radius:50%;box-shadow:0 0 0 2px ${colours.brand}}`,
    `.leaflet-popup-content{margin:12px 14px;line-height:1.6;max-width:260px;overflow-wrap:anywhere}`,
    `.leaflet-popup-content p{margin:2px 0}`,
    `.leaflet-popup-content strong{font-size:15px}`,
    `.leaflet-bar a{width:36px!important;height:36px!important;line-height:36px!important}`,
    '@media (prefers-reduced-motion: reduce){.leaflet-zoom-animated{transition:none!important}}',
  ].join('\n');
  document.head.appendChild(style);
  document.documentElement.lang = words.lang;
  document.title = words.title;
  try { window.frameElement.title = words.title; } catch (ignored) { /* another origin */ }
  map.getContainer().setAttribute('aria-label', words.title);
  map.getContainer().setAttribute('role', 'application');
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(words.credit);
  // Leaflet focuses the map at each press; the page around it must not scroll for that.
  const container = map.getContainer();
  container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  // The frame gets its size late and may change it; the view follows until the reader takes over.
  let isTaken = false;
  ['pointerdown', 'keydown', 'wheel'].forEach((kind) =>
    map.getContainer().addEventListener(kind, () => { isTaken = true; }, { passive: true }));
  map.options.zoomSnap = 0.25;
  const fit = () => {
    map.invalidateSize({ animate: false });
    if (!isTaken) map.fitBounds(given.bounds, { padding: [22, 22], maxZoom: 16, animate: false });
  };
  new ResizeObserver(fit).observe(map.getContainer());
  fit();

  const looks = {
    outline: { fill: true, fillColor: colours.map_land, fillOpacity: 1, color: colours.map_outline, weight: 2 },
    neighbour: { color: '#CFCDC4', weight: 1 },
    town_block: { fill: false, color: colours.map_block, weight: 1 },
    park: { stroke: false, fill: true, fillColor: '#DFEBD6', fillOpacity: 1 },
    palace: { stroke: false, fill: true, fillColor: '#E3ECDB', fillOpacity: 1 },
    moat: { stroke: false, fill: true, fillColor: colours.map_water, fillOpacity: 1 },
    river: { stroke: false, fill: true, fillColor: colours.map_water, fillOpacity: 1 },
    trunk: { color: colours.map_road, weight: 5 },
    primary: { color: colours.map_road, weight: 3.5 },
    secondary: { color: colours.map_road, weight: 2 },
    jr: { color: colours.map_rail, weight: 2.5, dashArray: '8 5' },
    subway: { color: colours.map_rail, weight: 1.2, dashArray: '2 4' },
  };
  const pane = map.createPane('ground');
  pane.style.zIndex = 250;
  pane.style.pointerEvents = 'none';
  const renderer = L.canvas({ pane: 'ground', padding: 0.5 });
  // Neighbours are cut off along a box; the cut is no border and is not drawn as one.
  const borders = (collection) => {
    const rings = collection.features.flatMap((feature) => feature.geometry.coordinates);
    const xs = rings.flat().map((point) => point[0]), ys = rings.flat().map((point) => point[1]);
    const box = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const onCut = (a, b) => [[0, 0], [1, 0], [2, 1], [3, 1]].some(([side, axis]) =>
      Math.abs(a[axis] - box[side]) < 1e-6 && Math.abs(b[axis] - box[side]) < 1e-6);
    rings.forEach((ring) => ring.slice(1).forEach((point, index) => {
      const before = ring[index];
      if (onCut(before, point)) return;
      L.polyline([[before[1], before[0]], [point[1], point[0]]], { ...looks.neighbour, pane: 'ground', renderer, interactive: false }).addTo(map);
    }));
  };
  const draw = (collection) => L.geoJSON(collection, {
    pane: 'ground',
    renderer: renderer,
    interactive: false,
    style: (feature) => looks[feature.properties.kind] || looks.town_block,
    filter: (feature) => feature.geometry.type !== 'Point',
  }).addTo(map);
  const label = (collection) => collection.features.forEach((feature) => {
    const [longitude, latitude] = feature.geometry.coordinates;
    const name = words.lang === 'ja' ? feature.properties.name : feature.properties.name_en || feature.properties.name;
    const text = document.createElement('span');
    text.textContent = name;
    L.circleMarker([latitude, longitude], { pane: 'ground', renderer: renderer, interactive: false, radius: 2.5, color: '#6B7280', fillOpacity: 1, weight: 1 })
      .bindTooltip(text, { permanent: true, direction: 'right', offset: [3, 0], className: 'm-label', pane: 'ground' })
      .addTo(map);
  });
  const labels = () => map.getContainer().classList.toggle('m-labels-off', map.getZoom() < 15);
  map.on('zoomend', labels);
  labels();
  (given.layers.inline || []).forEach(draw);
  Promise.all((given.layers.files || []).map((address) =>
    fetch(address).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null)
  )).then((collections) => collections.forEach((collection) => {
    if (!collection) return;
    const first = collection.features[0];
    if (first && first.geometry.type === 'Point') label(collection);
    else if (first && first.properties.kind === 'neighbour') borders(collection);
    else draw(collection);
  }));
})
