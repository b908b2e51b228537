// A picture around its middle that is wider than its place is first seen there.
export function startInTheMiddle() {
  for (const place of document.querySelectorAll("[data-from-the-middle]")) {
    place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2;
  }
}
