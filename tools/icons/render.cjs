/** Runs in Electron: reads `[{ svg, pixels }]` from a file, and writes the PNGs as base64 to another. */
const { app, BrowserWindow } = require('electron');
const { readFileSync, writeFileSync } = require('node:fs');

const [from, to] = process.argv.slice(-2);

const draw = `async ({ svg, pixels }) => {
  const image = new Image(pixels, pixels);
  image.src = 'data:image/svg+xml,' + encodeURIComponent(svg.replace('<svg ', '<svg width="' + pixels + '" height="' + pixels + '" '));
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: pixels, height: pixels });
  canvas.getContext('2d').drawImage(image, 0, 0, pixels, pixels);
  return canvas.toDataURL('image/png').split(',')[1];
}`;

void app.whenReady().then(async () => {
  const page = new BrowserWindow({ show: false });
  await page.loadURL('about:blank');
  const wanted = readFileSync(from, 'utf8');
  const drawn = await page.webContents.executeJavaScript(`Promise.all(${wanted}.map(${draw}))`);
  writeFileSync(to, JSON.stringify(drawn));
  app.quit();
});
