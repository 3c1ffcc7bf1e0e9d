// The map of posts: vector tiles of this server, drawn by MapLibre. What it shows stands in the
// list too; every movement has a button, and a browser that cannot draw it gets a sentence.
export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const vendor = new URL('/app/static/vendor/maplibre/', location.origin).href;
  const words = data.words;
  let box = parentElement.querySelector('.m-road-map');
  if (!box) {
    box = build();
    parentElement.appendChild(box);
  }
  box.latest = { data, setStateValue, setTriggerValue };
  if (!box.started) {
    box.started = true;
    start().catch((problem) => {
      console.error(problem);
      fail(words.failed);
    });
  } else if (box.map) {
    refresh();
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function build() {
    const made = element('div', 'm-road-map');
    const ground = element('div', 'm-road-map-ground');
    const said = element('p', 'm-road-map-said');
    said.setAttribute('role', 'status');
    said.hidden = true;
    const bar = element('div', 'm-road-map-bar');
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', words.move);
    const acts = [
      ['+', words.zoom_in, (map) => map.zoomIn()],
      ['−', words.zoom_out, (map) => map.zoomOut()],
      ['←', words.west, (map) => map.panBy([-160, 0])],
      ['→', words.east, (map) => map.panBy([160, 0])],
      ['↑', words.north, (map) => map.panBy([0, -160])],
      ['↓', words.south, (map) => map.panBy([0, 160])],
      [words.whole, words.whole_long, (map) => map.fitBounds(made.latest.data.bounds, { padding: 12 })],
    ];
    for (const [sign, label, act] of acts) {
      const button = element('button', 'm-road-map-button', sign);
      button.type = 'button';
      button.title = label;
      button.setAttribute('aria-label', label);
      button.onclick = () => made.map && act(made.map);
      bar.append(button);
    }
    made.append(ground, said, bar);
    return made;
  }

  function say(sentence) {
    const said = box.querySelector('.m-road-map-said');
    said.textContent = sentence;
    said.hidden = !sentence;
  }

  // Without the map there is the list, and a sentence that says so.
  function fail(sentence) {
    box.classList.add('m-failed');
    say(sentence);
  }

  function canDraw() {
    try {
      return Boolean(document.createElement('canvas').getContext('webgl2'));
    } catch {
      return false;
    }
  }

  // Shapes tell the state, shades the age; a dark rim keeps the lightest in sight on the ground.
  async function image(inside, colour, size) {
    const rim = '<filter id="r" x="-20%" y="-20%" width="140%" height="140%">' +
      '<feGaussianBlur in="SourceAlpha" stdDeviation="0.8"/>' +
      '<feComponentTransfer result="d"><feFuncA type="linear" slope="9"/></feComponentTransfer>' +
      '<feFlood flood-color="#1A1A1A"/><feComposite in2="d" operator="in" result="e"/>' +
      '<feMerge><feMergeNode in="e"/><feMergeNode in="SourceGraphic"/></feMerge></filter>';
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="-2 -2 28 28">` +
      `${rim}<g filter="url(#r)">${inside.replaceAll('currentColor', colour)}</g></svg>`;
    const made = new Image(size, size);
    made.src = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
    await made.decode();
    return made;
  }

  // Made while the library comes: a mark that is missing when its tile is laid out is left out.
  async function images() {
    const wanted = [image(data.late.shape, data.late.colour, 34).then((made) => ['late', made])];
    for (const [status, inside] of Object.entries(data.shapes)) {
      for (const [age, colour] of Object.entries(data.shades)) {
        wanted.push(image(inside, colour, 52).then((made) => [`${status}|${age}`, made]));
      }
    }
    return Promise.all(wanted);
  }

  async function ground() {
    const answer = await fetch(`/tiles/ground.json?lang=${encodeURIComponent(data.lang)}`);
    if (!answer.ok) throw new Error(`ground ${answer.status}`);
    return answer.json();
  }

  function address(tiles) {
    return location.origin + tiles;
  }

  function posts() {
    const isOne = ['has', 'id'];
    const n = ['get', 'n'];
    const short = ['case',
      ['<', n, 1000], ['to-string', n],
      ['<', n, data.count.step], ['concat', ['/', ['round', ['/', n, data.count.small / 10]], 10], words.small],
      ['concat', ['/', ['round', ['/', n, data.count.large / 10]], 10], words.large],
    ];
    const font = ['sans-serif'];
    return [
      {
        id: 'meshes', type: 'circle', source: 'posts', 'source-layer': 'posts', filter: ['!', isOne],
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['sqrt', n], 1, 9, 10, 13, 32, 17, 100, 21],
          'circle-color': data.colours.mesh,
          'circle-opacity': 0.88,
          'circle-stroke-color': '#FFFFFF',
          'circle-stroke-width': 1.5,
        },
      },
      {
        id: 'mesh_counts', type: 'symbol', source: 'posts', 'source-layer': 'posts', filter: ['!', isOne],
        layout: {
          'text-field': short, 'text-font': font, 'text-size': 12,
          'text-allow-overlap': true, 'text-ignore-placement': true,
        },
        paint: { 'text-color': '#FFFFFF' },
      },
      {
        id: 'single', type: 'symbol', source: 'posts', 'source-layer': 'posts', filter: isOne,
        layout: {
          'icon-image': ['concat', ['coalesce', ['get', 'status'], 'not_stated'], '|', ['get', 'age']],
          'icon-allow-overlap': true, 'icon-ignore-placement': true,
          'text-field': ['case', ['>', n, 1], ['concat', '×', ['to-string', n]], ''],
          'text-font': font, 'text-size': 12, 'text-offset': [1.1, 0.7], 'text-optional': true,
          'text-allow-overlap': true, 'text-ignore-placement': true,
        },
        paint: { 'text-color': data.colours.ink, 'text-halo-color': '#FFFFFF', 'text-halo-width': 1.5 },
      },
      {
        id: 'late', type: 'symbol', source: 'posts', 'source-layer': 'posts', filter: ['has', 'late'],
        layout: {
          'icon-image': 'late', 'icon-offset': [10, -10],
          'icon-allow-overlap': true, 'icon-ignore-placement': true,
        },
      },
      {
        id: 'picked', type: 'circle', source: 'picked',
        paint: {
          'circle-radius': 16, 'circle-opacity': 0,
          'circle-stroke-color': data.colours.picked, 'circle-stroke-width': 4,
        },
      },
    ];
  }

  // Its worker starts while the rest is on its way.
  async function maps() {
    const library = await import(`${vendor}maplibre-gl.mjs`);
    library.prewarm();
    return library;
  }

  function pickedPlace(picked) {
    return {
      type: 'FeatureCollection',
      features: picked
        ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [picked.longitude, picked.latitude] } }]
        : [],
    };
  }

  async function start() {
    if (!canDraw()) {
      fail(words.no_webgl);
      return;
    }
    if (!document.querySelector('link[data-maplibre]')) {
      const link = element('link');
      link.rel = 'stylesheet';
      link.href = `${vendor}maplibre-gl.css`;
      link.dataset.maplibre = '';
      document.head.append(link);
    }
    const [library, style, drawn] = await Promise.all([maps(), ground(), images()]);
    if (!box.isConnected) return;
    const now = box.latest.data;
    style.sources.posts = { type: 'vector', tiles: [address(now.tiles)], minzoom: 0, maxzoom: now.deepest };
    style.sources.picked = { type: 'geojson', data: pickedPlace(now.picked) };
    style.layers.push(...posts());
    const view = now.view
      ? { center: [now.view.longitude, now.view.latitude], zoom: now.view.zoom }
      : { bounds: now.bounds, fitBoundsOptions: { padding: 12 } };
    const map = new library.Map({
      container: box.querySelector('.m-road-map-ground'),
      style,
      ...view,
      minZoom: 4,
      maxZoom: now.deepest + 1,
      attributionControl: false,
      dragRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      validateStyle: false, // our own server wrote it
      // One finger scrolls the page; two move the map.
      cooperativeGestures: matchMedia('(pointer: coarse)').matches,
      locale: {
        'Map.Title': words.title,
        'CooperativeGesturesHandler.WindowsHelpText': words.ctrl,
        'CooperativeGesturesHandler.MacHelpText': words.command,
        'CooperativeGesturesHandler.MobileHelpText': words.fingers,
      },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    box.map = map;
    box.tiles = now.tiles;
    box.picked = now.picked?.id;
    box.place = JSON.stringify(pickedPlace(now.picked));
    map.once('style.load', () => drawn.forEach(([name, made]) => {
      if (!map.hasImage(name)) map.addImage(name, made, { pixelRatio: 2 });
    }));
    map.on('error', (event) => {
      if (event.sourceId === 'posts' || event.error?.status) say(words.failed);
      else console.error(event.error);
    });
    map.on('webglcontextlost', () => fail(words.no_webgl));
    map.once('idle', () => {
      box.dataset.drawn = String(Math.round(performance.now()));
      toldInPeace();
      map.on('moveend', () => {
        clearTimeout(box.timer);
        box.timer = setTimeout(toldInPeace, 300);
      });
    });
    map.on('click', (event) => press(event.point));
    map.on('mousemove', (event) => {
      map.getCanvas().style.cursor = at(event.point) ? 'pointer' : '';
    });
    // Streamlit takes the element away without a word; a map left behind would keep its GPU memory.
    const watch = new ResizeObserver(() => {
      if (box.isConnected) return;
      watch.disconnect();
      map.remove();
    });
    watch.observe(box);
    refresh();
  }

  // The mark nearest to a press, within what a finger covers.
  function at(point) {
    const reach = 12;
    const near = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const far = (one) => {
      const place = box.map.project(one.geometry.coordinates);
      return Math.hypot(place.x - point.x, place.y - point.y);
    };
    return box.map
      .queryRenderedFeatures(near, { layers: ['single', 'meshes'] })
      .sort((one, other) => far(one) - far(other))[0];
  }

  function press(point) {
    const found = at(point);
    if (!found) return;
    if (found.properties.id !== undefined) {
      box.latest.setTriggerValue('picked', String(found.properties.id));
      return;
    }
    box.map.easeTo({ center: found.geometry.coordinates, zoom: box.map.getZoom() + 2 });
  }

  // Not amid a press or a run: the run this starts would break that one off. What was pressed is
  // kept all the same (machimori/ui/in_address.py).
  function toldInPeace() {
    const isBusy = Date.now() - (window.mPressed || 0) < 1500
      || document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'running';
    if (isBusy) box.timer = setTimeout(toldInPeace, 300);
    else told();
  }

  function told() {
    if (!box.isConnected) return;
    const edges = box.map.getBounds();
    const degrees = (value) => Math.round(value * 1e5) / 1e5;
    const middle = box.map.getCenter();
    const view = {
      west: degrees(edges.getWest()), south: degrees(edges.getSouth()),
      east: degrees(edges.getEast()), north: degrees(edges.getNorth()),
      longitude: degrees(middle.lng), latitude: degrees(middle.lat),
      zoom: Math.round(box.map.getZoom() * 100) / 100,
    };
    const said = JSON.stringify(view);
    if (said === box.told) return;
    box.told = said;
    box.dataset.view = said;
    box.latest.setStateValue('view', view);
  }

  function refresh() {
    const now = box.latest.data;
    const map = box.map;
    const act = () => {
      if (now.tiles !== box.tiles) {
        box.tiles = now.tiles;
        say('');
        map.getSource('posts').setTiles([address(now.tiles)]);
      }
      const place = JSON.stringify(pickedPlace(now.picked));
      if (place !== box.place) map.getSource('picked').setData(JSON.parse(place));
      box.place = place;
      const picked = now.picked?.id;
      if (picked === box.picked) return;
      box.picked = picked;
      if (!now.picked) return;
      const middle = [now.picked.longitude, now.picked.latitude];
      if (!map.getBounds().contains(middle) || map.getZoom() < now.near) {
        map.easeTo({ center: middle, zoom: Math.max(map.getZoom(), now.near) });
      }
    };
    if (map.getSource('posts')) act();
    else map.once('style.load', act);
  }
}
