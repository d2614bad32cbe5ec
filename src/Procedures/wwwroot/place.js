// A place by its point: a click on the map or the device's position fill the fields of the coordinates, which anybody can also write.
const put = (name, lat, lon) => {
  const field = (part) => document.getElementsByName(`${name}.${part}`)[0];
  [field('lat').value, field('lon').value] = [lat.toFixed(5), lon.toFixed(5)];
  const state = document.querySelector(`[data-map-state="${CSS.escape(name)}"]`);
  state.textContent = `${state.dataset.chosen}: ${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  const map = document.querySelector(`[data-map="${CSS.escape(name)}"]`);
  const point = map?.querySelector('[data-map-point]');
  point?.setAttribute('cx', (lon - map.dataset.west) * map.dataset.perLon);
  point?.setAttribute('cy', (map.dataset.north - lat) * map.dataset.perLat);
};
for (const map of document.querySelectorAll('svg[data-map]')) {
  map.addEventListener('click', (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    put(map.dataset.map, map.dataset.north - at.y / map.dataset.perLat, Number(map.dataset.west) + at.x / map.dataset.perLon);
  });
}
for (const button of document.querySelectorAll('button[data-locate]')) {
  if (!navigator.geolocation) break;
  button.hidden = false;
  button.addEventListener('click', () => navigator.geolocation.getCurrentPosition(
    (found) => put(button.dataset.locate, found.coords.latitude, found.coords.longitude),
    () => { const state = document.querySelector(`[data-map-state="${CSS.escape(button.dataset.locate)}"]`); state.textContent = state.dataset.failed; },
    { enableHighAccuracy: true, timeout: 15000 }));
}
