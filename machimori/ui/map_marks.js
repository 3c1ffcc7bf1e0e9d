(function (given) {
  const group = given.clustered && L.markerClusterGroup
    ? L.markerClusterGroup({
        showCoverageOnHover: false,
        maxClusterRadius: 46,
        iconCreateFunction: (cluster) => L.divIcon({
          className: 'm-cluster',
          html: String(cluster.getChildCount()),
          iconSize: [38, 38],
        }),
      })
    : L.featureGroup();
  const paragraph = (words) => {
    const element = document.createElement('p');
    element.textContent = words;
    return element;
  };
  const popup = (mark) => {
    const box = document.createElement('div');
    const title = document.createElement('strong');
    title.textContent = mark.title;
    box.appendChild(title);
    if (mark.state) box.appendChild(paragraph(mark.state));
    mark.lines.forEach((line) => box.appendChild(paragraph(line)));
    return box;
  };
  if (given.areas.some((area) => area.fill === 'hatched') && !document.getElementById('m-hatch')) {
    const holder = document.createElement('div');
    holder.style.cssText = 'position:absolute;width:0;height:0';
    holder.innerHTML = `<svg width="0" height="0" aria-hidden="true"><pattern id="m-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${given.colours.neutral_soft}"/><rect width="2" height="6" fill="${given.colours.edge}"/></pattern></svg>`;
    document.body.appendChild(holder);
  }
  given.areas.forEach((area) => {
    const fill = area.fill === 'hatched' ? 'url(#m-hatch)' : area.fill || given.colours.ground;
    const drawn = L.geoJSON(area.shape, { style: {
      fillColor: fill, fillOpacity: 0.85, color: given.colours.edge, weight: 1,
      dashArray: area.fill ? null : '2 4',
    } });
    drawn.bindPopup(popup(area), { closeButton: false });
    group.addLayer(drawn);
  });
  given.lines.forEach((line) => {
    const drawn = L.polyline(line.points, { color: line.colour, weight: line.width, opacity: 0.85 });
    if (line.title) drawn.bindTooltip(paragraph(line.title));
    group.addLayer(drawn);
  });
  const shapeOf = (mark, looks) => {
    const classes = ['m-mark'];
    if (mark.stale) classes.push('m-stale');
    if (!mark.exact) classes.push('m-approximate');
    if (mark.selected) classes.push('m-selected');
    const shape = document.createElement('div');
    shape.className = classes.join(' ');
    shape.style.cssText = `width:26px;height:26px;color:${mark.colour}`;
    // The shape is one of our own (design tokens); no published text is in it.
    shape.innerHTML = `<svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">${looks[mark.look]}</svg>`;
    return L.divIcon({ className: '', html: shape, iconSize: [26, 26], iconAnchor: [13, 13], popupAnchor: [0, -12] });
  };
  const placed = new Map();
  given.marks.forEach((mark) => {
    const drawn = L.marker(mark.at, {
      icon: shapeOf(mark, given.looks),
      keyboard: true,
      zIndexOffset: mark.selected ? 1000 : 0,
    });
    drawn.mSaid = mark;
    drawn.mName = () => {
      const { title, state } = drawn.mSaid;
      drawn.getElement()?.setAttribute('aria-label', state ? `${title} ${state}` : title);
    };
    drawn.bindPopup(popup(mark), { closeButton: false });
    drawn.on('add', () => {
      const element = drawn.getElement();
      if (element) {
        drawn.mName();
        element.setAttribute('role', 'button');
        // A press would focus the mark, and focusing scrolls the page away under the pointer.
        element.addEventListener('mousedown', (event) => event.preventDefault());
      }
    });
    placed.set(mark.key, drawn);
    group.addLayer(drawn);
  });
  // News changes the marks in place: what listens to a mark, and an open popup, stay.
  window.mUpdateMarks = (marks, looks) => marks.forEach((mark) => {
    const drawn = placed.get(mark.key);
    if (!drawn || JSON.stringify(drawn.mSaid) === JSON.stringify(mark)) return;
    drawn.mSaid = mark;
    drawn.setIcon(shapeOf(mark, looks)); // keeps the element and what listens to it
    drawn.setPopupContent(popup(mark));
    drawn.mName();
  });
  if (given.here) {
    const drawn = L.marker(given.here.at, {
      icon: L.divIcon({ className: 'm-here', iconSize: [18, 18] }),
      keyboard: false,
      zIndexOffset: 2000,
    });
    drawn.bindTooltip(paragraph(given.here.title));
    group.addLayer(drawn);
  }
  return group;
})
