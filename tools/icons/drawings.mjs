/** The tray's pictures as SVG, 22 units wide: each state has its own shape, so that colour is never the only sign. */

const HANDSET =
  '<path d="M5.6 10.4 C5.8 5.6 16.2 5.6 16.4 10.4" fill="none" stroke="INK" stroke-width="3.2" stroke-linecap="round"/>' +
  '<rect x="3" y="9.4" width="5" height="4.4" rx="1.5" fill="INK"/><rect x="14" y="9.4" width="5" height="4.4" rx="1.5" fill="INK"/>';
const CRADLE = '<path d="M5 17.6 H17" stroke="INK" stroke-width="2" stroke-linecap="round"/>';
const lifted = `<g transform="rotate(-18 11 10) translate(0 -.6)">${HANDSET}</g>${CRADLE}`;
const onHook = `<g transform="translate(0 1)">${HANDSET}</g>${CRADLE}`;
const waves =
  '<path d="M4.4 5.6 A8.4 8.4 0 0 1 8.2 2.9 M17.6 5.6 A8.4 8.4 0 0 0 13.8 2.9" fill="none" stroke="INK" stroke-width="1.7" stroke-linecap="round"/>';
const slash =
  '<path d="M4.6 19 L18 4.4" stroke="PAPER" stroke-width="4.2" stroke-linecap="round"/>' +
  '<path d="M4 18.6 L18 3.4" stroke="INK" stroke-width="1.9" stroke-linecap="round"/>';

/** State → what is drawn, and the tile behind it where the panel takes colours. */
const STATES = {
  idle: { drawing: `<g opacity=".5">${onHook}</g>`, tile: '#6b7280' },
  registered: { drawing: onHook, tile: '#3454d1' },
  unreachable: { drawing: onHook + slash, tile: '#b45309' },
  ringing: {
    drawing: `<g transform="translate(0 1.4)">${onHook.replace(CRADLE, '')}</g>${CRADLE}${waves}`,
    tile: '#15803d',
  },
  'in-call': { drawing: lifted, tile: '#15803d' },
  muted: { drawing: lifted + slash, tile: '#b91c1c' },
};

const svg = (content) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22">${content}</svg>`;

/** White on a coloured tile: readable on dark and light panels alike. */
const onTile = ({ drawing, tile }) =>
  svg(
    `<rect x="0.5" y="0.5" width="21" height="21" rx="5.5" fill="${tile}"/>` +
      `<g transform="translate(11 11) scale(.86) translate(-11 -10.8)">${drawing.replaceAll('INK', '#fff').replaceAll('PAPER', tile)}</g>`,
  );

/** Black on nothing, because macOS paints it itself; what a slash cuts out is really transparent. */
function template({ drawing }) {
  const [cut] = drawing.match(/<[^<>]*PAPER[^<>]*>/) ?? [];
  const [under, over = ''] = cut === undefined ? [drawing] : drawing.split(cut);
  const mask = `<mask id="cut"><rect width="22" height="22" fill="#fff"/>${(cut ?? '').replace('PAPER', '#000')}</mask>`;
  return svg(
    `${mask}<g mask="url(#cut)">${under.replaceAll('INK', '#000')}</g>${over.replaceAll('INK', '#000')}`,
  );
}

/** @returns {{ file: string, svg: string, sizes: [suffix: string, pixels: number][] }[]} */
export const trayPictures = () =>
  Object.entries(STATES).flatMap(([name, state]) => [
    {
      file: `tray/${name}`,
      svg: onTile(state),
      sizes: [
        ['', 22],
        ['@2x', 44],
      ],
    },
    {
      file: `tray/mac/${name}Template`,
      svg: template(state),
      sizes: [
        ['', 22],
        ['@2x', 44],
      ],
    },
  ]);
