/** An Electron that only opens an empty window: what a page looks like without the application behind it. */
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(() => new BrowserWindow({ width: 400, height: 720 }).loadURL('about:blank'));
